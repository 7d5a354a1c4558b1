package report

import (
	"fmt"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

func (run *Run) quarantined() bool {
	return run.Outcome.Before != nil && run.Outcome.Before.Status.Code == graph.StatusQuarantine
}

// last is the job as read last, nil where it never was.
func (run *Run) last() *graph.Job {
	if run.Outcome.After != nil {
		return run.Outcome.After
	}
	return run.Outcome.Before
}

// state says in one line how the job stands. A failed run has none: its cause
// says what matters.
func (run *Run) state() string {
	o, last := run.Outcome, run.last()
	if o.Before == nil || o.Result == start.Failed {
		return ""
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text+".")
		}
	}
	switch o.Result {
	case start.AlreadyActive:
		add("Nothing was sent")
		add(execution("Last execution", o.Before.Status.LastExecution, o.Before.EverRan()))
		add(inSync(o.Before))
	case start.WouldStart:
		add("Nothing was sent")
		add(transition(o.Before, nil))
	default:
		if o.After != nil && o.After.Schedule.State == graph.ScheduleActive && o.Before.Schedule.State != graph.ScheduleActive {
			add("The job is scheduled")
		}
		add(transition(o.Before, o.After))
	}
	if run.quarantined() {
		add(inQuarantine(o.Before))
	}
	add(run.next(last))
	return strings.Join(append(parts, run.openInEntra()), " ")
}

func (run *Run) openInEntra() string {
	if run.portalURL() == "" {
		return ""
	}
	return "[Open in Entra](" + run.portalURL() + ")"
}

// transition is what was read before and, where it was read, after.
func transition(before, after *graph.Job) string {
	arrow := func(a, b string) string {
		if after == nil || a == b {
			return code(a)
		}
		return code(a) + " → " + code(b)
	}
	var now graph.Job
	if after != nil {
		now = *after
	}
	return arrow(before.Status.Code, now.Status.Code) + ", schedule " + arrow(before.Schedule.State, now.Schedule.State)
}

func inQuarantine(job *graph.Job) string {
	text, q := "In quarantine", job.Status.Quarantine
	if q == nil {
		return text
	}
	if since := when(q.Evaluated); since != "" {
		text += " since " + since
	}
	if q.Reason != "" {
		text += " (" + code(q.Reason) + ")"
	}
	return text
}

// next says when the job runs next: Graph gives an interval and no time, and a
// job in quarantine does not keep to it.
func (run *Run) next(job *graph.Job) string {
	q, d := job.Status.Quarantine, job.Schedule.Interval.Duration
	switch {
	case job.Status.Code == graph.StatusQuarantine && q != nil:
		if attempt := when(q.NextAttempt); attempt != "" {
			return "Next attempt " + attempt
		}
		return ""
	case job.Status.Code == graph.StatusQuarantine, job.Schedule.State != graph.ScheduleActive, d == 0:
		return ""
	}
	return "Next cycle within " + failure.FormatDuration(d)
}

// execution says how an execution ended, with what label it is given.
func execution(label string, e *graph.Execution, ran bool) string {
	if e == nil || !ran {
		return ""
	}
	text := strings.TrimSpace(label + " " + code(e.State) + " " + when(ended(e)))
	if e.Exported > 0 {
		text += fmt.Sprintf(", %d exported", e.Exported)
	}
	if e.Escrowed > 0 {
		text += fmt.Sprintf(", %d escrowed", e.Escrowed)
	}
	if e.Error.Known() && label == "" {
		text += ", " + errorText(e.Error)
	}
	return text
}

func ended(e *graph.Execution) graph.Time {
	if e == nil {
		return graph.Time{}
	}
	return e.Ended
}

// maxKinds is how many kinds of entries are shown.
const maxKinds = 10

// kinds are the usual kinds of entries.
var kinds = map[string]string{"user to User": "users", "group to Group": "groups", "User to User": "users", "Group to Group": "groups"}

func inSync(job *graph.Job) string {
	var parts []string
	for i, e := range job.Status.Entries {
		if i == maxKinds {
			parts = append(parts, "…")
			break
		}
		kind, usual := kinds[e.Key]
		if !usual {
			kind = code(e.Key)
		}
		parts = append(parts, fmt.Sprintf("%d %s", e.Value, kind))
	}
	if len(parts) == 0 {
		return ""
	}
	return "In sync: " + strings.Join(parts, ", ")
}

func errorText(e *graph.ExecutionError) string {
	return strings.TrimSpace(code(e.Code) + " " + code(e.Message))
}

func when(t graph.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// stateLine is what the log says of the state of a job.
func stateLine(job *graph.Job) string {
	text := "status.code " + untrusted.Quote(job.Status.Code) + ", schedule.state " + untrusted.Quote(job.Schedule.State)
	if reason := job.QuarantineReason(); reason != "" {
		text += ", quarantine " + untrusted.Quote(reason)
	}
	return text + "."
}

// executionLine is what the log says of the last execution of a job.
func executionLine(job *graph.Job) string {
	if !job.EverRan() {
		return ""
	}
	e := job.Status.LastExecution
	text := " Last execution: " + untrusted.Quote(e.State) + " " + when(e.Ended)
	if e.Error.Known() {
		text += ", " + untrusted.Quote(e.Error.Code) + " " + untrusted.Quote(e.Error.Message)
	}
	return strings.TrimRight(text, " ") + "."
}
