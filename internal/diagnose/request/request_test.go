package request

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// TestGraphHints: every row has a cause and fixes, by itself or by a look,
// names its source, and can be reached.
func TestGraphHints(t *testing.T) {
	t.Parallel()
	for i, h := range rows {
		if h.title == "" || h.source == "" || h.look == nil && (h.cause == "" || len(h.fixes) == 0) {
			t.Errorf("row %d of status %d %s is not complete", i, h.status, h.code)
		}
		status := h.status
		if status < 10 {
			status = status*100 + 99
		}
		if h.status == 0 {
			status = 777
		}
		if got := rowFor(&graph.Error{Status: status, Code: h.code}); got.title != h.title {
			t.Errorf("row %q is hidden behind %q", h.title, got.title)
		}
	}
	for status := 200; status < 700; status++ {
		if h := rowFor(&graph.Error{Status: status}); h.title == "" {
			t.Errorf("no row for %d", status)
		}
	}
	if h := rowFor(&graph.Error{Status: 401, Code: "invalidauthenticationtoken"}); h.source != pageTokens {
		t.Errorf("the case of a code's letters makes it %q", h.title)
	}
}

// TestSent: a failed call says what became of the start.
func TestSent(t *testing.T) {
	t.Parallel()
	answer := func(status int) error { return &graph.Error{Status: status, RequestID: "r"} }
	const notKnown = "It is not known whether the job was started"
	for _, tt := range []struct {
		name  string
		call  Call
		err   error
		want  string
		title string
	}{
		{"read refused", Reading, answer(409), hint.Nothing, "Another change is under way"},
		{"read not sent", Reading, &wire.NotSentError{Err: io.EOF}, hint.Nothing, "No connection to Microsoft Graph"},
		{"read broken off", Reading, io.ErrUnexpectedEOF, hint.Nothing, "No answer from Microsoft Graph"},
		{"read unreadable", Reading, &graph.UnreadableError{Err: io.EOF}, hint.Nothing, "The answer is not a job"},
		{"out of time before the start", Reading, context.DeadlineExceeded, hint.Nothing, "The deadline passed"},
		{"start refused", Starting, answer(409), refusal, "Another change is under way"},
		{"start not sent", Starting, &wire.NotSentError{Err: io.EOF}, notSent, "No connection to Microsoft Graph"},
		{"start not sent in time", Starting, &wire.NotSentError{Err: context.DeadlineExceeded}, notSent, "The deadline passed"},
		{"start 503", Starting, answer(503), unclear, notKnown},
		{"start 408", Starting, answer(408), unclear, notKnown},
		{"start lost", Starting, io.ErrUnexpectedEOF, unclear, notKnown},
		{"start interrupted", Starting, context.Canceled, unclear, notKnown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := explain(t.Context(), &graph.Client{RequestID: testRun}, tt.call, tt.err)
			if tt.want == unclear {
				Unsettled(f)
			}
			failuretest.Worded(t, f)
			if f.Sent != tt.want || f.Title != tt.title {
				t.Errorf("got %q: %q, want %q: %q", f.Title, f.Sent, tt.title, tt.want)
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

// TestProxyPage: JSON of a wrong type is not the page of a proxy.
func TestProxyPage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"<html>": true, "": true, "[]": false, `{"status":1}`: false} {
		c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
		_, _, err := c.Job(t.Context(), testJob)
		f := explain(t.Context(), c, Reading, err)
		failuretest.Worded(t, f)
		if got := strings.Contains(f.Title+f.Cause+strings.Join(f.Fixes, " "), "proxy"); got != want {
			t.Errorf("%q: %+v", body, f)
		}
	}
}

// TestGraphQuery: the line for the tenant's logs holds the run's own id, and is
// left out where no request of the run got there.
func TestGraphQuery(t *testing.T) {
	t.Parallel()
	c := &graph.Client{RequestID: testRun}
	want := `MicrosoftGraphActivityLogs | where ClientRequestId == "` + testRun + `"`
	if f := explain(t.Context(), c, Reading, &graph.Error{Status: 503, RequestID: "r"}); !strings.HasPrefix(f.Query, want) {
		t.Errorf("got %q, want %q…", f.Query, want)
	}
	if f := explain(t.Context(), c, Reading, &wire.NotSentError{Err: io.EOF}); f.Query != "" {
		t.Errorf("got %q of a request that never left", f.Query)
	}
	c.RequestID = `" | take 1`
	if f := explain(t.Context(), c, Reading, &graph.Error{Status: 503, RequestID: "r"}); f.Query != "" {
		t.Errorf("got %q", f.Query)
	}
}

// TestNoTokenInTexts: an error may hold anything but never becomes text as it
// is.
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
		for _, call := range []Call{Reading, Starting} {
			f := explain(t.Context(), c, call, err)
			text := fmt.Sprint(f.Title+f.Cause, f.Fixes, f.Commands, f.Query)
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
	job, _, err := c.Job(t.Context(), testJob)
	if err != nil {
		t.Fatal(err)
	}
	var f failure.Failure
	Trace(&f, knownOf(c), job.RequestID, job.Date)
	want := []failure.Fact{{Name: "request-id", Value: "r-3"}, {Name: "client-request-id", Value: testRun}, {Name: "time", Value: "Mon, 03 Aug 2026 09:30:00 GMT"}}
	if !slices.Equal(f.Trace, want) || !strings.Contains(f.Query, testRun) {
		t.Errorf("got %v, %q, want %v", f.Trace, f.Query, want)
	}
}
