package report

import (
	"fmt"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// jobDetails are the job and the ids, folded.
func (run *Run) jobDetails(f failure.Failure) string {
	in, o := run.Inputs, run.Outcome
	title := "Job and request ids"
	rows := [][]string{{"Job", code(run.job())}, {"Service principal", code(in.ServicePrincipalID)}}
	if in.Cloud.Name != "global" {
		rows = append(rows, []string{"Cloud", code(in.Cloud.Name)})
	}
	if o.Before != nil {
		title = "Job, last execution and request ids"
		rows = append(rows, run.jobRows(o.Before)...)
	}
	rows = append(rows, []string{"request-id of the start", code(o.RequestID)})
	if len(f.Trace) == 0 {
		rows = append(rows, []string{"client-request-id", code(run.RequestID)})
	}
	text := table([]string{"what", "value"}, filled(append(rows, factRows(f.Trace)...)))
	if f.Query != "" {
		title += ", log query"
		text += "\nIn a Log Analytics workspace of the tenant:\n\n" + block([]string{f.Query})
	}
	if f.Link != "" {
		text += "\nMore: <" + f.Link + ">\n"
	}
	if run.state() == "" {
		text += "\n" + run.openInEntra()
	}
	return details(title, text)
}

// filled leaves out the rows without a value.
func filled(rows [][]string) [][]string {
	var all [][]string
	for _, row := range rows {
		if row[1] != "" {
			all = append(all, row)
		}
	}
	return all
}

func (run *Run) jobRows(job *graph.Job) [][]string {
	state, next := "", "" // where they are not visible already
	if run.Outcome.Result == start.Failed {
		state, next = transition(job, run.Outcome.After), run.next(job)
	}
	return [][]string{
		{"Template", code(job.TemplateID)},
		{"State", state},
		{"Quarantine", run.quarantineCell(job)},
		{"Last execution", execution("", job.Status.LastExecution, job.EverRan())},
		{"Last success", when(ended(job.Status.LastSuccess))},
		{"In sync", strings.TrimPrefix(inSync(job), "In sync: ")},
		{"Next", strings.TrimPrefix(next, "Next ")},
	}
}

// quarantineCell shows a quarantine that the body has, whatever the state.
func (run *Run) quarantineCell(job *graph.Job) string {
	q := job.Status.Quarantine
	if q == nil || q.Reason == "" && job.Status.Code != graph.StatusQuarantine {
		return ""
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(code(q.Reason))
	add(escape(run.Diagnosis.Quarantine))
	if q.Error.Known() {
		add(errorText(q.Error))
	}
	if first := when(q.Began); first != "" {
		add("first " + first)
	}
	if q.SeriesCount > 1 {
		add(fmt.Sprintf("%d times in a row", q.SeriesCount))
	}
	return strings.Join(parts, "; ")
}
