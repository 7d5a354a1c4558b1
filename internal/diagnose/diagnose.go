// Package diagnose explains failures, warnings and quarantines: what is wrong,
// whether anything was sent, and what to do. Every sentence about them is here
// or below.
//
// Each kind of failure has a package with a table and what applies it: network
// for requests without a usable answer, signin for the refusals of GitHub and
// Entra, request for those of Microsoft Graph. Here are the states that are not
// started and the warnings, in job.go, and the reasons of a quarantine, in
// quarantine.go. Package hint has what all of them share, package azcli builds
// every line that a person may copy into a shell.
//
// The words of a table stand for values: <subject> is replaced by the subject
// of the token that was sent. No result depends on text from elsewhere: it is
// shown, and chooses hints.
package diagnose

import (
	"context"
	"slices"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	"start-synchronization-job/internal/diagnose/request"
	"start-synchronization-job/internal/diagnose/signin"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// Known is what a run knows besides what the services answer.
type Known = hint.Known

// IDTokenURL explains why this job cannot request an id token. err is the error
// of entra.IDTokenURL.
func IDTokenURL(known Known, err error) *failure.Failure { return signin.IDTokenURL(known, err) }

// SignIn explains a failed sign-in.
func SignIn(known Known, by *entra.SignIn, err *entra.Error) *failure.Failure {
	return signin.Explain(known, by.IDToken.Origin, err)
}

// Connecting explains why the connection to Microsoft Graph could not be opened
// ahead of the first read.
func Connecting(known Known, err error) *failure.Failure {
	return request.Explain(context.Background(), known, nil, hint.Reading, known.Inputs.JobID, err)
}

// Outcome explains a run: why it did not succeed, what a person should know
// about it, and what a quarantine of the job means. Where it helps to find the
// cause, Outcome makes further reads, within a few seconds and until ctx ends.
func Outcome(ctx context.Context, known Known, client *graph.Client, out start.Outcome) failure.Diagnosis {
	failed := refused(known, out)
	switch {
	case failed != nil:
		request.Trace(failed, known, out.Before.RequestID, out.Before.Date)
	case out.Err != nil && out.Tried:
		failed = request.Explain(ctx, known, client, hint.Starting, out.JobID, out.Err)
		if out.Result == start.Unknown {
			request.Unsettled(failed, out.After)
		}
	case out.Err != nil:
		failed = request.Explain(ctx, known, client, hint.Reading, out.JobID, out.Err)
	}
	d := failure.Diagnosis{Failure: failed, Warnings: warnings(known, out, failed)}
	if out.Before != nil {
		d.Quarantine = lookUp(out.Before.QuarantineReason()).means
	}
	if known.Inputs.DryRun && out.Before != nil {
		d.Warnings = append(d.Warnings, request.StartPermission(client.Token)...)
	}
	if out.Result.Success() {
		d.Failure = nil
	}
	return d
}

// Rows returns every row of every table, with what each claims.
func Rows() []hint.Row { return slices.Concat(network.Rows, signin.Rows, request.Rows) }
