// Package failure defines what is said about a run that did not do what was
// asked, or did it with a reservation.
//
// All texts are plain sentences. Text from elsewhere, such as an error message
// of Microsoft Graph, stands in them only as untrusted.Quote returns it, between
// backticks. Between braces stands the text of a link to the provisioning page
// of the job. Package report formats both for the place they go to.
package failure

import "slices"

// Diagnosis is all that is to be explained about one run.
type Diagnosis struct {
	// Failure is set where the run failed, or may have.
	Failure *Failure
	// Warnings did not keep the run from its result.
	Warnings []Warning
	// Quarantine says what the reason of the job's quarantine means, as the end
	// of a sentence. It is empty where the job has none, or one of an unknown
	// meaning.
	Quarantine string
}

// Failure describes one thing that went wrong, cause first.
type Failure struct {
	// Title names the failure in a few words, without a full stop.
	Title string
	// Section is the title of what docs/troubleshooting.md says of it. It may be
	// empty.
	Section string
	// Holds replaces "Not started" in the heading of the job summary and is
	// followed by the job. Most failures have none.
	Holds string
	// Cause says what is wrong in one or two sentences, with the value that is
	// wrong and the code of the answer in brackets.
	Cause string
	// Sent says whether anything was sent to start the job.
	Sent string
	// Fixes lists what to do, the most likely first. Each begins with a verb.
	Fixes []string
	// Facts are values to compare, such as the claims of a token.
	Facts []Fact
	// Table lists what there is to choose from, such as jobs. It may be nil.
	Table *Table
	// Commands are lines to copy.
	Commands []Commands
	// Trace finds the request in the logs of Microsoft and of the tenant.
	Trace []Fact
	// Query is a KQL query for the tenant's own logs. It may be empty.
	Query string
	// WrongID says that the given service principal ID was found to be wrong, and
	// RightID is the right one, where it is known.
	WrongID bool
	RightID string
	// DoubtsID says that the given service principal ID may be wrong: a page that
	// is found by it may not be that of the job.
	DoubtsID bool
	// Link is the address of a page that explains more. It may be empty.
	Link string
}

// Warning describes what a person should know about a run that went on.
type Warning struct {
	// Title and Text are as Title and Cause of a Failure.
	Title, Text string
	// Fix is one sentence. It may be empty.
	Fix string
	// Quarantine says that the warning is about the quarantine that the job came
	// out of.
	Quarantine bool
	// Facts are values that Text has no room for.
	Facts []Fact
	// Commands are lines to copy.
	Commands []Commands
}

// Commands are lines to copy that belong together.
type Commands struct {
	// Heading says what the lines do.
	Heading string
	// Consequence says what else they change. It may be empty.
	Consequence string
	// Lines are of a shell or of a workflow.
	Lines []string
}

// WithLines returns those that have lines: some clouds have no tool that would
// take them.
func WithLines(all []Commands) []Commands {
	return slices.DeleteFunc(all, func(c Commands) bool { return len(c.Lines) == 0 })
}

// Fact is a named value. The value is text from elsewhere, as it came.
type Fact struct {
	Name, Value string
	// Copied says that a person may copy the value: it is shown unaltered.
	Copied bool
}

// Table has rows of values from elsewhere, as they came.
type Table struct {
	Head []string
	Rows [][]string
}
