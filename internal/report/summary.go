package report

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// Run is everything there is to say about one run.
type Run struct {
	// Inputs are the inputs; where Problems is not empty, nothing was sent.
	Inputs   inputs.Inputs
	Problems []inputs.Problem
	// RequestID is the run's client-request-id.
	RequestID string
	Outcome   start.Outcome
	// Diagnosis explains the outcome.
	failure.Diagnosis
	page   string // the address of docs/troubleshooting.md: End finds it out
	linked bool   // the summary has its link to the provisioning page
}

func (run *Run) portalURL() string {
	id := run.Inputs.ServicePrincipalID
	if run.refused("service-principal-id") || run.refused("cloud") {
		return ""
	}
	if f := run.Failure; f != nil && f.WrongID {
		id = f.RightID
	}
	if id == "" {
		return ""
	}
	return run.Inputs.Cloud.ProvisioningURL(id)
}

// refused reports whether an input cannot be used.
func (run *Run) refused(input string) bool {
	return slices.ContainsFunc(run.Problems, func(p inputs.Problem) bool { return p.Input == input })
}

// job is the ID of the job that the run is about, empty where it is not known.
// What cannot be an ID may be anything, a secret too: it is whole or described.
// An ID is whole wherever it reaches its reader unaltered.
func (run *Run) job() string {
	id := cmp.Or(run.Outcome.JobID, run.Inputs.JobID)
	switch {
	case run.refused("job-id"):
		return strings.Trim(untrusted.Given(id), "`")
	case untrusted.Line(id) != id:
		return untrusted.Describe(id)
	}
	return id
}

var verdicts = map[start.Result]string{
	start.Started:       "✅ Started",
	start.AlreadyActive: "✅ Already active",
	start.WouldStart:    "☑️ Dry run, would start",
	start.Failed:        "❌ Not started",
	start.Unknown:       "❓ Not known whether started",
}

// heading is the verdict and the job.
func (run *Run) heading() string {
	verdict := verdicts[run.Outcome.Result] + run.outOf()
	if run.Inputs.DryRun && run.Outcome.Result == start.AlreadyActive {
		verdict = "☑️ Dry run, already active"
	}
	job := whole(run.job())
	switch {
	case run.Failure != nil && run.Failure.Holds != "":
		verdict += ": " + escape(run.Failure.Holds)
		return "### " + strings.TrimSpace(verdict+" "+job)
	case job != "":
		verdict += ": " + job
	}
	return "### " + verdict
}

// summary is the job summary, in GitHub's Markdown. About a dozen lines are
// visible; the rest is folded.
func (run *Run) summary() string {
	run.linked = false
	var b strings.Builder
	section := func(text string) {
		if text != "" {
			b.WriteString(strings.TrimRight(text, "\n") + "\n\n")
		}
	}
	section(run.heading())
	if len(run.Problems) > 0 {
		section("**The inputs are not usable.** Nothing was started.")
		section(problemList(run.Problems))
		return b.String()
	}
	if f := run.Failure; f != nil {
		section(run.lead(f))
		section(run.steps(f))
	}
	for _, w := range run.Warnings {
		section("> [!WARNING]\n> **" + escape(w.Title) + ".** " + run.prose(strings.TrimSpace(w.Text+" "+w.Fix)))
	}
	section(run.state())
	run.folded(section)
	return b.String()
}

// lead says what is wrong. The main sentence is the title, or the cause where
// the title is in the heading.
func (run *Run) lead(f *failure.Failure) string {
	if f.Holds != "" {
		return "**" + run.prose(f.Cause) + "** " + run.prose(f.Sent)
	}
	return "**" + escape(f.Title) + ".** " + run.prose(f.Cause+" "+f.Sent)
}

func (run *Run) steps(f *failure.Failure) string {
	var b strings.Builder
	for i, fix := range f.Fixes[:min(len(f.Fixes), maxFixes)] {
		text := run.prose(fix)
		if question, answer, ok := strings.Cut(fix, "? "); ok && !strings.ContainsAny(question, "`{") {
			text = "**" + escape(question) + "?** " + run.prose(answer)
		}
		fmt.Fprintf(&b, "%d. %s\n", i+1, text)
	}
	return b.String()
}

func problemList(problems []inputs.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString("- **" + escape(p.Input) + "** " + prose(strings.TrimSuffix(p.Text, "."), "") + ".\n")
	}
	return b.String()
}

// folded is what few people need.
func (run *Run) folded(section func(string)) {
	commands := []failure.Commands{}
	for _, w := range run.Warnings {
		commands = append(commands, w.Commands...)
	}
	var f failure.Failure
	if run.Failure != nil {
		f = *run.Failure
	}
	for _, c := range append(commands, f.Commands...) {
		text := block(c.Lines)
		if c.Consequence != "" {
			text = run.prose(c.Consequence) + "\n\n" + text
		}
		section(details(c.Heading, text))
	}
	if f.Table != nil {
		section(details("The jobs", table(f.Table.Head, foreignRows(f.Table.Rows))))
	}
	if len(f.Facts) > 0 {
		section(details("Values and messages", table([]string{"what", "value"}, factRows(f.Facts))))
	}
	section(run.jobDetails(f))
}

// details folds a text under a title of ours. The title is HTML, in which
// Markdown has no meaning.
func details(title, text string) string {
	return "<details><summary>" + html.EscapeString(title) + "</summary>\n\n" + strings.TrimRight(text, "\n") + "\n\n</details>"
}

func factRows(facts []failure.Fact) [][]string {
	rows := make([][]string, len(facts))
	for i, f := range facts {
		rows[i] = []string{escape(f.Name), longCode(f.Value)}
		if text := untrusted.Text(f.Value); f.Copied && strings.Contains(text, "|") {
			rows[i][1] = whole(untrusted.Describe(f.Value) + ", which the log has whole")
		} else if f.Copied {
			rows[i][1] = whole(text)
		}
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

// prose shows a sentence. The first that names the provisioning page links to
// it, unless the ID by which the page is found may be wrong.
func (run *Run) prose(text string) string {
	address := ""
	if !run.linked && (run.Failure == nil || !run.Failure.DoubtsID || run.Failure.RightID != "") {
		address = run.portalURL()
	}
	marked := strings.Contains(strings.ReplaceAll(text, "${{", ""), "{") // an expression of GitHub's is not a link
	run.linked = run.linked || address != "" && marked
	return prose(text, address)
}
