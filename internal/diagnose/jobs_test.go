package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
)

// TestNoSingleJob: without job-id the jobs there are can be chosen from.
func TestNoSingleJob(t *testing.T) {
	t.Parallel()
	var many []graph.Job
	for i := range 25 {
		many = append(many, graph.Job{ID: fmt.Sprintf("job.%d", i)})
	}
	for n, want := range map[int]string{0: "Provisioning is not set up there", 2: "It has `job.0`, `job.1`.", 25: "`job.2` and 22 more."} {
		f := NoSingleJob(&graph.Client{RequestID: testRun}, many[:n])
		failuretest.Worded(t, f)
		rows := 0
		if f.Table != nil {
			rows = len(f.Table.Rows)
		}
		if !strings.Contains(f.Error(), want) || rows != min(n, maxJobs) || f.Sent != nothing {
			t.Errorf("%d jobs: %q, %d rows", n, f.Error(), rows)
		}
	}
}
