// Package start starts a synchronization job: it reads the job, applies the
// gate, starts the job at most once and reads it again. It knows no HTTP and no
// GitHub.
package start

import (
	"context"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// Service reads and starts jobs at Microsoft Graph. *graph.Client is one.
type Service interface {
	// Job reads the job with the given ID, or the only one where id is empty, and
	// returns the ID that it was read by.
	Job(ctx context.Context, id string) (job *graph.Job, jobID string, err error)
	// Start starts the job with the given ID.
	Start(ctx context.Context, id string) (requestID string, err error)
}

// Result is the output result.
type Result string

// The results, as the README lists them.
const (
	Started       Result = "started"
	AlreadyActive Result = "already-active"
	WouldStart    Result = "would-start"
	Failed        Result = "failed"
	Unknown       Result = "unknown"
)

// Success reports whether the run's exit code is 0.
func (r Result) Success() bool {
	return r == Started || r == AlreadyActive || r == WouldStart
}

// Outcome is what one run did and saw.
type Outcome struct {
	Result Result
	// Verdict is the gate's, once the job was read.
	Verdict Verdict
	// JobID is the ID of the job that the run is about, empty where it was not
	// given and could not be chosen.
	JobID string
	// Before is the first read, After the read-back; nil where there was none.
	Before, After *graph.Job
	// RequestID is the request-id that Graph gave the start, if it answered.
	RequestID string
	// Tried says that the start was attempted.
	Tried bool
	// Err is the failure of the start where it was tried, else of the read.
	Err error
	// ReadBackErr is why there is no After although a start was sent.
	ReadBackErr error
}

// Options are what a workflow author chooses about the start.
type Options struct {
	// JobID is the job's ID. Where it is empty, the only job there is is meant.
	JobID               string
	DryRun              bool
	AllowTooManyDeletes bool
	// Deadline bounds everything but the read-back of an unclear start.
	Deadline time.Time
}

// Past the deadline, or once interrupted, the read-back of an unclear start
// still has this long.
const (
	grace            = 10 * time.Second
	graceInterrupted = 2 * time.Second
)

// Run reads the job, applies the gate, starts the job at most once and reads it
// again. ctx ends when the run is interrupted. The only call of service.Start
// is here, outside any loop.
func Run(ctx context.Context, service Service, options Options) Outcome {
	bounded, cancel := context.WithDeadline(ctx, options.Deadline)
	defer cancel()
	before, jobID, err := service.Job(bounded, options.JobID)
	if err != nil {
		return Outcome{Result: Failed, JobID: jobID, Err: err}
	}
	out := Outcome{JobID: jobID, Before: before, Verdict: Gate(before)}
	switch {
	case out.Verdict == Scheduled:
		out.Result = AlreadyActive
		return out
	case out.Verdict == Refuse, out.Verdict == NumberedReason, out.Verdict == TooManyDeletes && !options.AllowTooManyDeletes:
		out.Result = Failed
		return out
	case options.DryRun:
		out.Result = WouldStart
		return out
	}
	if late := wire.Late(bounded); late != nil {
		out.Result, out.Err = Failed, late
		return out
	}

	out.Tried = true
	out.RequestID, out.Err = service.Start(bounded, jobID)
	switch graph.EffectOf(out.Err) {
	case graph.Done:
		out.Result = Started
		out.After, _, out.ReadBackErr = service.Job(bounded, jobID)
	case graph.NotSent, graph.Refused:
		out.Result = Failed
	default:
		out.Result = Unknown
		out.After, out.ReadBackErr = lookOnce(ctx, bounded, service, jobID)
		if shows(before, out.After) {
			out.Result = Started
		}
	}
	return out
}

// shows reports whether the second read is evidence that an unclear start took
// effect: the gate would now say already active, or the schedule went from a
// state that was read to Active. A quarantined job's schedule may be Active all
// along, so a first read without one shows nothing.
func shows(before, after *graph.Job) bool {
	if after == nil {
		return false
	}
	was, is := before.Schedule.State, after.Schedule.State
	return Gate(after) == Scheduled || was != "" && was != graph.ScheduleActive && is == graph.ScheduleActive
}

// lookOnce reads the job after an unclear start: until the deadline and a
// little past it, but not for long once the run is interrupted.
func lookOnce(ctx, bounded context.Context, service Service, jobID string) (*graph.Job, error) {
	until := time.Now().Add(grace)
	if deadline, ok := bounded.Deadline(); ok && deadline.Add(grace).After(until) {
		until = deadline.Add(grace)
	}
	read, cancel := context.WithDeadline(context.WithoutCancel(ctx), until)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(graceInterrupted, cancel) })
	defer stop()
	job, _, err := service.Job(read, jobID)
	return job, err
}
