package signin

import (
	"errors"
	"net/http"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

const (
	pageOIDC = "https://docs.github.com/actions/reference/security/oidc"

	overridden = "Remove what sets " + entra.RequestURLVariable + " or " + entra.RequestTokenVariable + ", in a step or an `env`."
	grant      = "Add `id-token: write` under `permissions` of <workflow job>. A block of the job replaces that of the workflow."
	called     = "If another workflow calls this one, add it to the calling job too."
	fork       = "If the pull request is from a fork, run on a branch of the repository itself: forks get no id token."

	// withoutToken is the cause where GitHub or Entra answered well.
	withoutToken = "<host> answered 200 without a token, as the page of a proxy or of a network's sign-in does."
)

// gitHubRows are about an id token that could not be had, or that is not one.
// GitHub documents no answer of its endpoint, so those go by what the statuses
// mean and by what was reported.
var gitHubRows = []hint.Row{
	{
		Is:    is(entra.ErrRequestURL),
		Claim: hint.BadVariable,
		Title: "The address for id tokens is not usable",
		Cause: "`" + entra.RequestURLVariable + "` is <request url>, which does not begin with `https://`.",
		Fixes: []string{overridden, "On GitHub Enterprise Server, switch on TLS."},
		Link:  pageOIDC,
	},
	{
		Is:    is(entra.ErrRequestToken),
		Claim: hint.BadVariable,
		Title: "The request token is not usable",
		Cause: entra.RequestTokenVariable + " holds a line end or another control character.",
		Fixes: []string{overridden},
		Link:  pageOIDC,
	},
	{
		Is:    hint.All(is(entra.ErrNoRequest), func(e *hint.Evidence) bool { return !e.InWorkflow }),
		Claim: hint.NoIDTokenPermission,
		Title: "No id token outside GitHub Actions",
		Cause: "`tenant-id` and `client-id` need an id token, and GitHub gives one to the jobs of its workflows only.",
		Fixes: []string{
			"Set `INPUT_FEDERATED_TOKEN_FILE` to the path of an id token of this system.",
			"Or set `INPUT_ACCESS_TOKEN` to a Microsoft Graph token, and leave out `tenant-id` and `client-id`.",
		},
		Source: pageOIDC,
	},
	{
		Is:    hint.All(is(entra.ErrNoRequest), func(e *hint.Evidence) bool { return strings.HasPrefix(e.Event, "pull_request") }),
		Claim: hint.NoIDTokenPermission,
		Title: "This pull request cannot request an id token",
		Cause: "GitHub gives an id token only to jobs with the permission `id-token: write`.",
		Fixes: []string{fork, grant, called}, Commands: permissionLines,
		Link: pageOIDC,
	},
	{
		Is:    is(entra.ErrNoRequest),
		Claim: hint.NoIDTokenPermission,
		Title: "This job cannot request an id token",
		Cause: "GitHub gives an id token only to jobs with the permission `id-token: write`.",
		Fixes: []string{grant, called}, Commands: permissionLines,
		Link: pageOIDC,
	},
	{
		Is:    badFile,
		Claim: hint.BadFile,
		Title: "The id token could not be read",
		Cause: "<file problem>",
		Fixes: []string{"Check who writes the file, then run again."},
		Link:  "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection",
	},
	{
		Is:    hint.All(noToken, asking),
		Claim: hint.Changed, Likely: true,
		Title: "GitHub gave no token",
		Cause: withoutToken,
		Fixes: []string{hint.RunAgain, "<let it pass>"},
		Link:  pageOIDC,
	},
	{
		Is:    noToken,
		Claim: hint.Changed, Likely: true,
		Title: "Entra gave no token",
		Cause: withoutToken,
		Fixes: []string{hint.RunAgain, "<let it pass>"},
		Link:  pageCodes,
	},
	{
		Status: http.StatusTooManyRequests,
		Is:     asking,
		Claim:  hint.Throttled,
		Title:  "Too many requests for id tokens",
		Cause:  "<host> answered <code> to the request for an id token: too many requests.",
		Fixes:  []string{"Wait some minutes, then run again.", "Check https://www.githubstatus.com."},
		Link:   pageOIDC,
	},
	{
		Is:    hint.All(asking, func(e *hint.Evidence) bool { return wire.TransientStatus(e.Answer.Status) }),
		Claim: hint.ServerError, Likely: true, Also: []hint.Claim{hint.Changed},
		Title: "No id token for now",
		Cause: "<host> answered <code> to the request for an id token: probably a temporary error.",
		Fixes: []string{hint.RunAgain, "Check https://www.githubstatus.com.", "<let it pass>"},
		Link:  pageOIDC,
	},
	{
		Status: http.StatusForbidden,
		Is:     hint.All(asking, hint.Not(noText)),
		Claim:  hint.NotKnown,
		Title:  "GitHub refused to give an id token",
		Cause:  "GitHub's message is <message> (<code>).",
		Fixes:  []string{"Run the whole job again.", overridden},
		Link:   pageOIDC, Source: "https://github.com/aws-actions/configure-aws-credentials/issues/469",
		Raw: "Can't issue ID_TOKEN for job in 'Pending' state.",
	},
	{
		Status: 4,
		Is:     hint.All(asking, func(e *hint.Evidence) bool { return !e.Answer.Own }),
		Claim:  hint.Changed, Likely: true, Also: []hint.Claim{hint.BadVariable},
		Title: "The answer for the id token is not JSON",
		Cause: "<host> answered <code> with something other than JSON, as the page of a proxy or of a network's sign-in is.",
		Fixes: []string{hint.RunAgain, "<let it pass>", overridden},
		Link:  pageOIDC,
	},
	{
		Is:    hint.All(asking, func(e *hint.Evidence) bool { return e.Answer.Status == 401 || e.Answer.Status == 403 }),
		Claim: hint.BadVariable, Likely: true,
		Title: "GitHub gave no id token",
		Cause: "GitHub refused the request token of this job (<code>): probably the job has ended for GitHub, or a step replaced the token.",
		Fixes: []string{"Run the whole job again.", overridden},
		Link:  pageOIDC,
	},
	{
		Status: 3,
		Is:     asking,
		Claim:  hint.Changed, Likely: true,
		Title: "The answer for the id token is a redirect",
		Cause: "<host> answered with a redirect, which was not followed, to protect the request token (<code>). Probably a proxy or the sign-in page of a network answered.",
		Fixes: []string{hint.RunAgain, "<let it pass>"},
		Link:  pageOIDC,
	},
	{
		Is:    asking,
		Claim: hint.NotKnown,
		Title: "GitHub's endpoint gave no id token",
		Cause: "<host> answered <code> to the request for an id token.",
		Fixes: []string{hint.RunAgain, overridden},
		Link:  pageOIDC,
	},
}

func asking(e *hint.Evidence) bool { return e.Call == hint.GettingIDToken }

func is(target error) func(*hint.Evidence) bool {
	return func(e *hint.Evidence) bool { return errors.Is(e.Err, target) }
}

func noToken(e *hint.Evidence) bool {
	return errors.Is(e.Err, entra.ErrNoToken) || errors.Is(e.Err, entra.ErrUnreadable)
}

func badFile(e *hint.Evidence) bool {
	var problem inputs.Problem
	return errors.As(e.Err, &problem)
}

// permissionLines are those of a workflow:
// https://docs.github.com/actions/reference/security/oidc#required-permission.
func permissionLines(*hint.Evidence) []failure.Commands {
	return []failure.Commands{{Heading: "Lines for the workflow", Lines: []string{
		"permissions:",
		"  id-token: write",
		"  contents: read # for actions/checkout, if the job uses it",
	}}}
}
