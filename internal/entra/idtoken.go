package entra

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// The variables that GitHub gives a job that may request an id token:
// https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token.
const (
	RequestURLVariable   = "ACTIONS_ID_TOKEN_REQUEST_URL"
	RequestTokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
)

// Errors of IDTokenURL.
var (
	// ErrNoRequest says that a variable is missing: the job is not allowed to
	// request an id token.
	ErrNoRequest = errors.New("no request for an id token")
	// ErrRequestURL says that the variable holds no https address.
	ErrRequestURL = errors.New("the request for an id token has no https address")
	// ErrRequestToken says that the request token cannot stand in a header.
	ErrRequestToken = errors.New("the request token holds a control character")
)

// IDTokenURL is where this job requests its id token. It looks at the
// environment only; nothing is sent. The error is ErrNoRequest, ErrRequestURL or
// ErrRequestToken.
func IDTokenURL(getenv func(string) string) (string, error) {
	address, token := getenv(RequestURLVariable), getenv(RequestTokenVariable)
	if address == "" || token == "" {
		return "", ErrNoRequest
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", ErrRequestURL
	}
	if strings.ContainsFunc(token, unicode.IsControl) {
		return "", ErrRequestToken
	}
	return address, nil
}
