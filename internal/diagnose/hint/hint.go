// Package hint has what every kind of diagnosis shares: what a run knows, the
// sentences that are true of every call, and the filling in of values.
package hint

import (
	"regexp"

	"start-synchronization-job/internal/inputs"
)

// Known is what a run knows besides what the services answer.
type Known struct {
	Inputs inputs.Inputs
	// RequestID is the client-request-id of the run.
	RequestID string
	// InWorkflow says that the run is a step of a workflow on GitHub.
	InWorkflow bool
	// Job and Event are GITHUB_JOB and GITHUB_EVENT_NAME.
	Job, Event string
	// RequestURL is where GitHub gives id tokens to this job. It may be empty.
	RequestURL string
	// CertFile is SSL_CERT_FILE. It may be empty.
	CertFile string
}

// WorkflowJob names the workflow's job in a sentence.
func (k Known) WorkflowJob() string {
	if jobName.MatchString(k.Job) {
		return "the job `" + k.Job + "` of this workflow"
	}
	return "this workflow's job"
}

// jobName is the form of job names that GitHub allows.
var jobName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,99}$`)

// Sentences of several tables.
const (
	// Nothing is true where no start was sent.
	Nothing = "Nothing was started."
	// RunAgain is true of every run: it reads before it acts.
	RunAgain = "Run again, which is safe: every run reads the job first."
	// Between is a fix for an answer that may not be the service's own.
	Between = "If it happens again, check the proxy, firewall or VPN of the runner."
)

// PageStart describes the start.
const PageStart = "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start"
