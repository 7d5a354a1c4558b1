package diagnose

import (
	"fmt"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// refused explains why the gate did not allow the start, or returns nil where
// it did.
func refused(known hint.Known, o start.Outcome) *failure.Failure {
	if o.Before == nil || o.Result != start.Failed || o.Tried || o.Err != nil {
		return nil
	}
	f := byGate(known, o)
	f.Section = f.Title
	return f
}

func byGate(known hint.Known, o start.Outcome) *failure.Failure {
	switch o.Verdict {
	case start.TooManyDeletes:
		return guarded(known, o.Before)
	case start.NumberedReason:
		return &failure.Failure{
			Title: "The reason of the quarantine is a number",
			Cause: hint.Fill("quarantine.reason is <reason>, which Microsoft does not document. It may stand for the accidental-deletion guard.",
				"<reason>", o.Before.QuarantineReason()),
			Sent:  hint.Nothing,
			Fixes: []string{"Check on the {provisioning page} of the job why it is in quarantine, and start it there."},
			Link:  pageQuarantine,
		}
	}
	return &failure.Failure{
		Title: "The state of the job allows no start",
		Cause: "Microsoft documents no start for status.code " + untrusted.QuoteOr(o.Before.Status.Code, "(missing)") +
			" with schedule.state " + untrusted.QuoteOr(o.Before.Schedule.State, "(missing)") + ".",
		Sent: hint.Nothing,
		Fixes: []string{
			"Check the job on its {provisioning page}.",
			"If Microsoft documents a start for these two values, report them as an issue in the repository of this action.",
		},
		Link: hint.PageStart,
	}
}

// guarded is the failure of a job that the accidental-deletion guard holds.
func guarded(known hint.Known, job *graph.Job) *failure.Failure {
	bypass := failure.Commands{
		Heading:     "Start anyway",
		Consequence: "The start lifts the guard for the next cycle, and the deletions that it holds back may go through.",
		Lines:       []string{"with:", "  allow-too-many-deletes: true"},
	}
	if !known.InWorkflow {
		bypass.Lines = []string{"INPUT_ALLOW_TOO_MANY_DELETES=true"}
	}
	return &failure.Failure{
		Title: "The accidental-deletion guard holds the job",
		Holds: "the accidental-deletion guard holds",
		Cause: sentences("A start would lift the guard for the next cycle, and the deletions that it holds back may go through.", threshold(job)),
		Sent:  hint.Nothing,
		Fixes: []string{
			seeHeld,
			"Not intended? Restore the users, assignments or scope, then choose Restart provisioning on the {provisioning page}.",
			"Intended? Choose Allow deletes on the {provisioning page}.",
		},
		Commands: []failure.Commands{bypass},
		Link:     pageGuard,
	}
}

// threshold says how many deletions the guard lets through, where the job's
// settings do.
func threshold(job *graph.Job) string {
	if n := job.DeletesThreshold(); n != "" {
		return "The threshold of the job is " + untrusted.Quote(n) + " deletions."
	}
	return ""
}

// warnings are what a person should know about a run that went on. failed is
// the failure of the start, nil where there was none.
func warnings(known hint.Known, o start.Outcome, failed *failure.Failure) []failure.Warning {
	if o.Before == nil || !o.Result.Success() {
		return nil
	}
	all := aboutJob(known, o)
	if o.Result != start.Started {
		return all
	}
	switch {
	case failed != nil:
		all = append(all, failure.Warning{Title: "The answer to the start was unclear",
			Text: failed.Cause + " The job reads as active now and did not before, so it counts as started."})
	case o.ReadBackErr != nil:
		all = append(all, failure.Warning{Title: "The job could not be read after the start",
			Text: "Microsoft Graph accepted the start (204). Whether the job is scheduled now is not known.",
			Fix:  "Check the job on its {provisioning page}."})
	case o.After != nil && o.After.Schedule.State != graph.ScheduleActive:
		all = append(all, failure.Warning{Title: "The job was started but is not scheduled yet",
			Text: "Microsoft Graph accepted the start (204), and the job reads schedule.state " + untrusted.QuoteOr(o.After.Schedule.State, "(missing)") + ".",
			Fix:  "Run again in some minutes, or check the job on its {provisioning page}."})
	}
	return all
}

// aboutJob are the warnings about the job as it was read first.
func aboutJob(known hint.Known, o start.Outcome) []failure.Warning {
	var all []failure.Warning
	job := o.Before
	if job.Status.Code == graph.StatusNotConfigured {
		all = append(all, failure.Warning{Title: "The job has no credentials configured",
			Text: "status.code is `NotConfigured`. If the target system needs credentials, quarantine follows.",
			Fix:  "Enter them on the {provisioning page}."})
	}
	if o.Result == start.AlreadyActive {
		return append(all, lastExecution(o)...)
	}
	switch would := o.Result == start.WouldStart; {
	case o.Verdict == start.TooManyDeletes:
		all = append(all, lifted(job, would))
	case job.Quarantined():
		all = append(all, quarantined(known, o.JobID, job, would))
	}
	if job.Status.EscrowsPruned {
		all = append(all, failure.Warning{Title: "Errors of the initial cycle were dropped",
			Text: "`escrowsPruned` is true: the service dropped the failed entries and waits for somebody to correct them.",
			Fix:  "Find the failed entries in the provisioning logs, on the {provisioning page}, and correct them, or the job may pause again."})
	}
	return all
}

// lifted is the warning about a start that lifts the guard, or would.
func lifted(job *graph.Job, would bool) failure.Warning {
	w := failure.Warning{Title: "The accidental-deletion guard was lifted",
		Text: "`allow-too-many-deletes` is true. The start lifts the guard for the next cycle, and the deletions that it held back may go through.",
		Fix:  "If the deletions are not intended, pause the job now on its {provisioning page}."}
	if would {
		w.Title, w.Fix = "A start would lift the accidental-deletion guard", seeHeld
		w.Text = "`allow-too-many-deletes` is true. A start would lift the guard for the next cycle, and the deletions that it holds back may go through."
	}
	w.Text = sentences(w.Text, threshold(job))
	return w
}

// lastExecution warns of an active job whose last execution went wrong.
func lastExecution(o start.Outcome) []failure.Warning {
	if !o.Before.EverRan() {
		return nil
	}
	last := o.Before.Status.LastExecution
	var w failure.Warning
	switch last.State {
	case graph.ExecutionFailed:
		w.Title, w.Text = "The job is active but its last execution failed", "Its state is `Failed`"
	case graph.ExecutionEntryErrors:
		w.Title, w.Text = "The job is active but some entries failed", "The state of the last execution is `EntryLevelErrors`"
	default:
		return nil
	}
	if last.Error.Known() {
		w.Text += " with " + quoteError(last.Error)
		w.Facts = wholeMessage(last.Error)
	}
	w.Text += "."
	if n := o.Before.Status.Failures; n > 0 && last.State == graph.ExecutionFailed {
		w.Text += fmt.Sprintf(" Complete failures in a row: %d.", n)
	}
	w.Fix = "Look into the provisioning logs, on the {provisioning page}."
	return []failure.Warning{w}
}
