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
)

func TestFirstSentence(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"AADSTS50196: The moon is wrong. Wait.": "The moon is wrong.",
		"AADSTS50196: The moon 1.2 is wrong":    "The moon 1.2 is wrong",
		"No code here. Really.":                 "No code here.",
		"AADSTS50196:":                          "",
	} {
		if got := firstSentence(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestAnySignIn(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]*entra.Error{
		"nothing":           &entra.Error{Step: entra.Exchanging},
		"canceled":          &entra.Error{Step: entra.Exchanging, Err: context.Canceled},
		"canceled, waiting": &entra.Error{Step: entra.Exchanging, Status: 503, Err: context.Canceled},
		"deadline":          &entra.Error{Step: entra.GettingIDToken, Err: context.DeadlineExceeded},
		"no token":          &entra.Error{Step: entra.GettingIDToken, Err: entra.ErrNoToken, Tries: 5},
		"unreadable":        &entra.Error{Step: entra.Exchanging, Err: entra.ErrUnreadable, Tries: 5},
		"no code":           &entra.Error{Step: entra.Exchanging, Status: 502, Tries: 5},
		"unknown":           &entra.Error{Step: entra.Exchanging, Status: 400, Code: 1, Description: "AADSTS1: x."},
		"late":              &entra.Error{Step: entra.Exchanging, Status: 429, Code: 90055, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
		"GitHub, late":      &entra.Error{Step: entra.GettingIDToken, Status: 429, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
		"file":              &entra.Error{Step: entra.GettingIDToken, Err: inputs.Problem{Input: "federated-token-file", Text: "`/x` is empty."}},
		"GitHub 400":        &entra.Error{Step: entra.GettingIDToken, Status: 400},
		"GitHub 307":        &entra.Error{Step: entra.GettingIDToken, Status: 307},
	} {
		s := signingIn("global")
		f := Explain(knownOf(s), s, err)
		failuretest.Worded(t, f)
		if f.Sent != hint.Nothing {
			t.Errorf("%s: Sent %q", name, f.Sent)
		}
		late := strings.Contains(f.Cause, "asked to wait 60 minutes, past the deadline") && strings.HasPrefix(f.Fixes[0], "Run again after that time, or raise `timeout`, which is 2 minutes")
		if late != strings.HasSuffix(name, "late") {
			t.Errorf("%s: Cause %q, Fixes %q", name, f.Cause, f.Fixes)
		}
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
		if got := signInQuery(&entra.Error{Step: entra.Exchanging, CorrelationID: id}); (got != "") != want {
			t.Errorf("%q: got %q", id, got)
		}
	}
}
