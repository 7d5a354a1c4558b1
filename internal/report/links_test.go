package report

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// TestLinks: a summary has one link to the provisioning page, and none where the
// page would be found by an ID that may be wrong.
func TestLinks(t *testing.T) {
	t.Parallel()
	const right = "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	fixes := []string{"Look at the {provisioning page}.", "Stop the job on the {provisioning page}."}
	for name, tt := range map[string]struct {
		failure failure.Failure
		links   int
		label   string
	}{
		"an ID that is right":     {failure.Failure{}, 1, "| Service principal |"},
		"an ID that may be wrong": {failure.Failure{DoubtsID: true}, 0, "| service-principal-id (input) |"},
		"an ID that is wrong":     {failure.Failure{WrongID: true}, 0, "| service-principal-id (input) |"},
		"a right one is known":    {failure.Failure{WrongID: true, DoubtsID: true, RightID: right}, 1, "| service-principal-id (input) |"},
		"no fix names the page":   {failure.Failure{Fixes: []string{"Wait."}}, 1, "| Service principal |"},
		"a fix has an expression": {failure.Failure{Fixes: []string{"Write `${{ secrets.X }}`."}}, 1, "| Service principal |"},
	} {
		f := tt.failure
		if f.Fixes == nil {
			f.Fixes = fixes
		}
		run := aRun(start.Failed, nil, nil)
		run.Failure = &f
		got := run.summary()
		if n := strings.Count(got, "](https://"); n != tt.links || !strings.Contains(got, tt.label) || tt.failure.RightID != "" && !strings.Contains(got, right) {
			t.Errorf("%s: %d links, want %d and %q in\n%s", name, n, tt.links, tt.label, got)
		}
		if again := run.summary(); again != got {
			t.Errorf("%s: the second summary differs:\n%s", name, again)
		}
	}
}

// TestDetails: the folded part names what it has, each value once.
func TestDetails(t *testing.T) {
	t.Parallel()
	job := aJob("Active", "Active")
	run := aRun(start.Failed, job, nil)
	run.Outcome.RequestID = "r-1"
	run.Failure = &failure.Failure{Trace: []failure.Fact{{Name: "request-id", Value: "r-1"}, {Name: "time", Value: "now"}}}
	success := &graph.Execution{State: "Succeeded", Ended: graph.Time{Time: readAt}}
	job.Status.LastSuccess = success
	if got := run.summary(); strings.Contains(got, "last execution") || !strings.Contains(got, "| Last success |") || strings.Count(got, "r-1") != 1 {
		t.Errorf("a job that never ran:\n%s", got)
	}
	job.Status.LastExecution = success
	if got := run.summary(); !strings.Contains(got, "<summary>Job, last execution and request ids") || strings.Contains(got, "Last success") {
		t.Errorf("the last execution succeeded:\n%s", got)
	}
}
