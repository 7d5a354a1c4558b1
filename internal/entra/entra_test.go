package entra

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
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
	s.IDToken = IDToken{Get: func(context.Context) (string, error) { return "header.payload.signature", nil }}
	s.Once = &http.Client{Transport: roundTrip(token)}
	return s
}

// TestStoppedBetweenTries: a run that is cancelled while it waits ends with
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

// TestWaitingForTheIDToken: where the deadline passes while only the id token
// is missing, it is that which did not come.
func TestWaitingForTheIDToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := atEntra(nil)
		s.IDToken.Get = func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}
		_, err := s.Token(ctx)
		var e *Error
		if !errors.As(err, &e) || e.Step != GettingIDToken || !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("got %+v", e)
		}
	})
}

// TestOneRequest holds what azidentity asks of the authority against what is
// answered here: in every cloud the exchange is one request, to the documented
// address. An azidentity that asks for more fails here.
func TestOneRequest(t *testing.T) {
	t.Parallel()
	for _, c := range cloud.Clouds {
		for _, tenant := range []string{tenantID, "contoso.onmicrosoft.com"} {
			t.Run(c.Name+" "+tenant, func(t *testing.T) {
				t.Parallel()
				var sent []string
				s := atEntra(func(req *http.Request) (*http.Response, error) {
					sent = append(sent, req.Method+" "+req.URL.String())
					return answerOf(200, `{"token_type":"Bearer","expires_in":3599,"access_token":"graph-token"}`), nil
				})
				s.Cloud = c
				s.TenantID = tenant
				token, err := s.Token(t.Context())
				want := []string{"POST " + s.Cloud.Authority + "/" + tenant + "/oauth2/v2.0/token"}
				if token != "graph-token" || !slices.Equal(sent, want) {
					t.Errorf("token %q, error %v, sent %q, want %q", token, err, sent, want)
				}
			})
		}
	}
}

// TestSecondTries: which refusals are worth a second try, after how long, and
// that an id token given as an input is not sent again once it has expired.
func TestSecondTries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		origin Origin
		answer string
		tries  int
		after  time.Duration // until the second try
	}{
		{"no match", FromGitHub, `{"error_codes":[700213]}`, 2, 2 * time.Second},
		{"no credential yet", FromGitHub, `{"error_codes":[70025]}`, 2, 2 * time.Second},
		{"expired, fresh each time", FromFile, `{"error_codes":[700024]}`, 2, 2 * time.Second},
		{"expired, always the same", FromInput, `{"error_codes":[700024]}`, 1, 0},
		{"no match, always the same", FromInput, `{"error_codes":[700213]}`, 2, 2 * time.Second},
		{"50033", FromGitHub, `{"error_codes":[50033]}`, 5, 500 * time.Millisecond},
		{"90006", FromGitHub, `{"error_codes":[90006]}`, 5, 500 * time.Millisecond},
		{"90012", FromGitHub, `{"error_codes":[90012]}`, 5, 500 * time.Millisecond},
		{"90024", FromGitHub, `{"error_codes":[90024]}`, 5, 500 * time.Millisecond},
		{"90033", FromGitHub, `{"error_codes":[90033]}`, 5, 500 * time.Millisecond},
		{"90055", FromGitHub, `{"error_codes":[90055]}`, 5, 500 * time.Millisecond},
		{"90090", FromGitHub, `{"error_codes":[90090]}`, 5, 500 * time.Millisecond},
		{"passing by its name", FromGitHub, `{"error":"temporarily_unavailable"}`, 5, 500 * time.Millisecond},
		{"for good", FromGitHub, `{"error_codes":[700016]}`, 1, 0},
		{"no match, issued by Entra", FromFile, `{"error_codes":[7002137]}`, 2, 2 * time.Second},
		{"no audience, issued by Entra", FromFile, `{"error_codes":[70022204]}`, 2, 2 * time.Second},
		{"a claim is missing", FromGitHub, `{"error_codes":[7002381]}`, 2, 2 * time.Second},
		{"a claim is missing, always the same", FromInput, `{"error_codes":[7002381]}`, 1, 0},
		{"a loop, which another try feeds", FromGitHub, `{"error":"temporarily_unavailable","error_codes":[50196]}`, 1, 0},
		{"a code as text", FromGitHub, `{"error_codes":["700213"]}`, 2, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var tries []time.Time
				s := atEntra(func(*http.Request) (*http.Response, error) {
					tries = append(tries, time.Now())
					return answerOf(400, tt.answer), nil
				})
				s.IDToken.Origin = tt.origin
				_, err := s.Token(t.Context())
				if len(tries) != tt.tries || err == nil {
					t.Fatalf("%d tries, %v; want %d", len(tries), err, tt.tries)
				}
				if tt.tries > 1 && tries[1].Sub(tries[0]) != tt.after {
					t.Errorf("%v until the second try, want %v", tries[1].Sub(tries[0]), tt.after)
				}
			})
		})
	}
}

// TestOtherClaim: a token that has the claim the tenant asks for is refused for
// its value, which a fresh one has too.
func TestOtherClaim(t *testing.T) {
	t.Parallel()
	tries := 0
	s := atEntra(func(*http.Request) (*http.Response, error) {
		tries++
		return answerOf(400, `{"error_codes":[7002381]}`), nil
	})
	s.IDToken.Get = func(context.Context) (string, error) {
		return "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"i","enterprise":"fabrikam"}`)) + ".", nil
	}
	if _, err := s.Token(t.Context()); tries != 1 || err == nil || err.Claims.Enterprise != "fabrikam" {
		t.Errorf("%d tries, %v", tries, err)
	}
}

// TestPastTheDeadline: a token that comes past the deadline is none.
func TestPastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := atEntra(func(*http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return answerOf(200, "<html>"), nil
		})
		_, err := s.Token(ctx)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
	})
}

const (
	tenantID = "5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5"
	clientID = "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4"
)

func signingIn() *SignIn {
	c, _ := cloud.Lookup("global")
	return &SignIn{TenantID: tenantID, ClientID: clientID, Cloud: c}
}
