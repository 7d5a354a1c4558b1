package report

import (
	"context"
	"slices"
	"strings"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// Logging is the service with a line in the log for each step.
func (r *Reporter) Logging(service start.Service) start.Service { return logging{service, r} }

type logging struct {
	start.Service
	to *Reporter
}

func (l logging) Job(ctx context.Context) (*graph.Job, error) {
	job, err := l.Service.Job(ctx)
	if err == nil {
		l.to.Info("Read the job: %s.", line(job))
	}
	return job, err
}

func (l logging) Start(ctx context.Context) (string, error) {
	l.to.Info("Starting the job, with one request.")
	requestID, err := l.Service.Start(ctx)
	if err == nil {
		l.to.Info("Microsoft Graph answered 204 (request-id %s).", foreign.Quote(requestID))
	}
	return requestID, err
}

// End reports the run: annotations, outputs and job summary, and a last line in
// the log. What cannot be written is a warning; it does not change the result.
func (r *Reporter) End(run *Run) {
	for _, p := range run.Problems {
		r.annotate("error", "Input "+p.Input, p.Error())
	}
	if run.Failure != nil {
		r.Fail(run.Failure)
		r.details(run.Failure)
	}
	for _, w := range run.Warnings {
		r.Warn(w.Title, w.Text)
	}
	if err := r.writeOutputs(run); err != nil {
		r.Warn("The outputs could not be written", "GITHUB_OUTPUT names "+diagnose.Unwritable(r.getenv(outputFile), err)+
			" The result of this run stands all the same: "+string(run.Outcome.Result)+".")
	}
	r.writeSummary(run)
	r.Info("Result: %s.", run.Outcome.Result)
}

// details logs what the annotation is too short for.
func (r *Reporter) details(f *failure.Failure) {
	for _, fact := range slices.Concat(f.Facts, f.Trace) {
		r.Info("  %s: %s", fact.Name, foreign.Line(fact.Value))
	}
	if f.Table != nil {
		r.Info("  %s", strings.Join(f.Table.Head, " | "))
		for _, row := range f.Table.Rows {
			r.Info("  %s", foreign.Line(strings.Join(row, " | ")))
		}
	}
	for _, command := range f.Commands {
		r.Info("    %s", command)
	}
	if f.Query != "" {
		r.Info("    %s", f.Query)
	}
	if f.Link != "" {
		r.Info("  %s", f.Link)
	}
}

func (r *Reporter) writeSummary(run *Run) {
	markdown := r.secrets.hide(run.summary())
	if r.getenv(summaryFile) == "" {
		r.Info("%s", markdown)
		return
	}
	if err := r.appendSummary(markdown); err != nil {
		r.Warn("The job summary could not be written", "GITHUB_STEP_SUMMARY names "+diagnose.Unwritable(r.getenv(summaryFile), err)+
			" Outputs and log are complete.")
	}
}
