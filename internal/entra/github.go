package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/sethvargo/go-githubactions"

	"start-synchronization-job/internal/wire"
)

// pendingWait is how long the one retry waits after 403, which GitHub answers
// while a job counts as pending:
// https://github.com/aws-actions/configure-aws-credentials/issues/469.
const pendingWait = 2 * time.Second

// GitHub returns a source of GitHub's id tokens for the job of this environment
// and an audience. The client repeats failed requests itself. The error of Get
// is an *Error.
func GitHub(client *http.Client, getenv func(string) string, audience string) IDToken {
	return IDToken{Origin: FromGitHub, Get: func(ctx context.Context) (string, error) {
		token, failed := fromGitHub(ctx, client, getenv, audience)
		if failed != nil && failed.Status == http.StatusForbidden && wire.Fits(ctx, pendingWait) && sleep(ctx, pendingWait) {
			token, failed = fromGitHub(ctx, client, getenv, audience)
		}
		if failed != nil {
			return "", failed
		}
		return token, nil
	}}
}

// fromGitHub requests an id token.
func fromGitHub(ctx context.Context, client *http.Client, getenv func(string) string, audience string) (string, *Error) {
	last := &lastHeader{transport: client.Transport}
	noted := *client
	noted.Transport = last
	token, err := githubactions.New(githubactions.WithGetenv(getenv), githubactions.WithHTTPClient(&noted)).GetIDToken(ctx, audience)
	if err == nil {
		return token, nil
	}
	e := gitHubFailure(ctx, err)
	e.Tries = last.tries
	e.RetryAfter, e.Asked = wire.RetryAfter(last.header)
	e.Late = e.Asked && e.Status != 0 && ctx.Err() == nil && !wire.Fits(ctx, e.RetryAfter)
	return "", e
}

// lastHeader keeps the header of the last answer and how many tries it took,
// which the library's errors leave out.
type lastHeader struct {
	transport http.RoundTripper
	header    http.Header
	tries     int
}

// RoundTrip passes the request on.
func (l *lastHeader) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.transport.RoundTrip(req)
	l.tries = len(wire.Tries(resp, err))
	if err == nil {
		l.header = resp.Header
	}
	return resp, err
}

// gitHubFailure makes an Error of what the library returned. Of the body, which
// its own error text holds, only the message is kept.
func gitHubFailure(ctx context.Context, err error) *Error {
	var refused *githubactions.RequestFailedError
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	var notSent *wire.NotSentError
	switch {
	case ctx.Err() != nil && errors.As(err, &notSent):
		err = &wire.NotSentError{Host: notSent.Host, Err: ctx.Err()}
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.As(err, &refused):
		var answer struct{ Message string }
		err := json.Unmarshal([]byte(refused.Body), &answer)
		return &Error{Step: GettingIDToken, Status: refused.StatusCode, Description: answer.Message, Page: err != nil}
	case errors.As(err, &syntax), errors.As(err, &wrongType):
		err = ErrUnreadable
	}
	return &Error{Step: GettingIDToken, Err: err}
}
