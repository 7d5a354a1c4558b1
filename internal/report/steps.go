package report

import (
	"context"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// Logging returns service with a line in the log for each step.
func (r *Reporter) Logging(service start.Service) start.Service { return &logging{service, r, false} }

type logging struct {
	start.Service
	to   *Reporter
	read bool
}

func (l *logging) Job(ctx context.Context, id string) (*graph.Job, string, error) {
	job, jobID, err := l.Service.Job(ctx, id)
	switch {
	case err != nil:
	case l.read:
		l.to.Info("Read the job again: %s", plain(stateLine(job), roomy))
	default:
		l.to.Info("Read the job: %s", plain(stateLine(job)+executionLine(job), roomy))
	}
	l.read = true
	return job, jobID, err
}

func (l *logging) Start(ctx context.Context, id string) (string, error) {
	l.to.Info("Connecting for the start, which is sent once at most.")
	requestID, err := l.Service.Start(ctx, id)
	if err == nil {
		l.to.Info("Microsoft Graph accepted the start (204, request-id %s).", untrusted.Line(requestID))
	}
	return requestID, err
}
