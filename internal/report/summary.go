package report

import (
	"fmt"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
)

// Run is everything there is to say about one run.
type Run struct {
	// Inputs are the inputs; where Problems is not empty, nothing was sent.
	Inputs   inputs.Inputs
	Problems []inputs.Problem
	// RequestID is the run's client-request-id.
	RequestID string
	Outcome   start.Outcome
	// Failure is set where the run failed, or may have.
	Failure *failure.Failure
	// Warnings did not keep the run from its result.
	Warnings []failure.Warning
}

func (run *Run) portalURL() string {
	if len(run.Problems) > 0 {
		return ""
	}
	return run.Inputs.Cloud.ProvisioningURL(run.Inputs.ServicePrincipalID)
}

var headings = map[start.Result]string{
	start.Started:       "✅ Provisioning job started",
	start.AlreadyActive: "✅ Provisioning job is already active",
	start.WouldStart:    "☑️ Dry run: the provisioning job would be started",
	start.Failed:        "❌ Provisioning job not started",
	start.Unknown:       "❓ Provisioning job: not known whether the start took effect",
}

// summary is the job summary, in GitHub's Markdown.
func (run *Run) summary() string {
	var b strings.Builder
	section := func(text string) {
		if text != "" {
			b.WriteString(strings.TrimRight(text, "\n") + "\n\n")
		}
	}
	section("### " + headings[run.Outcome.Result])
	section(prose(run.sentence()))
	section(problemList(run.Problems))
	section(failureSection(run.Failure))
	for _, w := range run.Warnings {
		section("> [!WARNING]\n> **" + escape(w.Title) + ".** " + prose(w.Text))
	}
	section(run.states())
	if len(run.Problems) == 0 {
		rows := run.details()
		section(table(rows[0], rows[1:]))
		section("[Provisioning in the Entra admin center](" + run.portalURL() + ")")
	}
	return b.String()
}

func problemList(problems []inputs.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString("- **" + escape(p.Input) + "**: " + prose(p.Text) + "\n")
	}
	return b.String()
}

// sentence says in a line or two what happened.
func (run *Run) sentence() string {
	switch o := run.Outcome; {
	case len(run.Problems) > 0:
		return "The inputs cannot be used. Nothing was sent. Correct what is listed and run again."
	case o.Result == start.Started:
		return "The job is scheduled. A start does not run a cycle at once, and status.code lags behind schedule.state. " +
			"What to do next: look at the provisioning logs after the next cycle."
	case o.Result == start.AlreadyActive:
		return "The job is scheduled, so it was not started again: Microsoft warns against that. There is nothing to do."
	case o.Result == start.WouldStart:
		return "The job may be started. Nothing was changed, because this is a dry run. To start it, run without `dry-run`."
	}
	return ""
}

func failureSection(f *failure.Failure) string {
	if f == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s.** %s\n\n", escape(f.Title), prose(f.What))
	if f.Means != "" {
		fmt.Fprintf(&b, "%s\n\n", prose(f.Means))
	}
	for i, step := range f.Do {
		fmt.Fprintf(&b, "%d. %s\n", i+1, prose(step))
	}
	if len(f.Do) > 0 {
		b.WriteString("\n")
	}
	if len(f.Facts) > 0 {
		b.WriteString(table([]string{"what", "value"}, facts(f.Facts)) + "\n")
	}
	if f.Table != nil {
		b.WriteString(table(f.Table.Head, foreignRows(f.Table.Rows)) + "\n")
	}
	if len(f.Commands) > 0 {
		b.WriteString(block(f.Commands) + "\n")
	}
	if len(f.Trace) > 0 {
		b.WriteString("To find the request in Microsoft's logs:\n\n" + table([]string{"what", "value"}, facts(f.Trace)) + "\n")
	}
	if f.Query != "" {
		b.WriteString("In the tenant's own logs, where it collects them in a Log Analytics workspace:\n\n" +
			block([]string{f.Query}) + "\n")
	}
	if f.Link != "" {
		fmt.Fprintf(&b, "More: <%s>\n", f.Link)
	}
	return b.String()
}

func facts(facts []failure.Fact) [][]string {
	rows := make([][]string, len(facts))
	for i, f := range facts {
		rows[i] = []string{escape(f.Name), code(f.Value)}
	}
	return rows
}

func foreignRows(rows [][]string) [][]string {
	cells := make([][]string, len(rows))
	for i, row := range rows {
		for _, value := range row {
			cells[i] = append(cells[i], code(value))
		}
	}
	return cells
}
