package signin

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

const pageOIDC = "https://docs.github.com/actions/reference/security/oidc"

// IDTokenURL explains why this job cannot request an id token. err is the error
// of entra.IDTokenURL.
func IDTokenURL(known hint.Known, err error) *failure.Failure {
	switch {
	case errors.Is(err, entra.ErrRequestURL):
		return requestURL(known)
	case errors.Is(err, entra.ErrRequestToken):
		return &failure.Failure{
			Title: "The request token is not usable",
			Cause: entra.RequestTokenVariable + " holds a line end or another control character.",
			Sent:  hint.Nothing,
			Fixes: []string{overridden},
			Link:  pageOIDC,
		}
	case !known.InWorkflow:
		return &failure.Failure{
			Title: "No id token outside GitHub Actions",
			Cause: "`tenant-id` and `client-id` need an id token, and GitHub gives one to the jobs of its workflows only.",
			Sent:  hint.Nothing,
			Fixes: []string{
				"Set `INPUT_FEDERATED_TOKEN_FILE` to the path of an id token of this system.",
				"Or set `INPUT_ACCESS_TOKEN` to a Microsoft Graph token, and leave out `tenant-id` and `client-id`.",
			},
		}
	}
	return noPermission(known)
}

func requestURL(known hint.Known) *failure.Failure {
	return &failure.Failure{
		Title: "The address for id tokens is not usable",
		Cause: "`" + entra.RequestURLVariable + "` is " + untrusted.Given(known.RequestURL) + ", which does not begin with `https://`.",
		Sent:  hint.Nothing,
		Fixes: []string{
			overridden,
			"On GitHub Enterprise Server, switch on TLS.",
		},
		Link: pageOIDC,
	}
}

// noPermission is the failure of a job that may not request an id token:
// https://docs.github.com/actions/reference/security/oidc#required-permission.
func noPermission(known hint.Known) *failure.Failure {
	grant := "Add `id-token: write` under `permissions` of " + known.WorkflowJob() + ". A block of the job replaces that of the workflow."
	called := "If another workflow calls this one, add it to the calling job too."
	fork := "If the pull request is from a fork, run on a branch of the repository itself: forks get no id token."
	fixes := []string{grant, called}
	if strings.HasPrefix(known.Event, "pull_request") {
		fixes = []string{fork, grant, called}
	}
	return &failure.Failure{
		Title: "This job may not request an id token",
		Cause: "GitHub gives an id token only to jobs with the permission `id-token: write`.",
		Sent:  hint.Nothing,
		Fixes: fixes,
		Commands: []failure.Commands{{Heading: "Lines for the workflow", Lines: []string{
			"permissions:",
			"  id-token: write",
			"  contents: read # for actions/checkout, if the job uses it",
		}}},
		Link: pageOIDC,
	}
}

// gitHubRefused explains an answer of GitHub's OIDC endpoint other than 200.
// GitHub documents none of them, so this goes by what the statuses mean.
func gitHubRefused(e *entra.Error) failure.Failure {
	f := failure.Failure{Title: "GitHub gave no id token", Link: pageOIDC}
	switch {
	case wire.TransientStatus(e.Status):
		f.Cause = "GitHub had a temporary error"
		f.Fixes = []string{"Check https://www.githubstatus.com, then run again."}
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		f.Cause = "GitHub does not accept the request token of this job, which is valid while the job runs"
		f.Fixes = []string{"Run the whole job again.", overridden}
	case e.Status/100 == 3:
		f.Cause = "GitHub's OIDC endpoint answered with a redirect, which GitHub itself does not send"
		f.Fixes = []string{"Check the proxy and the network of the runner.", hint.RunAgain}
	default:
		f.Cause = "GitHub's OIDC endpoint refused the request"
		f.Fixes = []string{hint.RunAgain, overridden}
	}
	f.Cause += fmt.Sprintf(" (%d).", e.Status)
	return f
}

const overridden = "Remove what sets " + entra.RequestURLVariable + " or " + entra.RequestTokenVariable + ", in a step or an `env`."
