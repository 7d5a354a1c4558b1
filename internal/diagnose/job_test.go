package diagnose

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

var aTime = graph.Time{Time: time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)}

// TestRefused: a state that allows no start is quoted, and the bypass of the
// guard is folded and never among the fixes.
func TestRefused(t *testing.T) {
	t.Parallel()
	job := &graph.Job{}
	job.Status.Code, job.Schedule.State = "Hibernating", "Active"
	f := refused(hint.Known{}, start.Outcome{Result: start.Failed, Before: job})
	failuretest.Worded(t, f)
	if !strings.Contains(f.Cause, "`Hibernating`") || !strings.Contains(f.Cause, "`Active`") {
		t.Errorf("got %q", f.Cause)
	}
	missing := refused(hint.Known{}, start.Outcome{Result: start.Failed, Before: &graph.Job{}})
	failuretest.Worded(t, missing)
	if !strings.Contains(missing.Cause, "status.code (missing) with schedule.state (missing).") {
		t.Errorf("got %q", missing.Cause)
	}
	numbered := &graph.Job{Status: graph.Status{Quarantine: &graph.Quarantine{Reason: "32"}}}
	f = refused(hint.Known{}, start.Outcome{Result: start.Failed, Before: numbered, Verdict: start.NumberedReason})
	failuretest.Worded(t, f)
	if !strings.Contains(f.Cause, "`32`") {
		t.Errorf("got %q", f.Cause)
	}
	job.Settings = []graph.Setting{{Name: "QuarantineTooManyDeletesThreshold", Value: "500"}}
	guard := refused(hint.Known{InWorkflow: true}, start.Outcome{Result: start.Failed, Before: job, Verdict: start.TooManyDeletes})
	failuretest.Worded(t, guard)
	if !strings.Contains(guard.Cause, "The threshold of the job is `500` deletions.") {
		t.Errorf("got %q", guard.Cause)
	}
	bypass := guard.Commands[0]
	if strings.Contains(strings.Join(guard.Fixes, " "), "allow-too-many-deletes") || bypass.Consequence == "" ||
		strings.Join(bypass.Lines, "\n") != "with:\n  allow-too-many-deletes: true" {
		t.Errorf("fixes %q, commands %+v", guard.Fixes, guard.Commands)
	}
	if f := refused(hint.Known{}, start.Outcome{Result: start.Started, Before: job, Tried: true}); f != nil {
		t.Errorf("a start that went well is refused: %+v", f)
	}
}

// TestWarnings: what is said is what was seen, and nothing is said of a job
// that is as it should be.
func TestWarnings(t *testing.T) {
	t.Parallel()
	job := func(code, state string) *graph.Job {
		j := &graph.Job{}
		j.Status.Code, j.Schedule.State = code, state
		return j
	}
	with := func(j *graph.Job, change func(*graph.Status)) *graph.Job {
		change(&j.Status)
		return j
	}
	last := func(state string, when graph.Time) *graph.Job {
		return with(job("Active", "Active"), func(s *graph.Status) { s.LastExecution = &graph.Execution{State: state, Ended: when} })
	}
	quarantine := func(s *graph.Status) { s.Quarantine = &graph.Quarantine{Error: &graph.ExecutionError{Code: "Own"}} }
	paused, active := job("Paused", "Disabled"), job("NotRun", "Active")
	for name, tt := range map[string]struct {
		out    start.Outcome
		failed *failure.Failure
		want   string // the beginning of the only title, empty for no warning
	}{
		"started":               {start.Outcome{Result: start.Started, Before: paused, After: active}, nil, ""},
		"not scheduled":         {start.Outcome{Result: start.Started, Before: paused, After: paused}, nil, "The job was started but is not scheduled yet"},
		"read-back fails":       {start.Outcome{Result: start.Started, Before: paused, ReadBackErr: errors.New("x")}, nil, "The job could not be read after the start"},
		"unclear answer":        {start.Outcome{Result: start.Started, Before: paused, After: active}, &failure.Failure{Cause: "It broke."}, "The answer to the start was unclear"},
		"escrows pruned":        {start.Outcome{Result: start.Started, Before: with(job("Paused", "Paused"), func(s *graph.Status) { s.EscrowsPruned = true }), After: active}, nil, "Errors of the initial cycle"},
		"no credentials":        {start.Outcome{Result: start.Started, Before: job("NotConfigured", "Disabled"), After: active}, nil, "The job has no credentials configured"},
		"guard lifted":          {start.Outcome{Result: start.Started, Before: job("Quarantine", "Active"), After: active, Verdict: start.TooManyDeletes}, nil, "The accidental-deletion guard was lifted"},
		"guard, dry run":        {start.Outcome{Result: start.WouldStart, Before: job("Quarantine", "Active"), Verdict: start.TooManyDeletes}, nil, "A start would lift the accidental-deletion guard"},
		"quarantine, dry run":   {start.Outcome{Result: start.WouldStart, Before: job("Quarantine", "Active")}, nil, "A start would lift the quarantine"},
		"paused in quarantine":  {start.Outcome{Result: start.Started, Before: with(job("Paused", "Disabled"), quarantine), After: active}, nil, "A start lifts the quarantine, not its cause"},
		"new, in quarantine":    {start.Outcome{Result: start.WouldStart, Before: with(job("NotRun", "Disabled"), quarantine)}, nil, "A start would lift the quarantine"},
		"active, in quarantine": {start.Outcome{Result: start.AlreadyActive, Before: with(job("Active", "Active"), quarantine)}, nil, ""},
		"active":                {start.Outcome{Result: start.AlreadyActive, Before: last("Succeeded", aTime)}, nil, ""},
		"active, failed":        {start.Outcome{Result: start.AlreadyActive, Before: last("Failed", aTime)}, nil, "The job is active but its last execution failed"},
		"active, entries":       {start.Outcome{Result: start.AlreadyActive, Before: last("EntryLevelErrors", aTime)}, nil, "The job is active but some entries failed"},
		"active, never ran":     {start.Outcome{Result: start.AlreadyActive, Before: last("Failed", graph.Time{})}, nil, ""},
		"active, escrows kept":  {start.Outcome{Result: start.AlreadyActive, Before: with(job("Active", "Active"), func(s *graph.Status) { s.EscrowsPruned = true })}, nil, ""},
		"failed after all":      {start.Outcome{Result: start.Failed, Before: paused}, nil, ""},
		"nothing read":          {start.Outcome{Result: start.Failed}, nil, ""},
		"quarantine, not known": {start.Outcome{Result: start.Unknown, Before: job("Quarantine", "Active")}, nil, ""},
	} {
		all := warnings(hint.Known{}, tt.out, tt.failed)
		if len(all) > 1 || (len(all) == 1) != (tt.want != "") || len(all) == 1 && !strings.HasPrefix(all[0].Title, tt.want) {
			t.Errorf("%s: got %+v, want %q", name, all, tt.want)
		}
		for _, w := range all {
			checkWarning(t, w)
		}
	}
}

// TestFailuresInARow: their number stands in the warning of a failed execution.
func TestFailuresInARow(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]bool{0: false, 1: true, 7: true} {
		job := &graph.Job{}
		job.Status.Failures, job.Status.LastExecution = n, &graph.Execution{State: "Failed", Ended: aTime}
		all := warnings(hint.Known{}, start.Outcome{Result: start.AlreadyActive, Before: job}, nil)
		if len(all) != 1 || strings.Contains(all[0].Text, fmt.Sprintf("in a row: %d.", n)) != want {
			t.Errorf("%d: %+v", n, all)
		}
	}
}
