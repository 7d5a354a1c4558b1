// Package diagnose says what a failure, a warning or a quarantine means here and
// what to do about it. Every such sentence stands in this package.
//
// The words about Entra's refusals are in one table, aadsts.go, and those about
// Microsoft Graph's in another, statuses.go; connection.go is for requests
// without an answer, gate.go and quarantine.go for the state of the job, and
// commands.go makes every line that a person may copy into a shell.
package diagnose

import (
	"context"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// Connecting says what it means that the connection to Microsoft Graph could not
// be opened ahead of the first read.
func Connecting(ctx context.Context, by *graph.Client, err error) *failure.Failure {
	return client{by}.explain(ctx, reading, err)
}

// Outcome says why a run did not succeed, nil where it did, and what a person
// should know besides. Where it helps, further reads are made: they obey ctx.
func Outcome(ctx context.Context, by *graph.Client, out start.Outcome, dryRun bool) (*failure.Failure, []failure.Warning) {
	c := client{by}
	failed := refusal(out)
	switch {
	case failed != nil:
		c.traceRead(failed, out.Before)
	case out.Err != nil && out.Tried:
		failed = c.explain(ctx, starting, out.Err)
	case out.Err != nil:
		failed = c.explain(ctx, reading, out.Err)
	}
	all := warnings(out, failed)
	if dryRun && out.Before != nil {
		all = append(all, startPermission(by.Token)...)
	}
	if out.Result.Success() {
		failed = nil
	}
	return failed, all
}
