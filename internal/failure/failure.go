// Package failure is the shape of everything a person is told when a run does
// not do what was asked: what failed, what it means here, what to do next.
//
// Texts are plain sentences. What somebody else wrote stands in them only as
// foreign.Quote gives it, in backticks. Whoever shows a Failure escapes it for
// the place it goes to; see package report.
package failure

import "strings"

// Failure is one thing that went wrong, told as a colleague would.
type Failure struct {
	// Title names the failure in a few words; it heads the annotation.
	Title string
	// What says what was tried and what came back.
	What string
	// Means says what that means here. May be empty.
	Means string
	// Do lists what to do next, the most likely first.
	Do []string
	// Facts are values to compare, such as the claims of a token as sent.
	Facts []Fact
	// Table lists what there is to choose from, such as the jobs. May be nil.
	Table *Table
	// Commands are lines to copy: shell or YAML.
	Commands []string
	// Trace is what Microsoft's support and the tenant's own logs need to find
	// the request: ids and the time.
	Trace []Fact
	// Query finds the request in the tenant's own logs, in KQL. May be empty.
	Query string
	// Link is the address of a page that says more. May be empty.
	Link string
}

// Warning is something a person should know although the run went on.
type Warning struct{ Title, Text string }

// Fact is a named value. The value is foreign text as it came.
type Fact struct{ Name, Value string }

// Table is rows of foreign values, as they came, under headings of ours.
type Table struct {
	Head []string
	Rows [][]string
}

// Error is the failure in one line.
func (f *Failure) Error() string { return f.Title + ": " + f.What }

// Short is the failure for an annotation: what failed, what it means and the
// first things to do, without facts and commands.
func (f *Failure) Short() string {
	lines := []string{f.What}
	if f.Means != "" {
		lines = append(lines, f.Means)
	}
	lines = append(lines, f.Do...)
	return strings.Join(lines, "\n")
}
