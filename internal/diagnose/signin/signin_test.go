package signin

import (
	"context"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

// otherErrors are failures without a number of Entra's.
var otherErrors = map[string]*entra.Error{
	"nothing":           {Step: entra.Exchanging},
	"canceled":          {Step: entra.Exchanging, Err: context.Canceled},
	"canceled, waiting": {Step: entra.Exchanging, Status: 503, Err: context.Canceled},
	"deadline":          {Step: entra.GettingIDToken, Err: context.DeadlineExceeded},
	"no token":          {Step: entra.GettingIDToken, Err: entra.ErrNoToken, Tries: 5},
	"unreadable":        {Step: entra.Exchanging, Err: entra.ErrUnreadable, Tries: 5},
	"redirect":          {Step: entra.Exchanging, Status: 302, Tries: 1},
	"no code":           {Step: entra.Exchanging, Status: 502, Tries: 5},
	"unknown":           {Step: entra.Exchanging, Status: 400, Code: 1, Description: "AADSTS1: x."},
	"late":              {Step: entra.Exchanging, Status: 429, Code: 90055, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
	"GitHub, late":      {Step: entra.GettingIDToken, Status: 429, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
	"file":              {Step: entra.GettingIDToken, Err: inputs.Problem{Input: "federated-token-file", Text: "is `/x`, which is empty"}},
	"GitHub 400":        {Step: entra.GettingIDToken, Status: 400},
	"GitHub 401":        {Step: entra.GettingIDToken, Status: 401},
	"GitHub 403":        {Step: entra.GettingIDToken, Status: 403, Description: "Can't issue ID_TOKEN for job in 'Delayed' state."},
	"GitHub's page":     {Step: entra.GettingIDToken, Status: 403, Page: true},
	"GitHub 503":        {Step: entra.GettingIDToken, Status: 503},
	"GitHub 307":        {Step: entra.GettingIDToken, Status: 307},
}

// TestStatusOfProxy: the refusal of a proxy is not Entra's, and has none of the
// values that Entra goes by.
func TestStatusOfProxy(t *testing.T) {
	t.Parallel()
	f := explained(signingIn("global"), &entra.Error{Step: entra.Exchanging, Err: &wire.NotSentError{Host: "x:443", Err: &wire.ProxyError{Status: 403}}})
	if len(f.Facts) != 0 || !strings.Contains(f.Cause, "(403)") {
		t.Errorf("got %q with the facts %v", f.Cause, f.Facts)
	}
}

// TestTries: what was tried more than once is named, and how often.
func TestTries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  entra.Error
		want string
	}{
		{entra.Error{Step: entra.Exchanging, Status: 502, Tries: 2}, " The sign-in was tried 2 times."},
		{entra.Error{Step: entra.GettingIDToken, Status: 503, Tries: 5}, " The id token was requested 5 times."},
		{entra.Error{Step: entra.GettingIDToken, Status: 401, Tries: 1}, ""},
		{entra.Error{Step: entra.Exchanging, Status: 400, Code: 700213, Tries: 2}, ""},
	} {
		cause := explained(signingIn("global"), &tt.err).Cause
		if !strings.HasSuffix(cause, tt.want) || tt.want == "" && strings.Contains(cause, " times") {
			t.Errorf("%v: got %q, want %q at its end", &tt.err, cause, tt.want)
		}
	}
}

func TestAnySignIn(t *testing.T) {
	t.Parallel()
	for name, err := range otherErrors {
		f := explained(signingIn("global"), err)
		failuretest.Worded(t, f)
		if f.Sent != hint.Nothing {
			t.Errorf("%s: Sent %q", name, f.Sent)
		}
		late := strings.Contains(f.Cause, "asked for a wait of 60 minutes, past the deadline") && f.Fixes[0] == "Run again after that time."
		if late != strings.HasSuffix(name, "late") {
			t.Errorf("%s: Cause %q, Fixes %q", name, f.Cause, f.Fixes)
		}
	}
}

// TestWorthWaiting: to raise the deadline is a fix only for a wait of minutes.
func TestWorthWaiting(t *testing.T) {
	t.Parallel()
	err := &entra.Error{Step: entra.Exchanging, Status: 429, Code: 90055, Asked: true, RetryAfter: 5 * time.Minute, Late: true, Tries: 1}
	if f := explained(signingIn("global"), err); !strings.Contains(f.Fixes[0], "raise `timeout`, which is 2 minutes") {
		t.Errorf("got %q", f.Fixes)
	}
}

func TestSignInQuery(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"5e1f0000-0000-4000-8000-000000000001": true,
		"":                                     false,
		`x" or true`:                           false,
		"5e1f0000-0000-4000-8000-000000000001\" ": false,
	} {
		if got := explained(signingIn("global"), &entra.Error{Step: entra.Exchanging, Status: 400, CorrelationID: id}).Query; (got != "") != want {
			t.Errorf("%q: got %q", id, got)
		}
	}
}
