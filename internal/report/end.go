package report

import (
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// End reports the run: outputs, annotations, job summary, and last a line in
// the log with the result. What cannot be written does not change the result,
// and is said where that is: in the annotation of a failure, else in a warning.
func (r *Reporter) End(run *Run) {
	r.given = r.givenValues(run)
	for _, p := range run.Problems {
		r.annotate("error", p.Title(), p.Title()+" "+plain(strings.TrimSuffix(p.Text, "."), roomy, r.given...)+". Nothing was started.")
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

// givenValues are the values of a person's that a text may quote.
func (r *Reporter) givenValues(run *Run) []string {
	in := run.Inputs
	values := []string{in.TenantID, in.ClientID, in.ServicePrincipalID, in.JobID, run.job(), in.Audience, in.FederatedToken.File}
	for _, variable := range []string{"SSL_CERT_FILE", outputFile, summaryFile, entra.RequestURLVariable} {
		values = append(values, r.getenv(variable))
	}
	return values
}

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
		parts = append(parts, job)
	}
	if was := run.was(); was != "" {
		parts = append(parts, untrusted.Line(was))
	}
	if len(parts) == 0 {
		return string(run.Outcome.Result)
	}
	return string(run.Outcome.Result) + " (" + strings.Join(parts, ", ") + ")"
}
