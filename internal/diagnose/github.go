package diagnose

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/wire"
)

// IDTokenURL says why this job has nowhere to request an id token. err is the
// error of entra.IDTokenURL for the same environment.
func IDTokenURL(getenv func(string) string, err error) *failure.Failure {
	if errors.Is(err, entra.ErrRequestURL) {
		return requestURL(getenv(entra.RequestURLVariable))
	}
	return noRequest(getenv)
}

func requestURL(address string) *failure.Failure {
	return &failure.Failure{
		Title: "The address for id tokens cannot be used",
		What:  "The variable " + entra.RequestURLVariable + " does not hold an `https://` address. Nothing was sent.",
		Means: "GitHub's runner sets this variable. The job's request token goes to that address, so only an encrypted one is taken.",
		Do: []string{
			"Look for a step or an `env` that sets " + entra.RequestURLVariable + ", and remove it.",
			"On GitHub Enterprise Server, have TLS switched on.",
		},
		Facts: []failure.Fact{{Name: entra.RequestURLVariable, Value: address}},
		Link:  "https://docs.github.com/actions/reference/security/oidc",
	}
}

// noRequest is the failure of a job that may not ask GitHub for a token:
// https://docs.github.com/actions/reference/security/oidc#required-permission.
func noRequest(getenv func(string) string) *failure.Failure {
	if getenv("GITHUB_ACTIONS") != "true" {
		return &failure.Failure{
			Title: "There is no id token outside GitHub Actions",
			What:  "This run is not a job of GitHub Actions: GITHUB_ACTIONS is not `true`. Nothing was sent.",
			Means: "The sign-in with `tenant-id` and `client-id` exchanges a token that only GitHub gives, and only to its jobs.",
			Do: []string{
				"Leave `tenant-id` and `client-id` empty and give a Microsoft Graph token as `access-token` (INPUT_ACCESS_TOKEN).",
				"Or run this as a step of a workflow.",
			},
		}
	}
	grant := "Give the job the permission `id-token: write`. A `permissions` block at the job replaces the workflow's altogether, " +
		"so if the job has one, the line has to stand there."
	if job := getenv("GITHUB_JOB"); job != "" {
		grant = strings.Replace(grant, "the job", "the job "+foreign.Quote(job), 1)
	}
	called := "If another workflow calls this one, the calling job needs the line too: a called workflow never has more rights than its caller."
	fork := "If this is a pull request from a fork, GitHub gives no id token, whatever the workflow says. " +
		"Run on a branch of the repository itself."
	do := []string{grant, called, fork}
	if strings.HasPrefix(getenv("GITHUB_EVENT_NAME"), "pull_request") {
		do = []string{fork, grant, called}
	}
	return &failure.Failure{
		Title: "This job may not request an id token",
		What: "GitHub gave this job no " + strings.Join(missing(getenv), " and no ") +
			", which it gives to jobs with the permission `id-token: write`. Nothing was sent.",
		Means: "Without an id token there is nothing to sign in with at Entra. Nothing needs to be changed there.",
		Do:    do,
		Commands: []string{
			"permissions:",
			"  id-token: write",
			"  contents: read # for actions/checkout, if the job uses it",
		},
		Link: "https://docs.github.com/actions/reference/security/oidc",
	}
}

func missing(getenv func(string) string) []string {
	var names []string
	for _, name := range []string{entra.RequestURLVariable, entra.RequestTokenVariable} {
		if getenv(name) == "" {
			names = append(names, name)
		}
	}
	return names
}

// gitHubRefused is for an answer of GitHub's OIDC endpoint that is not a 200.
// GitHub documents none of them, so this goes by what the statuses mean.
func gitHubRefused(e *entra.Error) *failure.Failure {
	f := &failure.Failure{
		Title: fmt.Sprintf("GitHub refused the id token with status %d", e.Status),
		What:  fmt.Sprintf("GitHub's OIDC endpoint answered %d when asked for an id token.", e.Status),
		Facts: []failure.Fact{{Name: "HTTP status", Value: fmt.Sprint(e.Status)}},
		Link:  "https://docs.github.com/actions/reference/security/oidc",
	}
	switch {
	case wire.TransientStatus(e.Status):
		f.Title = "GitHub gives no id tokens at the moment"
		f.Means = "GitHub is busy or in trouble. Such a request is repeated as long as the deadline allows."
		f.Do = []string{"Look at https://www.githubstatus.com.", runAgain}
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		f.Means = "GitHub does not accept the request token it gave this job. It is valid for this job only, while it runs."
		f.Do = []string{"Run the job again from its beginning.", overridden}
	case e.Status/100 == 3:
		f.Title = fmt.Sprintf("GitHub's OIDC endpoint answered with a redirect (%d)", e.Status)
		f.Means = "It was not followed, since the job's request token would have gone along. GitHub itself sends none; a network that wants a sign-in does."
		f.Do = []string{"Look at the proxy and the network of the runner.", runAgain}
	default:
		f.Means = "GitHub does not give an id token for this request."
		f.Do = []string{"If the input `audience` is set, look whether it is what the federated credential asks for.", overridden, runAgain}
	}
	addWait(e, f)
	return f
}

const overridden = "Look for a step or an `env` that sets " + entra.RequestURLVariable + " or " + entra.RequestTokenVariable + "."
