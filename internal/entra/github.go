package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/sethvargo/go-githubactions"

	"start-synchronization-job/internal/wire"
)

// GitHub returns a source of GitHub's id tokens for the job of this environment
// and an audience. The client repeats failed requests itself. The error of Get
// is an *Error.
func GitHub(client *http.Client, getenv func(string) string, audience string) IDToken {
	return IDToken{Origin: FromGitHub, Get: func(ctx context.Context) (string, error) {
		last := &lastHeader{transport: client.Transport}
		noted := *client
		noted.Transport = last
		token, err := githubactions.New(githubactions.WithGetenv(getenv), githubactions.WithHTTPClient(&noted)).GetIDToken(ctx, audience)
		if err == nil {
			return token, nil
		}
		e := gitHubFailure(ctx, err)
		e.RetryAfter, e.Asked = wire.RetryAfter(last.header)
		e.Late = e.Asked && e.Status != 0 && ctx.Err() == nil && !wire.Fits(ctx, e.RetryAfter)
		return "", e
	}}
}

// lastHeader keeps the header of the last answer, which the library's errors
// leave out.
type lastHeader struct {
	transport http.RoundTripper
	header    http.Header
}

// RoundTrip passes the request on.
func (l *lastHeader) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.transport.RoundTrip(req)
	if err == nil {
		l.header = resp.Header
	}
	return resp, err
}

// gitHubFailure makes an Error of what the library returned, without the body
// that its own error text holds.
func gitHubFailure(ctx context.Context, err error) *Error {
	var refused *githubactions.RequestFailedError
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.As(err, &refused):
		return &Error{Step: GettingIDToken, Status: refused.StatusCode}
	case errors.As(err, &syntax), errors.As(err, &wrongType):
		err = ErrUnreadable
	}
	return &Error{Step: GettingIDToken, Err: err}
}
