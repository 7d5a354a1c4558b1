package diagnose

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// TestGraphHints: every row says what it means and what to do, by itself or by a
// look, names its source, and can be reached.
func TestGraphHints(t *testing.T) {
	t.Parallel()
	for i, h := range graphHints {
		if h.title == "" || h.source == "" || h.look == nil && (h.means == "" || len(h.do) == 0) {
			t.Errorf("row %d of status %d %s is not complete", i, h.status, h.code)
		}
		status := h.status
		if status < 10 {
			status = status*100 + 99
		}
		if got := graphHintFor(&graph.Error{Status: status, Code: h.code}); got.title != h.title {
			t.Errorf("row %q is hidden behind %q", h.title, got.title)
		}
	}
	for status := 200; status < 700; status++ {
		if h := graphHintFor(&graph.Error{Status: status}); h.title == "" {
			t.Errorf("no row for %d", status)
		}
	}
	if h := graphHintFor(&graph.Error{Status: 401, Code: "invalidauthenticationtoken"}); h.source != pageTokens {
		t.Errorf("the case of a code's letters makes it %q", h.title)
	}
}

// TestWhatIsKnown: what is known about the start comes first.
func TestWhatIsKnown(t *testing.T) {
	t.Parallel()
	answer := func(status int) error { return &graph.Error{Status: status, RequestID: "r"} }
	past, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for _, tt := range []struct {
		name  string
		ctx   context.Context
		call  call
		err   error
		want  string
		title string
	}{
		{"read refused", t.Context(), reading, answer(409), "Nothing was started: ", "Another change is under way"},
		{"read not sent", t.Context(), reading, &wire.NotSentError{Err: io.EOF}, "Nothing was started: ", "No connection to Microsoft Graph"},
		{"read broken off", t.Context(), reading, io.ErrUnexpectedEOF, "Nothing was started: ", "No answer from Microsoft Graph"},
		{"read unreadable", t.Context(), reading, &graph.UnreadableError{Err: io.EOF}, "Nothing was started: ", "The answer is not a job"},
		{"out of time before the start", past, reading, context.DeadlineExceeded, "Nothing was started: the time ", "The time was up"},
		{"connecting took too long", t.Context(), reading, &wire.NotSentError{Err: context.DeadlineExceeded}, "Nothing was started: there was no connection", "No connection to Microsoft Graph"},
		{"start refused", t.Context(), starting, answer(409), "The job was not started: ", "Another change is under way"},
		{"start not sent", t.Context(), starting, &wire.NotSentError{Err: io.EOF}, "Nothing was sent: ", "No connection to Microsoft Graph"},
		{"start not sent in time", past, starting, &wire.NotSentError{Err: context.DeadlineExceeded}, "Nothing was sent: the time ", "The time was up"},
		{"start 503", t.Context(), starting, answer(503), "The start was sent once and may have taken effect: ", "It is not known whether the job was started"},
		{"start 408", t.Context(), starting, answer(408), "The start was sent once and may have taken effect: ", "It is not known whether the job was started"},
		{"start lost", t.Context(), starting, io.ErrUnexpectedEOF, "The start was sent once and may have taken effect: ", "It is not known whether the job was started"},
		{"start interrupted", t.Context(), starting, context.Canceled, "The start was sent once and may have taken effect: the run was interrupted", "It is not known whether the job was started"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := diagnosing(&graph.Client{RequestID: testRun}).explain(tt.ctx, tt.call, tt.err)
			if !strings.HasPrefix(f.What, tt.want) || f.Title != tt.title {
				t.Errorf("got %q: %q, want %q: %q…", f.Title, f.What, tt.title, tt.want)
			}
			if len(f.Do) == 0 || !strings.HasSuffix(f.What, ".") {
				t.Errorf("not a whole: %+v", f)
			}
			if unclear := strings.HasPrefix(tt.title, "It is not known"); unclear != strings.Contains(f.Short(), "Running again is safe") {
				t.Errorf("says that running again is safe: %v, want %v", !unclear, unclear)
			}
			names := []string{}
			for _, fact := range f.Trace {
				names = append(names, fact.Name)
			}
			if !slices.Contains(names, "client-request-id") || !slices.Contains(names, "time") {
				t.Errorf("trace %v", names)
			}
		})
	}
}

// TestGraphQuery: the line for the tenant's logs holds the run's own id, and is left
// out where no request of the run got there.
func TestGraphQuery(t *testing.T) {
	t.Parallel()
	c := &graph.Client{RequestID: testRun}
	want := `MicrosoftGraphActivityLogs | where ClientRequestId == "` + testRun + `"`
	if f := diagnosing(c).explain(t.Context(), reading, &graph.Error{Status: 503, RequestID: "r"}); !strings.HasPrefix(f.Query, want) {
		t.Errorf("got %q, want %q…", f.Query, want)
	}
	if f := diagnosing(c).explain(t.Context(), reading, &wire.NotSentError{Err: io.EOF}); f.Query != "" {
		t.Errorf("got %q of a request that never left", f.Query)
	}
	c.RequestID = `" | take 1`
	if f := diagnosing(c).explain(t.Context(), reading, &graph.Error{Status: 503, RequestID: "r"}); f.Query != "" {
		t.Errorf("got %q", f.Query)
	}
}

// TestNoTokenInTexts: an error may hold anything but never becomes text as it is.
func TestNoTokenInTexts(t *testing.T) {
	t.Parallel()
	token := tokenOf(t, jwt.MapClaims{"roles": []string{readAll}})
	c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	c.Token = token
	for _, err := range []error{
		errors.New("Bearer " + token),
		&graph.Error{Status: 401, Code: token, Message: "Bearer " + token, RequestID: "r"},
		&graph.UnreadableError{Err: errors.New(token)},
	} {
		for _, call := range []call{reading, starting} {
			f := diagnosing(c).explain(t.Context(), call, err)
			text := f.Title + f.Short() + strings.Join(f.Commands, "") + f.Query
			for _, part := range strings.Split(token, ".") {
				if strings.Contains(text, part) {
					t.Errorf("a part of the token in %q", text)
				}
			}
		}
	}
}

// TestTraceRead: a refusal of the gate is found by the read that it goes by.
func TestTraceRead(t *testing.T) {
	t.Parallel()
	c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("request-id", "r-3")
		w.Header().Set("Date", "Mon, 03 Aug 2026 09:30:00 GMT")
		io.WriteString(w, `{"status":{"code":"Hibernating"}}`)
	})
	job, err := c.Job(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var f failure.Failure
	client{c}.traceRead(&f, job)
	want := []failure.Fact{{Name: "request-id", Value: "r-3"}, {Name: "client-request-id", Value: testRun}, {Name: "time", Value: "Mon, 03 Aug 2026 09:30:00 GMT"}}
	if !slices.Equal(f.Trace, want) || !strings.Contains(f.Query, testRun) {
		t.Errorf("got %v, %q, want %v", f.Trace, f.Query, want)
	}
}
