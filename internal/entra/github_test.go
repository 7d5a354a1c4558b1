package entra

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/wire"
)

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

func TestIDTokenURL(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url, token string
		want       error
	}{
		"both":      {"https://runner.example/token?v=2", "x", nil},
		"no URL":    {"", "x", ErrNoRequest},
		"no token":  {"https://runner.example/token", "", ErrNoRequest},
		"http":      {"http://runner.example/token", "x", ErrRequestURL},
		"no host":   {"https:///token", "x", ErrRequestURL},
		"not a URL": {"%zz", "x", ErrRequestURL},
		"line end":  {"https://runner.example/token", "x\n", ErrRequestToken},
	} {
		address, err := IDTokenURL(env(RequestURLVariable, tt.url, RequestTokenVariable, tt.token))
		if !errors.Is(err, tt.want) || err == nil && address != tt.url {
			t.Errorf("%s: got %q, %v, want %v", name, address, err, tt.want)
		}
	}
}

// TestGitHub: what the library leaves out of its errors is kept, and what it
// puts in, the answer's body, is not.
func TestGitHub(t *testing.T) {
	t.Parallel()
	getenv := env(RequestURLVariable, "https://runner.example/token?v=2", RequestTokenVariable, "request-token")
	for name, tt := range map[string]struct {
		answer *http.Response
		err    error
		token  string
		want   *Error
	}{
		"token":      {answer: answerOf(200, `{"value":"a.b.c"}`), token: "a.b.c"},
		"empty":      {answer: answerOf(200, `{"value":""}`)},
		"unreadable": {answer: answerOf(200, "<html>secret"), want: &Error{Err: ErrUnreadable}},
		"nothing":    {answer: answerOf(200, ""), want: &Error{Err: ErrUnreadable}},
		"wrong type": {answer: answerOf(200, "[]"), want: &Error{Err: ErrUnreadable}},
		"401":        {answer: answerOf(401, "secret"), want: &Error{Status: 401}},
		"429, short": {answer: answerOf(429, "secret", "Retry-After", "3"), want: &Error{Status: 429, RetryAfter: 3 * time.Second, Asked: true}},
		"429, long":  {answer: answerOf(429, "secret", "Retry-After", "3600"), want: &Error{Status: 429, RetryAfter: time.Hour, Asked: true, Late: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				client := &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
					if got := req.URL.String(); got != "https://runner.example/token?audience=api%3A%2F%2Fx&v=2" {
						t.Errorf("GET %s", got)
					}
					return tt.answer, nil
				})}
				token, err := GitHub(client, getenv, "api://x").Get(ctx)
				var got *Error
				if errors.As(err, &got) != (tt.want != nil) || token != tt.token {
					t.Fatalf("got %q, %v", token, err)
				}
				if tt.want == nil {
					return
				}
				if !errors.Is(got.Err, tt.want.Err) || strings.Contains(err.Error(), "secret") {
					t.Errorf("got %v", err)
				}
				got.Err, tt.want.Err = nil, nil
				if diff := cmp.Diff(tt.want.public(), got.public()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestNotSentInTime: whether the request left is known past the deadline too.
func TestNotSentInTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	client := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return nil, &wire.NotSentError{Host: "runner.example:443", Err: errors.New("the dial was ended")}
	})}
	_, err := GitHub(client, env(RequestURLVariable, "https://runner.example/token", RequestTokenVariable, "request-token"), "x").Get(ctx)
	var notSent *wire.NotSentError
	if !errors.As(err, &notSent) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a request that was not sent before the deadline", err)
	}
}

// TestPending: GitHub's 403 is tried once more, after two seconds and never past
// the deadline.
func TestPending(t *testing.T) {
	t.Parallel()
	getenv := env(RequestURLVariable, "https://runner.example/token", RequestTokenVariable, "request-token")
	for name, tt := range map[string]struct {
		deadline time.Duration
		answers  []int
		token    bool
	}{
		"for a moment":   {time.Minute, []int{403, 200}, true},
		"for longer":     {time.Minute, []int{403, 403}, false},
		"no time left":   {time.Second, []int{403}, false},
		"another status": {time.Minute, []int{401}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				began, tries := time.Now(), 0
				client := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					tries++
					return answerOf(tt.answers[tries-1], `{"value":"a.b.c","message":"Can't issue ID_TOKEN"}`), nil
				})}
				token, err := GitHub(client, getenv, "x").Get(ctx)
				if (token != "") != tt.token || (err == nil) != tt.token || tries != len(tt.answers) {
					t.Errorf("%q, %v after %d tries, want %d", token, err, tries, len(tt.answers))
				}
				var failed *Error
				if errors.As(err, &failed) && failed.Description != "Can't issue ID_TOKEN" {
					t.Errorf("GitHub's message is lost: %q", failed.Description)
				}
				if want := time.Duration(tries-1) * 2 * time.Second; time.Since(began) != want {
					t.Errorf("took %v, want %v", time.Since(began), want)
				}
			})
		})
	}
}

// public is the error without what cmp cannot look into.
func (e *Error) public() map[string]any {
	return map[string]any{"step": e.Step, "status": e.Status, "wait": e.RetryAfter, "asked": e.Asked, "late": e.Late}
}
