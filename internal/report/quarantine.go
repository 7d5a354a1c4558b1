package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// outOf says for the verdict what a start comes out of, or would.
func (run *Run) outOf() string {
	o := run.Outcome
	if o.Before == nil || !o.Before.Quarantined() || o.Result != start.Started && o.Result != start.WouldStart {
		return ""
	}
	switch o.Before.Status.Code {
	case graph.StatusQuarantine:
		return " from quarantine"
	case graph.StatusPaused:
		return ", paused in quarantine"
	}
	return ", with a quarantine"
}

// was says for the last line of the log which quarantine the job was in before
// the start, and why.
func (run *Run) was() string {
	o := run.Outcome
	if o.Before == nil || !o.Before.Quarantined() || o.Result == start.AlreadyActive {
		return ""
	}
	why := o.Before.QuarantineReason()
	if cause := o.Before.QuarantineCause(); cause != nil && o.Verdict != start.TooManyDeletes && o.Verdict != start.NumberedReason {
		why = cause.Code
	}
	if o.Before.Status.Code == graph.StatusQuarantine {
		return strings.TrimSuffix("was Quarantine: "+why, ": ")
	}
	return strings.TrimSpace("was " + cmp.Or(o.Before.Status.Code, missing) + ", with quarantine " + why)
}

// held reports whether the job stays in quarantine, as far as it was read.
func (run *Run) held() bool {
	last := run.last()
	return last != nil && last.Status.Code == graph.StatusQuarantine && run.Outcome.Result != start.Started &&
		!(run.Outcome.Result == start.Unknown && run.stale())
}

// inQuarantine says since when and why the job is or was in quarantine. What it
// was before the start is in the past tense.
func (run *Run) inQuarantine() string {
	o := run.Outcome
	if o.Before == nil || !o.Before.Quarantined() || o.Result == start.AlreadyActive {
		return ""
	}
	q := o.Before.Status.Quarantine
	if q == nil {
		return run.label()
	}
	reason := ""
	if q.Reason != "" {
		reason = " (" + code(q.Reason) + ")"
	}
	return run.label() + sinceWhen(q, reason)
}

func (run *Run) label() string {
	started := run.Outcome.Result == start.Started || run.stale()
	switch code := run.Outcome.Before.Status.Code; {
	case code == graph.StatusQuarantine && !started:
		return "In quarantine"
	case code == graph.StatusQuarantine:
		return "Was in quarantine"
	case code == graph.StatusPaused && !started:
		return "Paused with a quarantine"
	case code == graph.StatusPaused:
		return "Was paused with a quarantine"
	case !started:
		return "Has a quarantine"
	}
	return "Had a quarantine"
}

// sinceWhen says when a quarantine began, its reason where it is given, and when
// and how often it was evaluated and kept: the job is in quarantine since
// seriesBegan, and currentBegan is never more than a day ago.
func sinceWhen(q *graph.Quarantine, reason string) string {
	var text string
	if since := when(q.Began); since != "" {
		text = " since " + since
	}
	text += reason
	evaluated := when(q.Evaluated)
	switch {
	case evaluated == when(q.Began):
		evaluated = ""
	case !q.Began.IsZero():
		evaluated = strings.TrimPrefix(evaluated, q.Began.UTC().Format(time.DateOnly)+" ")
	}
	times := fmt.Sprintf("%d times", q.SeriesCount)
	if q.SeriesCount == 1 {
		times = "once"
	}
	switch {
	case evaluated != "" && q.SeriesCount > 0:
		text += ", last evaluated " + evaluated + ", " + times + " in all"
	case evaluated != "":
		text += ", last evaluated " + evaluated
	case q.SeriesCount > 0:
		text += ", evaluated " + times
	}
	return text
}

// Microsoft disables a job that has been in quarantine for so many days:
// https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status.
const (
	warnAfter    = 20
	disableAfter = 28
)

// daysHeld says of a job that stays in quarantine how near its end is.
func (run *Run) daysHeld() string {
	if !run.held() || run.last().Status.Quarantine == nil {
		return ""
	}
	q := run.last().Status.Quarantine
	began, least := q.Began, ""
	if began.IsZero() {
		began, least = q.Evaluated, "at least " // it was in quarantine then
	}
	if began.IsZero() {
		return ""
	}
	days := run.now().Sub(began.Time).Hours() / 24
	switch {
	case days > disableAfter:
		text := fmt.Sprintf("Microsoft disables a job after %d days in quarantine, and these are past", disableAfter)
		if run.last().Schedule.State == graph.ScheduleActive {
			text += ", but its schedule still reads " + code(graph.ScheduleActive)
		}
		return text
	case days >= warnAfter:
		return fmt.Sprintf("In quarantine for %s%d days: Microsoft disables the job after %d days", least, int(days), disableAfter)
	}
	return ""
}

// nextAttempt is when a job that stays in quarantine is tried next. One that is
// past, or of a job that is not scheduled, says nothing.
func (run *Run) nextAttempt() string {
	if !run.held() || run.last().Status.Quarantine == nil || run.last().Schedule.State != graph.ScheduleActive {
		return ""
	}
	if next := run.last().Status.Quarantine.NextAttempt; next.After(run.now()) {
		return "Next attempt " + when(next)
	}
	return ""
}

// now is when the job was read last, by the clock of Microsoft Graph.
func (run *Run) now() time.Time {
	if at := run.last().ReadAt(); !at.IsZero() {
		return at
	}
	return time.Now()
}
