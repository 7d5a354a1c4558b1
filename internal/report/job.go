package report

import (
	"fmt"
	"strings"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/graph"
)

// states is the table of what was read before and after.
func (run *Run) states() string {
	before, after := run.Outcome.Before, run.Outcome.After
	switch {
	case before == nil:
		return ""
	case after == nil:
		return table([]string{"", "read"}, [][]string{
			{"status.code", code(before.Status.Code)},
			{"schedule.state", code(before.Schedule.State)},
		})
	}
	return table([]string{"", "before", "after"}, [][]string{
		{"status.code", code(before.Status.Code), code(after.Status.Code)},
		{"schedule.state", code(before.Schedule.State), code(after.Schedule.State)},
	})
}

// details are the rows on the job, from the last read there was.
func (run *Run) details() [][]string {
	in, o := run.Inputs, run.Outcome
	rows := [][]string{
		{"Job", code(in.JobID)},
		{"Service principal", code(in.ServicePrincipalID)},
		{"Cloud", in.Cloud.Name},
	}
	last := o.After
	if last == nil {
		last = o.Before
	}
	if last != nil {
		rows = append(rows, jobRows(o.Before, last)...)
	}
	if o.RequestID != "" {
		rows = append(rows, []string{"request-id of the start", code(o.RequestID)})
	}
	return append(rows, []string{"client-request-id of the run", code(run.RequestID)})
}

func jobRows(before, last *graph.Job) [][]string {
	var rows [][]string
	add := func(name, cell string) {
		if cell != "" {
			rows = append(rows, []string{name, cell})
		}
	}
	add("Template", code(last.TemplateID))
	add("Quarantine", quarantineCell(before))
	add("Last execution", executionCell(last))
	add("In sync", entriesCell(last))
	add("Next cycle", nextCycle(last))
	return rows
}

// nextCycle is when the job runs next, as far as the schedule tells: Graph gives
// an interval and no time.
func nextCycle(job *graph.Job) string {
	switch d := job.Schedule.Interval.Duration; {
	case d == 0:
		return "not known: the schedule has no interval yet"
	case job.Schedule.State == "Active":
		return "due within " + failure.Words(d) + ", the schedule's interval"
	default:
		return "due within " + failure.Words(d) + " of the start, the schedule's interval"
	}
}

// quarantineCell shows a quarantine that the body carries whatever the state.
func quarantineCell(job *graph.Job) string {
	q := job.Status.Quarantine
	if q == nil {
		return ""
	}
	var parts []string
	if q.Reason != "" {
		parts = append(parts, code(q.Reason)+" "+prose(diagnose.QuarantineMeaning(q.Reason)))
	}
	if since := when(q.Since); since != "" {
		parts = append(parts, "since "+since)
	}
	if first := when(q.SeriesSince); first != "" {
		parts = append(parts, "first of this series "+first)
	}
	if e := errorText(q.Error); e != "" {
		parts = append(parts, e)
	}
	if job.Status.Code != "Quarantine" && len(parts) > 0 {
		return "an earlier one: " + strings.Join(parts, "; ")
	}
	return strings.Join(parts, "; ")
}

func executionCell(job *graph.Job) string {
	if !job.EverRan() {
		return "none yet"
	}
	e := job.Status.LastExecution
	parts := []string{code(e.State)}
	if ended := when(e.Ended); ended != "" {
		parts = append(parts, "ended "+ended)
	}
	parts = append(parts, fmt.Sprintf("%d exported, %d escrowed", e.Exported, e.Escrowed))
	if text := errorText(e.Error); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// maxKinds is how many kinds of entries are shown.
const maxKinds = 10

func entriesCell(job *graph.Job) string {
	var parts []string
	for i, e := range job.Status.Entries {
		if i == maxKinds {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%d %s", e.Value, code(e.Key)))
	}
	if len(parts) == 0 {
		return "nothing counted yet"
	}
	return strings.Join(parts, ", ")
}

func errorText(e *graph.ExecutionError) string {
	if e == nil || e.Code == "" || e.Code == "None" {
		return ""
	}
	return strings.TrimSpace(code(e.Code) + " " + code(e.Message))
}

func when(t graph.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// line is what the log says of a job that was read.
func line(job *graph.Job) string {
	text := "status.code " + foreign.Quote(job.Status.Code) + ", schedule.state " + foreign.Quote(job.Schedule.State)
	if reason := job.QuarantineReason(); reason != "" {
		text += ", quarantine reason " + foreign.Quote(reason)
	}
	return text
}
