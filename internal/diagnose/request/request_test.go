package request

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/hint/hinttest"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// TestRows: every row is true of some refusal and is worded as every failure is.
func TestRows(t *testing.T) {
	t.Parallel()
	hinttest.Rows(t, Rows, everything(t))
}

// everything is evidence of all that may come back, to either call, for every
// kind of token, and of all that further reads may show.
func everything(t *testing.T) []*hint.Evidence {
	t.Helper()
	var all []*hint.Evidence
	add := func(call hint.Call, token string, err error, change func(*hint.Evidence)) {
		c := &graph.Client{Token: token, RequestID: testRun, ServicePrincipalID: testSP}
		c.Cloud, _ = cloud.Lookup("global")
		e := evidence(knownOf(c), c, call, testJob, err)
		if change != nil {
			change(e)
		}
		e.Sentences = sentences(e)
		all = append(all, e)
	}
	codes := []string{"", "UnknownError", "JobNotFound", "Request_ResourceNotFound"}
	for _, row := range Rows {
		codes = append(codes, row.Codes...)
	}
	tokens := []string{"opaque"}
	for _, says := range []jwt.MapClaims{
		{}, {"roles": []string{readAll}}, {"roles": []string{ownedBy}}, {"roles": []string{ownedBy, readAll}}, {"roles": []string{readWriteAll}},
		{"scp": "User.Read"}, {"scp": readAll}, {"scp": readWriteAll},
		{"aud": "https://graph.microsoft.com"}, {"aud": cloud.GraphAppID}, {"aud": "https://graph.microsoft.com", "exp": 1},
	} {
		tokens = append(tokens, tokenOf(t, says))
	}
	for _, call := range []hint.Call{hint.Reading, hint.Starting} {
		for _, token := range tokens {
			for _, status := range []int{101, 202, 302, 400, 401, 403, 404, 408, 409, 411, 418, 429, 503, 777} {
				for _, code := range codes {
					add(call, token, &graph.Error{Status: status, Code: code, Message: strings.Repeat("x", len(code)), RequestID: "r"}, nil)
				}
			}
		}
	}
	add(hint.Reading, "", &graph.Error{Status: 302}, nil)
	add(hint.Reading, "", &graph.Error{Status: 403}, nil)
	add(hint.Reading, "", &graph.Error{Status: 429, RequestID: "r", Asked: true, RetryAfter: time.Minute}, nil)
	add(hint.Reading, "", &graph.UnreadableError{Err: &json.SyntaxError{}}, nil)
	add(hint.Reading, "", &graph.UnreadableError{Err: io.EOF}, nil)
	missing := &graph.Error{Status: 404, Code: "Request_ResourceNotFound", RequestID: "r"}
	add(hint.Reading, "", missing, func(e *hint.Evidence) { e.Inputs.AccessToken = "x" })
	for kind := hint.CallersOwn; kind <= hint.Registration; kind++ {
		add(hint.Reading, "", missing, func(e *hint.Evidence) { e.Given.Kind = kind })
		add(hint.Reading, "", missing, func(e *hint.Evidence) { e.Given = hint.Given{Kind: kind, Name: "Acme<job-id>", Use: testSP} })
		add(hint.Reading, tokenOf(t, jwt.MapClaims{"scp": "x"}), missing, func(e *hint.Evidence) { e.Given.Kind = kind })
	}
	for _, ids := range [][]string{nil, {testJob}, {strings.ToUpper(testJob)}, {"BoxOutDelta.2"}, {"aws.1"}, {"BoxOutDelta.2", "b"}} {
		list := hint.List{Read: true}
		for _, id := range ids {
			list.Jobs = append(list.Jobs, graph.Job{ID: id})
		}
		add(hint.Reading, "", &graph.Error{Status: 404, Code: "JobNotFound", RequestID: "r"}, func(e *hint.Evidence) { e.List = list })
		add(hint.Reading, "", &graph.ChoiceError{Jobs: list.Jobs}, nil)
		add(hint.Reading, "", &graph.ChoiceError{Jobs: list.Jobs, More: true}, nil)
	}
	return all
}

// TestCodes: the case of a code's letters decides nothing.
func TestCodes(t *testing.T) {
	t.Parallel()
	f := explain(t.Context(), &graph.Client{}, hint.Reading, &graph.Error{Status: 401, Code: "invalidauthenticationtoken", RequestID: "r"})
	if f.Link != pageTokens {
		t.Errorf("got %q", f.Title)
	}
}

// TestSent: a failed call says what became of the start.
func TestSent(t *testing.T) {
	t.Parallel()
	answer := func(status int) error { return &graph.Error{Status: status, RequestID: "r"} }
	const notKnown = "It is not known whether the job was started"
	for _, tt := range []struct {
		name  string
		call  hint.Call
		err   error
		want  string
		title string
	}{
		{"read refused", hint.Reading, answer(409), hint.Nothing, "The job cannot be read now"},
		{"read not sent", hint.Reading, &wire.NotSentError{Err: io.EOF}, hint.Nothing, "No connection to Microsoft Graph"},
		{"read broken off", hint.Reading, io.ErrUnexpectedEOF, hint.Nothing, "No answer from Microsoft Graph"},
		{"read unreadable", hint.Reading, &graph.UnreadableError{Err: io.EOF}, hint.Nothing, "The answer is not a job"},
		{"out of time before the start", hint.Reading, context.DeadlineExceeded, hint.Nothing, "The deadline passed"},
		{"start refused", hint.Starting, answer(409), refusal, "Microsoft Graph reported a conflict"},
		{"start not sent", hint.Starting, &wire.NotSentError{Err: io.EOF}, hint.Nothing, "No connection to Microsoft Graph"},
		{"start not sent in time", hint.Starting, &wire.NotSentError{Err: context.DeadlineExceeded}, hint.Nothing, "The deadline passed"},
		{"start 503", hint.Starting, answer(503), unclear, notKnown},
		{"start 408", hint.Starting, answer(408), unclear, notKnown},
		{"start lost", hint.Starting, io.ErrUnexpectedEOF, unclear, notKnown},
		{"start interrupted", hint.Starting, context.Canceled, unclear, notKnown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := explain(t.Context(), &graph.Client{RequestID: testRun}, tt.call, tt.err)
			if tt.want == unclear {
				Unsettled(f, &graph.Job{Schedule: graph.Schedule{State: "Disabled"}})
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
		f := explain(t.Context(), c, hint.Reading, err)
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
	if f := explain(t.Context(), c, hint.Reading, &graph.Error{Status: 503, RequestID: "r"}); !strings.HasPrefix(f.Query, want) {
		t.Errorf("got %q, want %q…", f.Query, want)
	}
	if f := explain(t.Context(), c, hint.Reading, &wire.NotSentError{Err: io.EOF}); f.Query != "" {
		t.Errorf("got %q of a request that never left", f.Query)
	}
	c.RequestID = `" | take 1`
	if f := explain(t.Context(), c, hint.Reading, &graph.Error{Status: 503, RequestID: "r"}); f.Query != "" {
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
		for _, call := range []hint.Call{hint.Reading, hint.Starting} {
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
