package request

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/graph"
)

// TestFurtherReads: they end with the context, are bounded by themselves, and
// the first failure stays the one that is explained.
func TestFurtherReads(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, answer string
		status       int
	}{
		{"refused", `{"error":{"code":"Authorization_RequestDenied","message":"second"}}`, 403},
		{"unreadable", `<html>second</html>`, 200},
		{"another shape", `["second"]`, 200},
		{"empty ids", `{"id":"","appId":""}`, 200},
		{"hostile ids", `{"id":"x; rm -rf /","appId":"') or 1 eq 1","displayName":"` + "`" + `second\n::error::x"}`, 200},
		{"hostile registration", `{"appId":"') or 1 eq 1","displayName":"second"}`, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := graphAt(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.RequestURI, "or%20") {
					t.Errorf("a foreign value got into an address: %s", r.URL.Path)
				}
				if tt.name == "hostile registration" && !strings.Contains(r.URL.Path, "/applications/") {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.answer)
			})
			for _, err := range []*graph.Error{
				{Status: 401, Code: "UnknownError", RequestID: "first"},
				{Status: 404, Code: "Request_ResourceNotFound", RequestID: "first"},
				{Status: 404, Code: "NotFound", RequestID: "first"},
			} {
				f := explain(t.Context(), c, hint.Reading, err)
				if !strings.Contains(f.Cause, err.Code) || f.Trace[0].Value != "first" || strings.Contains(f.Title+f.Sent, "second") {
					t.Errorf("the first failure is hidden: %+v", f)
				}
				for _, fix := range f.Fixes {
					if strings.Contains(fix, "rm -rf") {
						t.Errorf("a value that is no ID got into a line to write: %s", fix)
					}
				}
			}
		})
	}
}

// TestNotAllowedToLookUp: a look-up that is refused leaves open what else has the
// ID, whatever the other one says.
func TestNotAllowedToLookUp(t *testing.T) {
	t.Parallel()
	cause := func(application, registration int) string {
		c := graphAt(t, func(w http.ResponseWriter, r *http.Request) {
			status := application
			if strings.Contains(r.URL.Path, "/applications/") {
				status = registration
			}
			w.WriteHeader(status)
			io.WriteString(w, `{"error":{"code":"x"}}`)
		})
		return explain(t.Context(), c, hint.Reading, &graph.Error{Status: 404, Code: "Request_ResourceNotFound", RequestID: "first"}).Cause
	}
	open, known := cause(403, 403), cause(404, 404)
	if open == known || cause(403, 404) != open || cause(404, 403) != open {
		t.Errorf("refused twice %q, found nothing twice %q, refused and nothing %q, nothing and refused %q",
			open, known, cause(403, 404), cause(404, 403))
	}
}

func TestFurtherReadsEnd(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	release := make(chan struct{})
	c := graphAt(t, func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	defer close(release)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, code := range []string{"UnknownError", "Request_ResourceNotFound", "NotFound"} {
		status := 404
		if code == "UnknownError" {
			status = 401
		}
		if f := explain(over, c, hint.Reading, &graph.Error{Status: status, Code: code, RequestID: "first"}); f.Cause == "" || len(f.Fixes) == 0 {
			t.Errorf("%s: %+v", code, f)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d reads after the end", asked.Load())
	}
	began := time.Now()
	explain(t.Context(), c, hint.Reading, &graph.Error{Status: 404, Code: "Request_ResourceNotFound", RequestID: "first"})
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("the further reads took %v, want some 4 s", took)
	}
}
