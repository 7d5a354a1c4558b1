package report

import (
	"slices"
	"strconv"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// jobDetails are the job and the ids, folded.
func (run *Run) jobDetails(f failure.Failure) string {
	in, o := run.Inputs, run.Outcome
	title, principal := "Job and request ids", "Service principal"
	if f.WrongID || f.DoubtsID {
		principal = "service-principal-id (input)"
	}
	rows := [][]string{{"Job", cell(run.job())}, {principal, code(in.ServicePrincipalID)}}
	if in.Cloud.Name != "global" {
		rows = append(rows, []string{"Cloud", code(in.Cloud.Name)})
	}
	if o.Before != nil {
		if o.Before.EverRan() {
			title = "Job, last execution and request ids"
		}
		rows = append(rows, run.jobRows(o.Before)...)
	}
	rows = append(rows, []string{"request-id of the start", code(o.RequestID)})
	if len(f.Trace) == 0 {
		rows = append(rows, []string{"client-request-id", code(run.RequestID)})
	}
	text := table([]string{"what", "value"}, filled(append(rows, factRows(run.trace(f))...)))
	if f.Query != "" {
		title += ", log query"
		text += "\nIn a Log Analytics workspace of the tenant:\n\n" + block([]string{f.Query})
	}
	if more := run.more(f.Section); more != "" {
		text += "\nMore: " + more + "\n"
	}
	if f.Link != "" {
		text += "\nMore: <" + f.Link + ">\n"
	}
	return details(title, text+"\n"+run.provisioningPage())
}

// trace is what finds the failed request, without what the row of the start has.
func (run *Run) trace(f failure.Failure) []failure.Fact {
	return slices.DeleteFunc(slices.Clone(f.Trace), func(fact failure.Fact) bool { return fact.Value == run.Outcome.RequestID })
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
	label, state := "State", ""
	if run.Outcome.Result == start.Failed { // of which nothing is visible
		state = transition(job, run.Outcome.After)
	}
	if run.stale() {
		label = "State before the start"
	}
	return [][]string{
		{"Template", code(job.TemplateID)},
		{label, state},
		{"Quarantine", run.quarantineCell(job)},
		{"Next attempt", strings.TrimPrefix(run.nextAttempt(), "Next attempt ")},
		{"Last execution", execution("", job.Status.LastExecution, job.EverRan())},
		{lastSuccess(job), when(ended(job.Status.LastSuccess))},
		{"Complete failures in a row", positive(job.Status.Failures)},
		{"Initial cycle", strings.TrimPrefix(initialCycle(job), "The initial cycle is ")},
		{"In sync", strings.TrimPrefix(inSync(job), "In sync: ")},
		{"Accidental-deletion threshold", code(job.DeletesThreshold())},
	}
}

// lastSuccess is the label of the last success. Graph lists it beside the last
// execution, and with an earlier time also where that one succeeded.
func lastSuccess(job *graph.Job) string {
	if job.EverRan() && job.Status.LastExecution.State == graph.ExecutionSucceeded {
		return "Success listed besides"
	}
	return "Last success"
}

func positive(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// quarantineCell shows a quarantine that the body has, whatever the state.
func (run *Run) quarantineCell(job *graph.Job) string {
	q := job.Status.Quarantine
	if q == nil || !job.Quarantined() {
		return ""
	}
	parts := []string{code(q.Reason), escape(run.Diagnosis.Quarantine), strings.TrimPrefix(strings.TrimSpace(sinceWhen(q, "")), ", ")}
	if q.Error.Known() {
		parts = append(parts, errorText(q.Error))
	}
	return strings.Join(slices.DeleteFunc(parts, func(text string) bool { return text == "" }), "; ")
}
