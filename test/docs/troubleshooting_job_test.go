package docs

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// aboutJobs is what a run says of the job itself: why it does not start it, and
// what it warns of.
func aboutJobs(t *testing.T) string {
	t.Helper()
	failures, warnings := "\n## The job\n", "\n## Warnings\n"
	var seen []string
	add := func(to *string, title, cause string, fixes ...string) {
		if slices.Contains(seen, title) {
			return
		}
		seen = append(seen, title)
		*to += fmt.Sprintf("\n### %s\n\n%s\n", title, plain(cause))
		for i, fix := range slices.DeleteFunc(fixes, func(fix string) bool { return fix == "" }) {
			if i == 0 {
				*to += "\n"
			}
			*to += "- " + plain(fix) + "\n"
		}
	}
	for _, o := range outcomes() {
		d := diagnose.Outcome(t.Context(), example(hint.Starting).Known, &graph.Client{}, o)
		if f := d.Failure; f != nil {
			add(&failures, f.Section, f.Cause, f.Fixes...)
		}
		for _, w := range d.Warnings {
			add(&warnings, w.Title, w.Text, w.Fix)
		}
	}
	return failures + warnings
}

// outcomes are those of jobs that are not started, or that a person should look
// at.
func outcomes() []start.Outcome {
	job := func(code, state, reason string) *graph.Job {
		j := &graph.Job{Status: graph.Status{Code: code}, Schedule: graph.Schedule{State: state}}
		if reason != "" {
			j.Status.Quarantine = &graph.Quarantine{Reason: reason}
		}
		return j
	}
	ran := func(state string) *graph.Job {
		j := job(graph.StatusActive, graph.ScheduleActive, "")
		j.Status.LastExecution = &graph.Execution{State: state, Began: graph.Time{Time: time.Unix(1, 0)}}
		return j
	}
	pruned := job(graph.StatusPaused, graph.ScheduleDisabled, "")
	pruned.Status.EscrowsPruned = true
	started := func(o start.Outcome) start.Outcome {
		o.Result, o.Tried, o.Before = start.Started, true, job(graph.StatusPaused, graph.ScheduleDisabled, "")
		return o
	}
	guarded := job(graph.StatusQuarantine, graph.ScheduleActive, start.ReasonTooManyDeletes)
	return []start.Outcome{
		{Result: start.Failed, Verdict: start.TooManyDeletes, Before: guarded},
		{Result: start.Failed, Verdict: start.NumberedReason, Before: job(graph.StatusQuarantine, graph.ScheduleActive, "32")},
		{Result: start.Failed, Verdict: start.Refuse, Before: job("CODE", "STATE", "")},
		{Result: start.Started, Verdict: start.TooManyDeletes, Before: guarded, After: guarded},
		{Result: start.WouldStart, Verdict: start.TooManyDeletes, Before: guarded},
		{Result: start.AlreadyActive, Before: job(graph.StatusNotConfigured, graph.ScheduleActive, "")},
		{Result: start.WouldStart, Verdict: start.Allow, Before: pruned},
		{Result: start.AlreadyActive, Before: ran(graph.ExecutionFailed)},
		{Result: start.AlreadyActive, Before: ran(graph.ExecutionEntryErrors)},
		started(start.Outcome{ReadBackErr: errors.New("")}),
		started(start.Outcome{After: job(graph.StatusPaused, "STATE", "")}),
	}
}
