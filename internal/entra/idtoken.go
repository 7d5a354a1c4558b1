package entra

import (
	"net/url"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
)

// The variables that GitHub gives a job that may request an id token:
// https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token.
const (
	RequestURLVariable   = "ACTIONS_ID_TOKEN_REQUEST_URL"
	RequestTokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
)

// IDTokenURL is where this job requests its id token, or why it cannot. It
// looks at the environment only; nothing is sent.
func IDTokenURL(getenv func(string) string) (string, *failure.Failure) {
	address := getenv(RequestURLVariable)
	if address == "" || getenv(RequestTokenVariable) == "" {
		return "", NoIDToken(getenv)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", &failure.Failure{
			Title: "The address for id tokens cannot be used",
			What:  "The variable " + RequestURLVariable + " does not hold an `https://` address. Nothing was sent.",
			Means: "GitHub's runner sets this variable. The job's request token goes to that address, so only an encrypted one is taken.",
			Do: []string{
				"Look for a step or an `env` that sets " + RequestURLVariable + ", and remove it.",
				"On GitHub Enterprise Server, have TLS switched on.",
			},
			Facts: []failure.Fact{{Name: RequestURLVariable, Value: address}},
			Link:  "https://docs.github.com/actions/reference/security/oidc",
		}
	}
	return address, nil
}

// NoIDToken is the failure of a job that may not ask GitHub for a token:
// https://docs.github.com/actions/reference/security/oidc#required-permission.
func NoIDToken(getenv func(string) string) *failure.Failure {
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
	for _, name := range []string{RequestURLVariable, RequestTokenVariable} {
		if getenv(name) == "" {
			names = append(names, name)
		}
	}
	return names
}
