// Package hint has what every kind of diagnosis shares: the evidence, the rows
// that explain it, and the claims that rows make.
//
// The rules of all texts:
//   - A row says nothing that its evidence does not show. What is only likely is
//     worded so, and marked so.
//   - The cause comes first, in one sentence with its value, the code in
//     brackets; then the fixes, the most likely first, each beginning with a verb
//     or with the condition under which it helps.
//   - Texts are ours, written in tables. Values of others come into them only by
//     Fill, in one pass, between backticks. They are shown, never decided by.
//   - A command that widens who may act is in Commands, with its consequence, and
//     never the first fix.
//   - A text that points to a fact or a command says "in the job summary"; where
//     it stands in the job summary itself, package report says "below".
//   - Between braces is the text of a link to the provisioning page.
package hint

import (
	"net/url"
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
	// CertFile is SSL_CERT_FILE, and CertDir SSL_CERT_DIR. Either may be empty.
	CertFile, CertDir string
	// ProxyFor returns the proxy for a host, or nil. It may be nil itself.
	ProxyFor func(host string) *url.URL
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
