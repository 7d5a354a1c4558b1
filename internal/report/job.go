package report

import (
	"cmp"
	"fmt"
	"strings"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// missing is shown in place of a value that Microsoft Graph did not give.
const missing = "(missing)"

// last is the job as read last, nil where it never was.
func (run *Run) last() *graph.Job {
	if run.Outcome.After != nil {
		return run.Outcome.After
	}
	return run.Outcome.Before
}

// stale reports whether the job was not read again although a start was sent:
// then all that is known of it is from before.
func (run *Run) stale() bool {
	o := run.Outcome
	return o.Tried && o.After == nil && graph.EffectOf(o.Err) != graph.NotSent
}

// state says in one line how the job stands. Of a failed run the cause says what
// matters, so its line has only what cannot wait.
func (run *Run) state() string {
	o := run.Outcome
	if o.Before == nil {
		return ""
	}
	var all line
	switch {
	case o.Result == start.Failed:
		return all.add(run.daysHeld()).String()
	case o.Result == start.AlreadyActive:
		all.add("Nothing was started", execution("Last execution", o.Before.Status.LastExecution, o.Before.EverRan()),
			initialCycle(o.Before), inSync(o.Before))
	case o.Result == start.WouldStart:
		all.add("Nothing was started", transition(o.Before, nil))
	case run.stale():
		all.add("Before the start: " + transition(o.Before, nil))
	default:
		if o.After != nil && o.After.Schedule.State == graph.ScheduleActive && o.Before.Schedule.State != graph.ScheduleActive {
			all.add("The job is scheduled")
		}
		all.add(transition(o.Before, o.After))
	}
	all.add(run.inQuarantine(), run.daysHeld(), run.nextAttempt(), run.cycles())
	return strings.TrimSpace(all.String() + " " + run.provisioningPage())
}

// line is a line of sentences.
type line []string

// add appends the sentences that say something.
func (l *line) add(sentences ...string) *line {
	for _, text := range sentences {
		if text != "" {
			*l = append(*l, text+".")
		}
	}
	return l
}

func (l *line) String() string { return strings.Join(*l, " ") }

// provisioningPage is a link, or nothing where the summary has it already, or
// the page is not known.
func (run *Run) provisioningPage() string {
	if link := run.prose("{Provisioning page}"); strings.Contains(link, "(") {
		return link
	}
	return ""
}

// transition is what was read before and, where it was read, after.
func transition(before, after *graph.Job) string {
	arrow := func(a, b string) string {
		a, b = cmp.Or(code(a), missing), cmp.Or(code(b), missing)
		if after == nil || a == b {
			return a
		}
		return a + " → " + b
	}
	var now graph.Job
	if after != nil {
		now = *after
	}
	text := arrow(before.Status.Code, now.Status.Code) + ", schedule " + arrow(before.Schedule.State, now.Schedule.State)
	if after != nil && !strings.Contains(text, "→") {
		return "After the start: " + text + ", as before it"
	}
	return text
}

// execution says how an execution ended, with what label it is given.
func execution(label string, e *graph.Execution, ran bool) string {
	if e == nil || !ran {
		return ""
	}
	text := strings.TrimSpace(label + " " + cmp.Or(code(e.State), missing) + " " + when(ended(e)))
	if e.Exported > 0 {
		text += fmt.Sprintf(", %d exported", e.Exported)
	}
	if e.Escrowed > 0 {
		text += fmt.Sprintf(", %d failed entries (escrows)", e.Escrowed)
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
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Value, kind)))
	}
	if len(parts) == 0 {
		return ""
	}
	return "In sync: " + strings.Join(parts, ", ")
}

// errorText is an error with its whole message.
func errorText(e *graph.ExecutionError) string {
	return strings.TrimSpace(longCode(e.Code) + " " + longCode(e.Message))
}

func when(t graph.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// stateLine is what the log says of the state of a job.
func stateLine(job *graph.Job) string {
	text := "status.code " + untrusted.QuoteOr(job.Status.Code, missing) + ", schedule.state " + untrusted.QuoteOr(job.Schedule.State, missing)
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
	text := " Last execution: " + untrusted.QuoteOr(e.State, missing)
	if ended := when(e.Ended); ended != "" {
		text += " " + ended
	}
	if e.Error.Known() {
		text += strings.TrimRight(", "+untrusted.Quote(e.Error.Code)+" "+untrusted.QuoteOr(e.Error.Message, ""), " ")
	}
	return text + "."
}
