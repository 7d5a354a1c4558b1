package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/wire"
)

func answered(status int, body string, headers ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i < len(headers); i += 2 {
		resp.Header.Set(headers[i], headers[i+1])
	}
	return resp
}

func TestRefused(t *testing.T) {
	t.Parallel()
	const id, date = "a68b1289-1105-45d8-9b13-03a60598f9c0", "Mon, 03 Aug 2026 09:30:00 GMT"
	for _, tt := range []struct {
		name string
		resp *http.Response
		want Error
	}{
		{"the documented one",
			answered(401, `{"error":{"code":"UnknownError","message":"","innerError":{"date":"2023-11-08T15:01:03","request-id":"`+id+`","client-request-id":"x"}}}`),
			Error{Status: 401, Code: "UnknownError", RequestID: id}},
		{"spelled otherwise",
			answered(403, `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges.","innererror":{"request-id":"`+id+`"}}}`),
			Error{Status: 403, Code: "Authorization_RequestDenied", Message: "Insufficient privileges.", RequestID: id}},
		{"nested",
			answered(404, `{"error":{"code":"a","message":"b","innerError":{"code":"c","innerError":{"code":"d","request-id":"`+id+`"}}}}`),
			Error{Status: 404, Code: "a", Message: "b", RequestID: id}},
		{"headers first",
			answered(429, `{"error":{"code":"TooManyRequests","innerError":{"request-id":"other"}}}`, "request-id", id, "Date", date, "Retry-After", "30"),
			Error{Status: 429, Code: "TooManyRequests", RequestID: id, Date: date, RetryAfter: 30 * time.Second, Asked: true}},
		{"no body", answered(503, "", "request-id", id), Error{Status: 503, RequestID: id}},
		{"a page", answered(502, "<html>Bad gateway</html>"), Error{Status: 502}},
		{"a list", answered(400, `["error"]`), Error{Status: 400}},
		{"wrong types", answered(400, `{"error":{"code":5,"message":["x"]}}`), Error{Status: 400}},
		{"an error in a word", answered(400, `{"error":"invalid_request"}`), Error{Status: 400}},
		{"inner error of a wrong type", answered(400, `{"error":{"code":"x","innerError":"y"}}`), Error{Status: 400, Code: "x"}},
		{"broken off", answered(500, `{"error":{"code":"InternalServerErr`), Error{Status: 500}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(&tt.want, refused(tt.resp)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestEffectOf: 4xx but 408 is a refusal, a request that was not sent is known
// to be none, and all else is unclear.
func TestEffectOf(t *testing.T) {
	t.Parallel()
	around := func(err error) error { return &url.Error{Op: "Post", URL: "https://graph.microsoft.com/", Err: err} }
	names := map[Effect]string{Unclear: "unclear", Done: "done", NotSent: "not sent", Refused: "refused"}
	check := func(err error, want Effect) {
		t.Helper()
		if got := EffectOf(err); got != want {
			t.Errorf("%v is %s, want %s", err, names[got], names[want])
		}
	}
	check(nil, Done)
	for status := 100; status < 700; status++ {
		want := Unclear
		if status >= 400 && status < 500 && status != 408 {
			want = Refused
		}
		check(&Error{Status: status, RequestID: "5e1f"}, want)
		check(fmt.Errorf("start: %w", &Error{Status: status, RequestID: "5e1f"}), want)
		check(&Error{Status: status}, Unclear) // not an answer of Graph's
	}
	check(around(&wire.NotSentError{Host: "graph.microsoft.com:443", Err: errors.New("refused")}), NotSent)
	check(around(&wire.NotSentError{Err: context.DeadlineExceeded}), NotSent)
	for _, err := range []error{io.ErrUnexpectedEOF, context.DeadlineExceeded, context.Canceled, errors.New("stream error")} {
		check(around(err), Unclear)
	}
}

// TestErrorTexts: a message of Graph's never gets into an error's own text.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	e := &Error{Status: 401, Code: "UnknownError", Message: "somebody@contoso.com"}
	if got, want := e.Error(), "graph answered 401 UnknownError"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	cause := errors.New("no job")
	if u := (&UnreadableError{Err: cause}); !errors.Is(u, cause) || u.Error() != "unreadable answer: no job" {
		t.Errorf("got %q, unwrapping to %v", u, errors.Unwrap(u))
	}
}
