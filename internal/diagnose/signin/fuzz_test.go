package signin

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure/failuretest"
)

// FuzzEntra: whatever Entra answers, with any status, and whatever id token
// there is, of GitHub or from elsewhere, there is no panic, and what is said is
// plain.
func FuzzEntra(f *testing.F) {
	const gitHub = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIiwic3ViIjoicyIsImF1ZCI6ImEifQ."
	for _, answer := range []string{
		``, `{}`, `null`, `[]`, `"x"`, `{"error":1}`, "\x00\xff", `<html>`,
		`{"error":"invalid_client","error_description":"AADSTS700213: No matching record for subject '` + "`::error::`" + `'. Trace ID: t","error_codes":[700213]}`,
		`{"error":"x","error_description":"AADSTS99999999999999999999: x","error_codes":[]}`,
		`{"error_codes":[-1,1e999],"trace_id":"\u202e","correlation_id":"##[error]x","timestamp":"\n::error::x"}`,
		`{"access_token":"x","expires_in":3599}`, `{"access_token":"x","expires_in":"soon"}`, `{"access_token":{"a":[]}}`,
		`{"token_endpoint":"https://evil.example"}`, `{"token_endpoint":"::"}`, `{"token_endpoint":1,"issuer":null}`,
		strings.Repeat(`{"error":`, 2000) + "1" + strings.Repeat("}", 2000),
	} {
		f.Add(400, answer, gitHub, false)
		f.Add(200, answer, "::error::x", false)
		f.Add(200, answer, gitHub, true)
	}
	f.Fuzz(func(t *testing.T, status int, answer, idToken string, elsewhere bool) {
		if status < 200 || status > 599 || len(answer) > 1<<16 {
			t.Skip("not an answer of wire's")
		}
		// No wait fits into the time there is, so that nothing is tried again.
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer cancel()
		s := atEntra(func(*http.Request) (*http.Response, error) { return answerOf(status, answer), nil })
		if elsewhere {
			s.IDToken.Origin = entra.FromFile
		}
		s.IDToken.Get = func(context.Context) (string, error) { return idToken, nil }
		token, err := s.Token(ctx)
		if err == nil {
			if token == "" || status != http.StatusOK {
				t.Errorf("status %d with %q gives a token %q", status, answer, token)
			}
			return
		}
		failuretest.Plain(t, explained(s, err))
	})
}

// FuzzGitHub: whatever GitHub answers to the request for a token.
func FuzzGitHub(f *testing.F) {
	for _, answer := range []string{``, `{}`, `null`, `[]`, `{"value":""}`, `{"value":"x"}`, `{"value":1}`, `<html>`, "\x00\xff", `{"value":"\n::error::x"}`} {
		f.Add(200, answer, "")
		f.Add(403, answer, "1")
		f.Add(429, answer, "Sat, 01 Jan 2050 00:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, status int, answer, retryAfter string) {
		if status < 200 || status > 599 {
			t.Skip("not an answer of wire's")
		}
		client := &http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				resp := answerOf(status, answer)
				resp.Header["Retry-After"] = []string{retryAfter}
				resp.Body = io.NopCloser(strings.NewReader(answer))
				return resp, nil
			}),
		}
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer cancel()
		s := atEntra(func(*http.Request) (*http.Response, error) { return answerOf(400, "{}"), nil })
		s.IDToken = entra.GitHub(client, env(entra.RequestURLVariable, "https://github.test", entra.RequestTokenVariable, "request-token"), audience)
		_, err := s.Token(ctx)
		failuretest.Plain(t, explained(s, err))
	})
}

// roundTrip answers without a network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func answerOf(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// atEntra is a sign-in whose token requests are answered by token.
func atEntra(token func(*http.Request) (*http.Response, error)) *entra.SignIn {
	s := signingIn("global")
	s.Mask = func(string) {}
	s.Once = &http.Client{Transport: roundTrip(token)}
	return s
}
