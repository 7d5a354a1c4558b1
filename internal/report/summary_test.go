package report

import (
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
)

// aRun is a run about a job that was read once or twice.
func aRun(result start.Result, before, after *graph.Job) *Run {
	c, _ := cloud.Lookup("global")
	return &Run{
		Inputs:  inputs.Inputs{JobID: "Box.1", ServicePrincipalID: "60443998-8cf7-4e61-b05c-a53b658cb5e1", Cloud: c},
		Outcome: start.Outcome{Result: result, Before: before, After: after},
	}
}

func aJob(code, state string) *graph.Job {
	j := &graph.Job{ID: "Box.1", Schedule: graph.Schedule{State: state, Interval: graph.Interval{Duration: 40 * time.Minute}}}
	j.Status.Code = code
	if code == "Quarantine" {
		j.Status.Quarantine = &graph.Quarantine{Reason: "Unknown", NextAttempt: graph.Time{Time: time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)}}
		j.Status.LastExecution = &graph.Execution{State: "Failed", Ended: j.Status.Quarantine.NextAttempt, Error: &graph.ExecutionError{Code: "BoxError"}}
	}
	return j
}

// TestState: what the summary says of the job is what was read last, and the
// schedule's interval counts only where the schedule is active.
func TestState(t *testing.T) {
	t.Parallel()
	paused, active, held := aJob("Paused", "Disabled"), aJob("NotRun", "Active"), aJob("Quarantine", "Active")
	for name, tt := range map[string]struct {
		run         *Run
		heading     string
		has, hasNot string
	}{
		"started":       {aRun(start.Started, paused, active), "### ✅ Started: `Box.1`", "The job is scheduled. `Paused` → `NotRun`, schedule `Disabled` → `Active`. Next cycle within 40 minutes.", "quarantine"},
		"not scheduled": {aRun(start.Started, paused, paused), "### ✅ Started: `Box.1`", "`Paused`, schedule `Disabled`. [", "scheduled"},
		"not read back": {aRun(start.Started, paused, nil), "### ✅ Started: `Box.1`", "`Paused`, schedule `Disabled`. [", "scheduled"},
		"quarantine":    {aRun(start.Started, held, active), "### ✅ Started from quarantine: `Box.1`", "`Quarantine` → `NotRun`, schedule `Active`. In quarantine (`Unknown`). Next cycle within 40 minutes.", "Next attempt"},
		"still held":    {aRun(start.Started, held, held), "### ✅ Started from quarantine: `Box.1`", "Next attempt 2026-08-03 09:30 UTC.", "Next cycle"},
		"dry run":       {aRun(start.WouldStart, held, nil), "### ☑️ Dry run, would start from quarantine: `Box.1`", "Nothing was sent. `Quarantine`, schedule `Active`. In quarantine (`Unknown`). Next attempt 2026-08-03 09:30 UTC.", "Next cycle"},
		"active":        {aRun(start.AlreadyActive, active, nil), "### ✅ Already active: `Box.1`", "Nothing was sent. Next cycle within 40 minutes. [", "In sync"},
		"failed":        {aRun(start.Failed, held, nil), "### ❌ Not started: `Box.1`", "| Next | attempt 2026-08-03 09:30 UTC |", "Next cycle"},
		"unknown":       {aRun(start.Unknown, paused, paused), "### ❓ Not known whether started: `Box.1`", "`Paused`, schedule `Disabled`. [", "scheduled"},
	} {
		got := tt.run.summary()
		if !strings.HasPrefix(got, tt.heading+"\n") || !strings.Contains(got, tt.has) || strings.Contains(got, tt.hasNot) {
			t.Errorf("%s: want %q and %q, not %q in\n%s", name, tt.heading, tt.has, tt.hasNot, got)
		}
	}
}

// TestResult: the last line of the log says why the job was in quarantine, as
// first read, also where the job is empty of it when read again.
func TestResult(t *testing.T) {
	t.Parallel()
	held, active := aJob("Quarantine", "Active"), aJob("NotRun", "Active")
	plain := aJob("Quarantine", "Active")
	plain.Status.LastExecution = nil
	guarded := aRun(start.Failed, held, nil) // the guard is why, whatever the last execution says
	guarded.Outcome.Verdict = start.TooManyDeletes
	guarded.Outcome.Before = aJob("Quarantine", "Active")
	guarded.Outcome.Before.Status.Quarantine.Reason = "Deletes"
	noID := aRun(start.Started, active, nil)
	noID.Inputs.JobID, noID.Outcome.JobID = "", "Box.1"
	for want, run := range map[string]*Run{
		"started (Box.1, was Quarantine: BoxError)": aRun(start.Started, held, active),
		"failed (Box.1, was Quarantine: Unknown)":   aRun(start.Failed, plain, nil),
		"failed (Box.1, was Quarantine: Deletes)":   guarded,
		"already-active (Box.1)":                    aRun(start.AlreadyActive, active, held),
		"started (Box.1)":                           noID,
		"failed":                                    {Outcome: start.Outcome{Result: start.Failed}},
	} {
		if got := run.result(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestReasonAsFirstRead: the output is the reason of the first read, which a
// start may have emptied.
func TestReasonAsFirstRead(t *testing.T) {
	t.Parallel()
	other := aJob("Quarantine", "Active")
	other.Status.Quarantine.Reason = "Other"
	for want, run := range map[string]*Run{
		"Unknown": aRun(start.Started, aJob("Quarantine", "Active"), other),
		"Other":   aRun(start.Started, aJob("Paused", "Disabled"), other),
		"":        aRun(start.Started, aJob("Paused", "Disabled"), aJob("NotRun", "Active")),
	} {
		if got := run.outputs()["quarantine-reason"]; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestBlock: nothing in a block of code ends it.
func TestBlock(t *testing.T) {
	t.Parallel()
	for line, fence := range map[string]string{"a": "```", "```": "````", "a ````` b": "``````"} {
		want := fence + "\n" + line + "\n" + fence + "\n"
		if got := block([]string{line}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestEscape: text of others outside code is no markup, and nobody is
// mentioned.
func TestEscape(t *testing.T) {
	t.Parallel()
	const want = "@\u200bocto \\[x\\](y) &lt;b&gt; \\*z\\* \\| \\#1"
	if got := escape("@octo [x](y) <b> *z* | #1"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
