package report

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
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

// readAt is when aJob was read, by Graph's clock.
var readAt = time.Date(2026, 8, 3, 8, 0, 0, 0, time.UTC)

func aJob(code, state string) *graph.Job {
	j := &graph.Job{ID: "Box.1", Schedule: graph.Schedule{State: state, Interval: graph.Interval{Duration: 40 * time.Minute}}}
	j.Status.Code, j.Date = code, readAt.Format(http.TimeFormat)
	if code == "Quarantine" {
		at := func(day, hour, minute int) graph.Time {
			return graph.Time{Time: time.Date(2026, 8, day, hour, minute, 0, 0, time.UTC)}
		}
		j.Status.Quarantine = &graph.Quarantine{Reason: "Unknown", Began: at(1, 4, 0), Evaluated: at(1, 9, 0), SeriesCount: 6, NextAttempt: at(3, 9, 30)}
		j.Status.LastExecution = &graph.Execution{State: "Failed", Ended: at(1, 9, 0), Error: &graph.ExecutionError{Code: "BoxError"}}
	}
	return j
}

// TestState: what the summary says of the job is what was read last, and the
// schedule's interval counts only where the schedule is active.
func TestState(t *testing.T) {
	t.Parallel()
	paused, active, held, aside := aJob("Paused", "Disabled"), aJob("NotRun", "Active"), aJob("Quarantine", "Active"), aJob("Paused", "Disabled")
	aside.Status.Quarantine = held.Status.Quarantine
	fresh := aJob("NotRun", "Disabled")
	fresh.Status.Quarantine = held.Status.Quarantine
	dry := func(run *Run) *Run { run.Inputs.DryRun = true; return run }
	bare := &graph.Job{Status: graph.Status{Code: "Quarantine"}}
	sent := func(run *Run) *Run { run.Outcome.Tried = true; return run }
	for name, tt := range map[string]struct {
		run         *Run
		heading     string
		has, hasNot string
	}{
		"started":       {sent(aRun(start.Started, paused, active)), "### ✅ Started: `Box.1`", "The job is scheduled. `Paused` → `NotRun`, schedule `Disabled` → `Active`. Cycles run every 40 minutes. [Provisioning page](", "uarantine"},
		"not scheduled": {sent(aRun(start.Started, paused, paused)), "### ✅ Started: `Box.1`", "\nAfter the start: `Paused`, schedule `Disabled`, as before it. [", "scheduled"},
		"not read back": {sent(aRun(start.Started, paused, nil)), "### ✅ Started: `Box.1`", "\nBefore the start: `Paused`, schedule `Disabled`. [", "scheduled"},
		"quarantine":    {sent(aRun(start.Started, held, active)), "### ✅ Started from quarantine: `Box.1`", "`Quarantine` → `NotRun`, schedule `Active`. Was in quarantine since 2026-08-01 04:00 UTC (`Unknown`), last evaluated 09:00 UTC, 6 times in all. Cycles run every 40 minutes.", "Next attempt"},
		"kept aside":    {sent(aRun(start.Started, aside, active)), "### ✅ Started, paused in quarantine: `Box.1`", "Was paused with a quarantine since 2026-08-01 04:00 UTC", "Next attempt"},
		"still held":    {sent(aRun(start.Started, held, held)), "### ✅ Started from quarantine: `Box.1`", "Was in quarantine since", "Cycles"},
		"lost":          {sent(aRun(start.Started, held, nil)), "### ✅ Started from quarantine: `Box.1`", "Before the start: `Quarantine`, schedule `Active`. Was in quarantine since", "Next attempt"},
		"lost, active":  {sent(aRun(start.Started, aJob("Paused", "Active"), nil)), "### ✅ Started: `Box.1`", "Before the start: `Paused`, schedule `Active`. [", "Cycles"},
		"dry run":       {aRun(start.WouldStart, held, nil), "### ☑️ Dry run, would start from quarantine: `Box.1`", "Nothing was started. `Quarantine`, schedule `Active`. In quarantine since 2026-08-01 04:00 UTC (`Unknown`), last evaluated 09:00 UTC, 6 times in all. Next attempt 2026-08-03 09:30 UTC. [", "Cycles"},
		"dry, aside":    {aRun(start.WouldStart, aside, nil), "### ☑️ Dry run, would start, paused in quarantine: `Box.1`", "Paused with a quarantine since 2026-08-01 04:00 UTC (`Unknown`)", "Next attempt"},
		"dry, bare":     {aRun(start.WouldStart, bare, nil), "### ☑️ Dry run, would start from quarantine: `Box.1`", "`Quarantine`, schedule (missing). In quarantine. [", "since"},
		"new, aside":    {sent(aRun(start.Started, fresh, active)), "### ✅ Started, with a quarantine: `Box.1`", "Had a quarantine since", "Next attempt"},
		"dry, active":   {dry(aRun(start.AlreadyActive, active, nil)), "### ☑️ Dry run, already active: `Box.1`", "Nothing was started.", "In sync"},
		"active":        {aRun(start.AlreadyActive, active, nil), "### ✅ Already active: `Box.1`", "Nothing was started. Cycles run every 40 minutes. [", "In sync"},
		"failed":        {aRun(start.Failed, held, nil), "### ❌ Not started: `Box.1`", "| Next attempt | 2026-08-03 09:30 UTC |", "Cycles"},
		"refused":       {sent(aRun(start.Failed, held, nil)), "### ❌ Not started: `Box.1`", "| State before the start | `Quarantine`, schedule `Active` |", "Cycles"},
		"unknown":       {sent(aRun(start.Unknown, paused, paused)), "### ❓ Not known whether started: `Box.1`", "\nAfter the start: `Paused`, schedule `Disabled`, as before it. [", "scheduled"},
		"unknown, lost": {sent(aRun(start.Unknown, held, nil)), "### ❓ Not known whether started: `Box.1`", "Before the start: `Quarantine`, schedule `Active`. Was in quarantine since", "Next attempt"},
		"unknown, held": {sent(aRun(start.Unknown, held, held)), "### ❓ Not known whether started: `Box.1`", "\nAfter the start: `Quarantine`, schedule `Active`, as before it. In quarantine since", "Cycles"},
	} {
		got := tt.run.summary()
		if !strings.HasPrefix(got, tt.heading+"\n") || !strings.Contains(got, tt.has) || strings.Contains(got, tt.hasNot) {
			t.Errorf("%s: want %q and %q, not %q in\n%s", name, tt.heading, tt.has, tt.hasNot, got)
		}
	}
}

// TestDaysInQuarantine: since when is seriesBegan, and who reads of a job that
// Microsoft is about to disable learns of it, whether the run failed or not.
func TestDaysInQuarantine(t *testing.T) {
	t.Parallel()
	for days, want := range map[float64]string{
		0: "", 19.9: "", 20: "20 days: Microsoft disables the job after 28 days.", 26.5: "26 days: Microsoft",
		28: "28 days: Microsoft", 28.1: "Microsoft disables a job after 28 days in quarantine, and these are past, but its schedule still reads `Active`.", 400: "and these are past, but",
	} {
		for _, result := range []start.Result{start.Failed, start.WouldStart, start.Started} {
			for _, begun := range []bool{true, false} {
				job := aJob("Quarantine", "Active")
				q := job.Status.Quarantine
				q.Began, q.Evaluated = graph.Time{}, graph.Time{Time: readAt.Add(-time.Duration(days * 24 * float64(time.Hour)))}
				if begun {
					q.Began, q.Evaluated = q.Evaluated, graph.Time{Time: readAt}
				}
				got, _, _ := strings.Cut(aRun(result, job, nil).summary(), "<details>")
				if result == start.Started && strings.Contains(got, "Microsoft disables") || result != start.Started && !strings.Contains(got, want) ||
					strings.Contains(got, "at least") == begun && strings.Contains(got, "days: ") || want == "" && strings.Contains(got, "28 days") {
					t.Errorf("%s after %v days: want %q in\n%s", result, days, want, got)
				}
			}
		}
	}
}

// TestNextAttempt: one that is past, or of a job that is not scheduled, is none.
func TestNextAttempt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*graph.Job){
		"past":        func(j *graph.Job) { j.Status.Quarantine.NextAttempt = graph.Time{Time: readAt} },
		"not known":   func(j *graph.Job) { j.Status.Quarantine.NextAttempt = graph.Time{} },
		"disabled":    func(j *graph.Job) { j.Schedule.State = "Disabled" },
		"no schedule": func(j *graph.Job) { j.Schedule.State = "" },
	} {
		job := aJob("Quarantine", "Active")
		change(job)
		if got := aRun(start.WouldStart, job, nil).summary(); strings.Contains(got, "Next attempt") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestCycles: the interval in words, and nothing of a schedule that expired.
func TestCycles(t *testing.T) {
	t.Parallel()
	for interval, want := range map[time.Duration]string{
		40 * time.Minute: "Cycles run every 40 minutes. [", time.Hour: "Cycles run every 1 hour. [", 49 * time.Hour: "Cycles run every 2 days 1 hour. [",
		90 * time.Second: "Cycles run every 1 minute 30 seconds. [", time.Millisecond: "", 0: "",
	} {
		job := aJob("NotRun", "Active")
		job.Schedule.Interval.Duration = interval
		got := aRun(start.AlreadyActive, job, nil).summary()
		if want == "" && strings.Contains(got, "Cycles") || !strings.Contains(got, want) {
			t.Errorf("%v: want %q in\n%s", interval, want, got)
		}
	}
	for after, want := range map[time.Duration]string{time.Hour: "Cycles run every 40 minutes until 2026-08-03 09:00 UTC.", -time.Hour: "", 0: ""} {
		job := aJob("NotRun", "Active")
		job.Schedule.Expiration = graph.Time{Time: readAt.Add(after)}
		got := aRun(start.AlreadyActive, job, nil).summary()
		if want == "" && strings.Contains(got, "Cycles") || !strings.Contains(got, want) {
			t.Errorf("expires after %v: want %q in\n%s", after, want, got)
		}
	}
}

// TestInitialCycle: an active job that never finished it says so, and how far it
// is, however much Graph lists.
func TestInitialCycle(t *testing.T) {
	t.Parallel()
	job := aJob("Active", "Active")
	if got := aRun(start.AlreadyActive, job, nil).summary(); strings.Contains(got, "nitial cycle") {
		t.Errorf("nothing is known of it:\n%s", got)
	}
	job.Status.SteadyState = "0001-01-01T00:00:00Z"
	if got := aRun(start.AlreadyActive, job, nil).summary(); !strings.Contains(got, "The initial cycle is not finished. ") {
		t.Errorf("no progress:\n%s", got)
	}
	for n := range 400 {
		job.Status.Progress = append(job.Status.Progress, graph.Progress{Completed: int64(n), Total: 400, Units: "users"})
	}
	if got := aRun(start.AlreadyActive, job, nil).summary(); !strings.Contains(got, "The initial cycle is not finished: 0 of 400 `users`, 1 of") ||
		!strings.Contains(got, ", …. ") || strings.Contains(got, "10 of 400") {
		t.Errorf("got\n%s", got)
	}
}

// TestResult: the last line of the log says why the job was in quarantine, as
// first read, also where the job is empty of it when read again.
func TestResult(t *testing.T) {
	t.Parallel()
	held, active := aJob("Quarantine", "Active"), aJob("NotRun", "Active")
	plain := aJob("Quarantine", "Active")
	plain.Status.LastExecution = nil
	aside := aJob("Paused", "Disabled")
	aside.Status.Quarantine = &graph.Quarantine{Error: &graph.ExecutionError{Code: "BoxError"}}
	left := aJob("Active", "Active")
	left.Status.Quarantine = aside.Status.Quarantine
	guarded := aRun(start.Failed, held, nil) // the guard is why, whatever the last execution says
	guarded.Outcome.Verdict = start.TooManyDeletes
	guarded.Outcome.Before = aJob("Quarantine", "Active")
	guarded.Outcome.Before.Status.Quarantine.Reason = "Deletes"
	noID := aRun(start.Started, active, nil)
	noID.Inputs.JobID = ""
	noID.Outcome.JobID = "Box.1"
	for want, run := range map[string]*Run{
		"started (Box.1, was Quarantine: BoxError)":             aRun(start.Started, held, active),
		"started (Box.1, was Paused, with quarantine BoxError)": aRun(start.Started, aside, active),
		"failed (Box.1, was Quarantine: Unknown)":               aRun(start.Failed, plain, nil),
		"failed (Box.1, was Quarantine: Deletes)":               guarded,
		"already-active (Box.1)":                                aRun(start.AlreadyActive, left, nil),
		"started (Box.1)":                                       noID,
		"failed":                                                {Outcome: start.Outcome{Result: start.Failed}},
	} {
		if got := run.result(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestWholeMessage: what others wrote is whole in the folded part and in the
// log.
func TestWholeMessage(t *testing.T) {
	t.Parallel()
	job := aJob("Quarantine", "Active")
	job.Status.Quarantine.Error = &graph.ExecutionError{Code: "Long", Message: strings.Repeat("word ", 200) + "AADSTS50034"}
	job.Status.LastExecution.Error = job.Status.Quarantine.Error
	run := aRun(start.Started, job, nil)
	if got := run.summary(); strings.Count(got, "AADSTS50034") != 2 {
		t.Errorf("got\n%s", got)
	}
	run.Warnings = []failure.Warning{{Title: "Take care", Text: "Of it.", Facts: []failure.Fact{{Name: "message", Value: job.Status.Quarantine.Error.Message}}}}
	if log, _, _ := written(t, run, nil); !strings.Contains(log, "AADSTS50034") {
		t.Errorf("the log:\n%s", log)
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

// TestCopiedFact: a value that a person may copy is shown unaltered, or described.
func TestCopiedFact(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"repo:o/r:pull_request": "`repo:o/r:pull_request`",
		"a`id`":                 "`` a`id` ``",
		"a|b":                   "`a value of 3 characters, which the log has whole`",
	} {
		if got := factRows([]failure.Fact{{Name: "subject", Value: value, Copied: true}})[0][1]; got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}
