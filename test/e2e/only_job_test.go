package e2e

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// TestOnlyJob: without job-id the only job there is is started; where there is
// none or a choice, nothing is sent and the jobs are listed.
func TestOnlyJob(t *testing.T) {
	t.Parallel()
	list := func(body string) []simulator.Rule {
		return []simulator.Rule{{Call: simulator.CallJobs, Fault: simulator.Body(200, "application/json", body)}}
	}
	for name, tt := range map[string]struct {
		config simulator.Config
		dry    bool
		result string
		job    string
		calls  []string
		says   string
	}{
		"one": {simulator.Config{}, false, "started", simulator.JobID,
			[]string{simulator.CallJobs, simulator.CallStart, simulator.CallReadBack}, simulator.JobID},
		"one, dry run": {simulator.Config{}, true, "would-start", simulator.JobID, []string{simulator.CallJobs}, simulator.JobID},
		"one, active": {reading("active").Config, false, "already-active", simulator.JobID,
			[]string{simulator.CallJobs}, simulator.JobID},
		"one, guarded": {reading("quarantine", "status.quarantine.reason", "TooManyDeletes").Config, false, "failed", simulator.JobID,
			[]string{simulator.CallJobs}, simulator.JobID},
		"one, without its state": {simulator.Config{Rules: list(`{"value":[{"id":"` + simulator.JobID + `"}]}`)}, false, "started", simulator.JobID,
			[]string{simulator.CallJobs, simulator.CallRead, simulator.CallStart, simulator.CallReadBack}, simulator.JobID},
		"two":       {simulator.Config{OtherJobs: []string{"Azure2Azure.1"}}, false, "failed", "", []string{simulator.CallJobs}, "Azure2Azure.1"},
		"none":      {simulator.Config{Rules: list(`{"value":[]}`)}, false, "failed", "", []string{simulator.CallJobs}, "lists no job"},
		"two pages": {simulator.Config{Rules: list(`{"value":[{"id":"a.1"}],"@odata.nextLink":"https://evil.example"}`)}, false, "failed", "", []string{simulator.CallJobs}, "further page"},
		"an ID that leads away": {simulator.Config{Rules: list(`{"value":[{"id":".."}]}`)}, false, "failed", "",
			[]string{simulator.CallJobs}, "::error"},
		"refused": {simulator.Config{NotOwner: true}, false, "failed", "", nil, "::error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, Given(tt.config).Bringing(Application).Set("job-id", "", "dry-run", strconv.FormatBool(tt.dry)))
			if r.Outputs["result"] != tt.result || r.Outputs["job-id"] != tt.job || !strings.Contains(r.Log, tt.says) {
				t.Errorf("result %s, job-id %q, want %s, %q and %q\n%s", r.Outputs["result"], r.Outputs["job-id"], tt.result, tt.job, tt.says, r.Log)
			}
			if tt.calls != nil && !slices.Equal(r.Sim.Calls(), tt.calls) {
				t.Errorf("calls %v, want %v", r.Sim.Calls(), tt.calls)
			}
		})
	}
}

// TestLastExecution: its state as first read, and nothing where the job never
// ran.
func TestLastExecution(t *testing.T) {
	t.Parallel()
	for sample, want := range map[string]string{"active": "Succeeded", "quarantine": "Failed", "just-started": "", "paused": ""} {
		r := Play(t, reading(sample))
		if got, ok := r.Outputs["last-execution"]; !ok || got != want || r.Outputs["job-id"] != simulator.JobID {
			t.Errorf("%s: last-execution %q, want %q; job-id %q", sample, got, want, r.Outputs["job-id"])
		}
	}
}
