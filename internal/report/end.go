package report

import (
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// End reports the run: outputs, annotations, job summary, and last a line in
// the log with the result. What cannot be written does not change the result,
// and is said where that is: in the annotation of a failure, else in a warning.
func (r *Reporter) End(run *Run) {
	r.given = []string{run.job(), run.Inputs.FederatedToken.File, r.getenv("SSL_CERT_FILE"), r.getenv(outputFile), r.getenv(summaryFile)}
	for _, p := range run.Problems {
		r.annotate("error", p.Title(), p.Title()+": "+plain(strings.TrimSuffix(p.Text, "."), maxValue)+". Nothing was started.")
	}
	lost := ""
	if err := r.writeOutputs(run); err != nil {
		lost = "GITHUB_OUTPUT names " + unwritable(r.getenv(outputFile), err) + " The result stays " + string(run.Outcome.Result) + "."
	}
	run.page = r.page()
	if run.Failure != nil {
		failed := *run.Failure
		if lost != "" {
			failed.Sent += " The outputs could not be written: " + lost
			lost = ""
		}
		r.fail(&failed)
	}
	for _, w := range run.Warnings {
		r.warn(w)
	}
	if lost != "" {
		r.warn(failure.Warning{Title: "The outputs could not be written", Text: lost})
	}
	if r.getenv(summaryFile) != "" {
		r.writeSummary(run)
	}
	r.Info("Result: %s", run.result())
}

// maxValue is how many characters of an input the annotation about it shows.
const maxValue = 160

func (r *Reporter) writeSummary(run *Run) {
	if err := r.appendTo(summaryFile, r.secrets.hide(run.summary())+"\n"); err != nil {
		r.warn(failure.Warning{Title: "The job summary could not be written",
			Text: "GITHUB_STEP_SUMMARY names " + unwritable(r.getenv(summaryFile), err) +
				" Outputs and log are complete."})
	}
}

// result is the last line of the log: the result, the job and, where it was in
// quarantine, why.
func (run *Run) result() string {
	var parts []string
	if job := run.job(); job != "" {
		parts = append(parts, untrusted.Line(job))
	}
	if was := run.was(); was != "" {
		parts = append(parts, untrusted.Line(was))
	}
	if len(parts) == 0 {
		return string(run.Outcome.Result)
	}
	return string(run.Outcome.Result) + " (" + strings.Join(parts, ", ") + ")"
}
