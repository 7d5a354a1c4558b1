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

	"start-synchronization-job/internal/cloud"
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

// TestExplainAnything: no error of any kind leaves a person without words.
// TestQuery: an id that is none gets into no query.
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
	s := signingIn()
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

// TestStoppedBetweenTries: a run that is told to stop while it waits ends with
// that.
func TestStoppedBetweenTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		time.AfterFunc(10*time.Second, cancel)
		s := atEntra(func(*http.Request) (*http.Response, error) { return answerOf(503, "", "Retry-After", "60"), nil })
		_, err := s.Token(ctx)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was canceled", err)
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

const (
	tenantID = "5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5"
	clientID = "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4"
)

func signingIn() *SignIn {
	c, _ := cloud.Lookup("global")
	return &SignIn{TenantID: tenantID, ClientID: clientID, Cloud: c, Audience: c.Audience}
}
