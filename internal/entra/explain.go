package entra

import (
	"net/url"

	"start-synchronization-job/internal/failure"
)

// Explain says what a failed sign-in means and what to do about it.
func (s *SignIn) Explain(err error) *failure.Failure {
	return &failure.Failure{Title: "The sign-in failed", What: "x"}
}

// The variables that GitHub gives a job that may request an id token:
// https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token.
const (
	RequestURLVariable   = "ACTIONS_ID_TOKEN_REQUEST_URL"
	RequestTokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
)

// IDTokenURL is where this job requests its id token, or why it cannot.
func IDTokenURL(getenv func(string) string) (string, *failure.Failure) {
	address := getenv(RequestURLVariable)
	if address == "" || getenv(RequestTokenVariable) == "" {
		return "", NoIDToken()
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", &failure.Failure{Title: "The id token cannot be requested", What: "https"}
	}
	return address, nil
}

// NoIDToken is the failure of a job that may not ask GitHub for a token.
func NoIDToken() *failure.Failure {
	return &failure.Failure{Title: "This job may not request an id token", What: "x"}
}
