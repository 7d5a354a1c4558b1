package graph

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// TestOnlyJob: without a job ID the one job of the list is read, started and
// read again, and nothing is sent where the list leaves a choice.
func TestOnlyJob(t *testing.T) {
	t.Parallel()
	const jobs = "/v1.0/servicePrincipals/" + testSP + "/synchronization/jobs"
	whole := string(simulator.With(simulator.Sample("paused"), "id", "a.1"))
	for name, tt := range map[string]struct {
		list       string
		requests   []string // of Job and Start; the last one was refused where there is none for the start
		choice     int      // of how many jobs; -1 is no choice
		unreadable bool
	}{
		"one": {`{"value":[` + whole + `]}`, []string{jobs, jobs + "/a.1/start", jobs + "/a.1"}, -1, false},
		"one, its quarantine null": {`{"value":[{"id":"a.1","schedule":{"state":"Active"},"status":{"code":"Active","quarantine":null}}]}`,
			[]string{jobs, jobs + "/a.1/start", jobs + "/a.1"}, -1, false},
		"one, its quarantine left out": {`{"value":[{"id":"a.1","schedule":{"state":"Active"},"status":{"code":"Paused"}}]}`,
			[]string{jobs, jobs + "/a.1", jobs + "/a.1/start", jobs + "/a.1"}, -1, false},
		"one, no status": {`{"value":[{"id":"a.1"}]}`, []string{jobs, jobs + "/a.1", jobs + "/a.1/start", jobs + "/a.1"}, -1, false},
		"one, no state": {`{"value":[{"id":"a.1","status":{"code":"Paused","quarantine":null}}]}`,
			[]string{jobs, jobs + "/a.1", jobs + "/a.1/start", jobs + "/a.1"}, -1, false},
		"one with an odd ID":      {`{"value":[` + strings.Replace(whole, "a.1", "{jobId};x", 1) + `]}`, []string{jobs, jobs + "/%7BjobId%7D%3Bx/start", jobs + "/%7BjobId%7D%3Bx"}, -1, false},
		"none":                    {`{"value":[]}`, []string{jobs}, 0, false},
		"two":                     {`{"value":[` + whole + `,{"id":"b.2"}]}`, []string{jobs}, 2, false},
		"the same twice":          {`{"value":[` + whole + `,` + whole + `]}`, []string{jobs}, 2, false},
		"one, and a next page":    {`{"value":[` + whole + `],"@odata.nextLink":"https://evil.example/"}`, []string{jobs}, 1, false},
		"a next page":             {`{"value":[],"@odata.nextLink":"https://evil.example/"}`, []string{jobs}, 0, false},
		"an ID that leads away":   {`{"value":[{"id":".."}]}`, []string{jobs}, -1, true},
		"an ID of two segments":   {`{"value":[{"id":"a/b"}]}`, []string{jobs}, -1, true},
		"an ID with a blank":      {`{"value":[{"id":"a b"}]}`, []string{jobs}, -1, true},
		"an ID that is not shown": {`{"value":[{"id":"a\u200b"}]}`, []string{jobs}, -1, true},
		"no ID":                   {`{"value":[{}]}`, []string{jobs}, -1, true},
		"null for a job":          {`{"value":[null]}`, []string{jobs}, -1, true},
		"no list":                 {`{}`, []string{jobs}, -1, true},
		"another shape":           {`[]`, []string{jobs}, -1, true},
		"a code of a wrong type":  {`{"value":[{"id":"a.1","status":{"code":1}}]}`, []string{jobs}, -1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests []string
			c := graphAt(t, func(w http.ResponseWriter, r *http.Request) {
				requests = append(requests, r.RequestURI)
				w.Header().Set("request-id", "r-1")
				switch {
				case r.Method == http.MethodPost:
					w.WriteHeader(http.StatusNoContent)
				case r.RequestURI == jobs:
					io.WriteString(w, tt.list)
				default:
					io.WriteString(w, whole)
				}
			})
			job, id, err := c.Job(t.Context(), "")
			var choice *ChoiceError
			var unreadable *UnreadableError
			if errors.As(err, &choice) != (tt.choice >= 0) || choice != nil && len(choice.Jobs) != tt.choice || errors.As(err, &unreadable) != tt.unreadable {
				t.Errorf("%v", err)
			}
			if err == nil {
				if job.RequestID != "r-1" {
					t.Errorf("request-id %q", job.RequestID)
				}
				_, _ = c.Start(t.Context(), id)
				_, _, _ = c.Job(t.Context(), id)
			} else if id != "" {
				t.Errorf("the job %q was chosen", id)
			}
			if !slices.Equal(requests, tt.requests) {
				t.Errorf("requests\n%s\nwant\n%s", strings.Join(requests, "\n"), strings.Join(tt.requests, "\n"))
			}
		})
	}
}
