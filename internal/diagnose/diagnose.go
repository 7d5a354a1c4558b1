// Package diagnose explains failures, warnings and quarantines: what is wrong,
// whether anything was sent, and what to do. Every sentence about them is here.
//
// There is one table for each service: aadsts.go for the refusals of Entra,
// statuses.go for those of Microsoft Graph, connection.go for requests without
// an answer, quarantine.go for the reasons of a quarantine. gate.go has the
// states that are not started and the warnings. commands.go builds every line
// that a person may copy into a shell.
//
// The words of a table stand for values: <subject> is replaced by the subject
// of the token that was sent. Text from elsewhere is never decided by, only
// shown.
package diagnose

import (
	"context"
	"strings"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// Known is what a run knows besides what the services answer.
type Known struct {
	Inputs inputs.Inputs
	// InWorkflow says that the run is a step of a workflow on GitHub.
	InWorkflow bool
	// Job and Event are GITHUB_JOB and GITHUB_EVENT_NAME.
	Job, Event string
	// RequestURL is where GitHub gives id tokens to this job. It may be empty.
	RequestURL string
	// CertFile is SSL_CERT_FILE. It may be empty.
	CertFile string
}

// Connecting explains why the connection to Microsoft Graph could not be opened
// ahead of the first read.
func Connecting(ctx context.Context, known Known, client *graph.Client, err error) *failure.Failure {
	return explain(ctx, known, client, reading, err)
}

// Outcome explains a run: why it did not succeed, what a person should know
// about it, and what a quarantine of the job means. Where it helps to find the
// cause, Outcome makes further reads, within a few seconds and until ctx ends.
func Outcome(ctx context.Context, known Known, client *graph.Client, out start.Outcome) failure.Diagnosis {
	failed := refused(known, out)
	switch {
	case failed != nil:
		trace(failed, client, out.Before.RequestID, out.Before.Date)
	case out.Err != nil && out.Tried:
		failed = explain(ctx, known, client, starting, out.Err)
		if out.Result == start.Unknown {
			unsettled(failed)
		}
	case out.Err != nil:
		failed = explain(ctx, known, client, reading, out.Err)
	}
	d := failure.Diagnosis{Failure: failed, Warnings: warnings(known, out, failed)}
	if out.Before != nil {
		d.Quarantine = lookUp(out.Before.QuarantineReason()).means
	}
	if known.Inputs.DryRun && out.Before != nil {
		d.Warnings = append(d.Warnings, startPermission(client.Token)...)
	}
	if out.Result.Success() {
		d.Failure = nil
	}
	return d
}

// What was sent. See sent.
const (
	nothing = "Nothing was started."
	notSent = "The start was not sent."
	refusal = "The start was refused."
	unclear = "The start was sent once; it may have taken effect."
)

// sent says what became of the start, by the call that failed.
func sent(call call, err error) string {
	switch {
	case call == reading:
		return nothing
	case graph.EffectOf(err) == graph.NotSent:
		return notSent
	case graph.EffectOf(err) == graph.Refused:
		return refusal
	}
	return unclear
}

// unsettled turns the failure of a start into that of a run which could not
// find out what became of it.
func unsettled(f *failure.Failure) {
	f.Title = "It is not known whether the job was started"
	f.Cause = "Reading the job again did not settle it. " + f.Cause
	f.Fixes = []string{runAgain, "Or look at the job on its {provisioning page}."}
}

// runAgain is true of every run: it reads before it acts.
const runAgain = "Run again, which is safe: every run reads the job first."

// fill replaces the names of values in a text by the values, quoted. Names and
// values alternate.
func fill(text string, values ...string) string {
	for i := 1; i < len(values); i += 2 {
		values[i] = untrusted.Quote(values[i])
	}
	return strings.NewReplacer(values...).Replace(text)
}

// centers names the clouds by what an administrator knows them by.
var centers = func() string {
	var all []string
	for _, name := range cloud.Names {
		c, _ := cloud.Lookup(name)
		all = append(all, c.Name+" is "+strings.TrimPrefix(c.AdminCenter, "https://"))
	}
	return strings.Join(all, ", ")
}()
