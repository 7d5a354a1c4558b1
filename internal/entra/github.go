package entra

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/sethvargo/go-githubactions"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/wire"
)

// GitHub is SignIn.GitHub for the job of this environment. The client repeats
// failed requests itself. The error is an *Error.
func GitHub(client *http.Client, getenv func(string) string) func(ctx context.Context, audience string) (string, error) {
	return func(ctx context.Context, audience string) (string, error) {
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
	}
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
	var e *Error
	var refused *githubactions.RequestFailedError
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &e):
		return e
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.As(err, &refused):
		return &Error{Step: AskingGitHub, Status: refused.StatusCode}
	case errors.As(err, &syntax), errors.As(err, &wrongType):
		err = errUnreadable
	}
	return &Error{Step: AskingGitHub, Err: err}
}

// gitHubRefused is for an answer of GitHub's OIDC endpoint that is not a 200.
// GitHub documents none of them, so this goes by what the statuses mean.
func gitHubRefused(e *Error) *failure.Failure {
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
	e.addWait(f)
	return f
}

const overridden = "Look for a step or an `env` that sets " + RequestURLVariable + " or " + RequestTokenVariable + "."
