package entra

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRead takes what Entra says, in either way it has been seen to end a
// description.
func TestRead(t *testing.T) {
	t.Parallel()
	const words = "AADSTS700016: Application with identifier 'x' was not found. Wrong tenant?"
	for name, body := range map[string]string{
		"one line":   `{"error":"invalid_client","error_description":"` + words + ` Trace ID: a Correlation ID: b","error_codes":[700016],"trace_id":"a","correlation_id":"b"}`,
		"line ends":  `{"error":"invalid_client","error_description":"` + words + `\r\nTrace ID: a\r\nCorrelation ID: b","error_codes":[700016],"trace_id":"a","correlation_id":"b"}`,
		"no codes":   `{"error":"invalid_client","error_description":"` + words + `","trace_id":"a","correlation_id":"b"}`,
		"odd member": `{"error":"invalid_client","error_codes":"x","error_description":"` + words + `","trace_id":"a","correlation_id":"b"}`,
	} {
		var e Error
		e.read([]byte(body))
		if e.Code != 700016 || e.Description != words || e.OAuth != "invalid_client" || e.TraceID != "a" || e.CorrelationID != "b" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	for _, body := range []string{"", "<html>", "null", "[]", `{"error":{"code":1}}`, `{"error_codes":[]}`} {
		var e Error
		e.read([]byte(body))
		if e.Code != 0 || e.Description != "" {
			t.Errorf("%s: %+v", body, e)
		}
	}
}

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

// TestExplainAnything: no error of any kind leaves a person without words.
func TestExplainAnything(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"not ours":          errors.New("something"),
		"nothing":           &Error{Step: Exchanging},
		"canceled":          &Error{Step: Discovering, Err: context.Canceled},
		"canceled, waiting": &Error{Step: Exchanging, Status: 503, Err: context.Canceled},
		"deadline":          &Error{Step: AskingGitHub, Err: context.DeadlineExceeded},
		"no token":          &Error{Step: AskingGitHub, Err: errNoToken, Tries: 5},
		"unreadable":        &Error{Step: Discovering, Err: errUnreadable, Tries: 5},
		"no code":           &Error{Step: Exchanging, Status: 502, Tries: 5},
		"unknown":           &Error{Step: Exchanging, Status: 400, Code: 1, Description: "AADSTS1: x."},
		"late":              &Error{Step: Exchanging, Status: 429, Code: 90055, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
		"GitHub, late":      &Error{Step: AskingGitHub, Status: 429, Asked: true, RetryAfter: time.Hour, Late: true, Tries: 1},
		"GitHub 400":        &Error{Step: AskingGitHub, Status: 400},
		"GitHub 307":        &Error{Step: AskingGitHub, Status: 307},
	} {
		f := signIn("global").Explain(err)
		checkTexts(t, name, f)
		if !strings.HasSuffix(f.What, nothingStarted) {
			t.Errorf("%s: What %q does not say that nothing was started", name, f.What)
		}
		late := strings.Contains(f.Means, "wait 60 minutes before another try; that is past the run's deadline") &&
			strings.HasPrefix(f.Do[0], "Run again after that time")
		if late != strings.HasSuffix(name, "late") {
			t.Errorf("%s: Means %q, Do %q", name, f.Means, f.Do)
		}
	}
}

// TestQuery: an id that is none gets into no query.
func TestQuery(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"5e1f0000-0000-4000-8000-000000000001": true,
		"":                                     false,
		`x" or true`:                           false,
		"5e1f0000-0000-4000-8000-000000000001\" ": false,
	} {
		if got := (&Error{Step: Exchanging, CorrelationID: id}).query(); (got != "") != want {
			t.Errorf("%q: got %q", id, got)
		}
	}
}

// roundTrip answers without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func answerOf(status int, body string, header ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	resp.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// atEntra is a sign-in whose token requests are answered by token.
func atEntra(token func(*http.Request) (*http.Response, error)) *SignIn {
	s := signIn("global")
	s.Mask = func(string) {}
	s.GitHub = func(context.Context, string) (string, error) { return "header.payload.signature", nil }
	s.Once = &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodPost {
			return token(req)
		}
		root := "https://login.microsoftonline.com/" + tenantID
		return answerOf(200, `{"token_endpoint":"`+root+`/oauth2/v2.0/token","issuer":"`+root+`/v2.0","authorization_endpoint":"`+root+`/a"}`), nil
	})}
	return s
}

// TestStoppedBetweenTries: a run that is told to stop while it waits says so.
func TestStoppedBetweenTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		time.AfterFunc(10*time.Second, cancel)
		s := atEntra(func(*http.Request) (*http.Response, error) { return answerOf(503, "", "Retry-After", "60"), nil })
		_, err := s.Token(ctx)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want that it was canceled", err)
		}
		if f := s.Explain(err); f.Title != "The run was stopped during the sign-in" {
			t.Errorf("got %q: %q", f.Title, f.What)
		}
	})
}

// TestLate: a wait past the deadline is not begun, and named.
func TestLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begin := time.Now()
		s := atEntra(func(*http.Request) (*http.Response, error) { return answerOf(429, "", "Retry-After", "3600"), nil })
		_, err := s.Token(ctx)
		var e *Error
		if !errors.As(err, &e) || !e.Late || e.Tries != 1 || e.RetryAfter != time.Hour || time.Since(begin) != 0 {
			t.Errorf("after %v: %+v", time.Since(begin), e)
		}
	})
}

// TestWaitingForGitHub: where the deadline passes while only GitHub's token is
// missing, it is GitHub that did not answer.
func TestWaitingForGitHub(t *testing.T) {
	t.Parallel()
	for range 20 { // which of the two goroutines is first is chance
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			s := atEntra(nil)
			s.GitHub = func(ctx context.Context, _ string) (string, error) {
				<-ctx.Done()
				return "", ctx.Err()
			}
			_, err := s.Token(ctx)
			var e *Error
			if !errors.As(err, &e) || e.Step != AskingGitHub || !errors.Is(e, context.DeadlineExceeded) {
				t.Errorf("got %+v", e)
			}
		})
	}
}
