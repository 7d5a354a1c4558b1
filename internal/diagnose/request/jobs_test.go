package request

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// TestNoSingleJob: without job-id the jobs there are can be chosen from.
func TestNoSingleJob(t *testing.T) {
	t.Parallel()
	var many []graph.Job
	for i := range 25 {
		many = append(many, graph.Job{ID: fmt.Sprintf("job.%d", i)})
	}
	for n, want := range map[int]string{0: "lists no job of the enterprise application", 2: "has `job.0`, `job.1`.", 25: "`job.2` and 22 more."} {
		f := explain(t.Context(), &graph.Client{RequestID: testRun}, hint.Reading, &graph.ChoiceError{Jobs: many[:n]})
		failuretest.Worded(t, f)
		rows := 0
		if f.Table != nil {
			rows = len(f.Table.Rows)
		}
		if !strings.Contains(f.Title+f.Cause, want) || rows != min(n, maxJobs) || f.Sent != hint.Nothing {
			t.Errorf("%d jobs: %q, %d rows", n, f.Title+f.Cause, rows)
		}
	}
}

// TestFurtherPage: of a list that goes on, one job is not offered as the only
// one.
func TestFurtherPage(t *testing.T) {
	t.Parallel()
	for n := range 3 {
		jobs := []graph.Job{{ID: "job.0"}, {ID: "job.1"}}[:n]
		f := explain(t.Context(), &graph.Client{RequestID: testRun}, hint.Reading, &graph.ChoiceError{Jobs: jobs, More: true})
		failuretest.Worded(t, f)
		if !strings.Contains(f.Title+f.Cause, "a further page") || (f.Table != nil) != (n > 0) || strings.Contains(strings.Join(f.Fixes, " "), "Write `job-id") {
			t.Errorf("%d jobs: %q", n, f.Title+f.Cause)
		}
	}
}

// TestLetterCase: two IDs that differ in letter case only look the same, so it
// is said what differs; any other ID is not compared.
func TestLetterCase(t *testing.T) {
	t.Parallel()
	for listed, want := range map[string]bool{strings.ToUpper(testJob): true, testJob + "2": false} {
		c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"value":[{"id":"`+listed+`"}]}`) })
		f := explain(t.Context(), c, hint.Reading, &graph.Error{Status: 404, Code: "NotFound", RequestID: "r"})
		failuretest.Worded(t, f)
		if strings.Contains(f.Title+f.Cause, "capital letters") != want || !strings.Contains(f.Title+f.Cause, listed) {
			t.Errorf("%s: %s", listed, f.Title+f.Cause)
		}
	}
}

// TestOwnID: the ID of the caller is recognised in any case of letters.
func TestOwnID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6", "0A9D3C58-6E17-4F42-B8AC-75C1E2D904B6"} {
		e := &hint.Evidence{Known: hint.Known{Inputs: inputs.Inputs{ServicePrincipalID: id}}}
		e.Token.ObjectID = "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
		if callersOwn(e) != hint.CallersOwn {
			t.Errorf("%s is not recognised", id)
		}
		e.Token.ObjectID, e.Token.AppID = "", "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
		if callersOwn(e) != hint.CallersAppID {
			t.Errorf("%s is not recognised as the application's", id)
		}
	}
}

// TestOtherTemplate: where no listed job is of the template that the given ID
// begins with, the service principal is doubted before the job, and no job of
// another application is offered as the line to write. The application whose ID
// was given is named.
func TestOtherTemplate(t *testing.T) {
	t.Parallel()
	for listed, want := range map[string]bool{
		`{"id":"aws.1","templateId":"aws"}`:                                         true,
		`{"id":"aws.1"},{"id":"scim.2","templateId":"scim"}`:                        true,
		`{"id":"boxoutdelta.2"}`:                                                    false,
		`{"id":"3f7565a3-fde6-4e4d-bda8-1bb70aba3612","templateId":"BoxOutDelta"}`:  false,
		`{"id":"aws.1","templateId":"aws"},{"id":"BoxOutDelta.3","templateId":"x"}`: false,
	} {
		c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"displayName":"Amazon","value":[`+listed+`]}`)
		})
		f := explain(t.Context(), c, hint.Reading, &graph.Error{Status: 404, Code: "NotFound", RequestID: "r"})
		failuretest.Worded(t, f)
		if strings.Contains(f.Cause, "The enterprise application `Amazon` does not list") != want {
			t.Errorf("%s: the application is not named: %q", listed, f.Cause)
		}
		if got := f.Fixes[0] == checkID && !strings.Contains(strings.Join(f.Fixes, " "), "Write `job-id"); got != want {
			t.Errorf("%s: %q", listed, f.Fixes)
		}
	}
}
