package hint

import (
	"slices"
	"strings"

	"start-synchronization-job/internal/failure"
)

// Row explains one kind of failure. It is true of some evidence, and its texts
// are filled in by Explain and nowhere else. The zero value of a condition is
// true of everything.
type Row struct {
	// AADSTS are numbers of Entra's.
	AADSTS []int
	// Status is an HTTP status, or the first digit of it for all others of that
	// class.
	Status int
	// Codes are Graph's error codes, in any case of letters.
	Codes []string
	// Is is any further condition. It may be nil.
	Is func(*Evidence) bool

	// Claim is what Cause says is wrong, and Also what the fixes correct besides.
	// Likely says that the evidence does not prove it, as the words have to say.
	Claim  Claim
	Likely bool
	Also   []Claim

	// Title, Cause and Fixes are those of a failure. They name values: see Fill. A
	// fix that comes out empty is left out.
	Title string
	Cause string
	Fixes []string
	// Commands are lines to copy. It may be nil.
	Commands func(*Evidence) []failure.Commands

	// Link is a page for the reader, and Source the page or public report that
	// the row goes by, where it is another one. Raw is the service's own message
	// that taught the row.
	Link, Source, Raw string
}

// First returns the first row that is true of the evidence, or nil.
func First(rows []Row, e *Evidence) *Row {
	for i := range rows {
		if rows[i].True(e) {
			return &rows[i]
		}
	}
	return nil
}

// True reports whether the row may be said of the evidence.
func (r *Row) True(e *Evidence) bool {
	a := e.Answer
	return (len(r.AADSTS) == 0 || slices.Contains(r.AADSTS, a.AADSTS)) &&
		(r.Status == 0 || r.Status == a.Status || r.Status == a.Status/100) &&
		(len(r.Codes) == 0 || slices.ContainsFunc(r.Codes, func(code string) bool { return strings.EqualFold(code, a.Code) })) &&
		(r.Is == nil || r.Is(e))
}

// Explain returns what the row says of the evidence.
func (r *Row) Explain(e *Evidence) *failure.Failure {
	f := &failure.Failure{Section: r.Section(), Sent: Nothing, Link: r.Link}
	if r.Commands != nil {
		f.Commands = failure.WithLines(r.Commands(e))
	}
	e.commands = len(f.Commands)
	f.Title, f.Cause = e.Fill(r.Title), e.Fill(r.Cause)
	for _, fix := range r.Fixes {
		if fix = strings.TrimSpace(e.Fill(fix)); fix != "" {
			f.Fixes = append(f.Fixes, fix)
		}
	}
	return f
}

// All returns a condition that is true where all of some are.
func All(conditions ...func(*Evidence) bool) func(*Evidence) bool {
	return func(e *Evidence) bool {
		for _, is := range conditions {
			if !is(e) {
				return false
			}
		}
		return true
	}
}

// Not returns the opposite of a condition.
func Not(is func(*Evidence) bool) func(*Evidence) bool {
	return func(e *Evidence) bool { return !is(e) }
}

// Section returns the title of what docs/troubleshooting.md says of the row: the
// row's own, with words in place of values.
func (r *Row) Section() string {
	return names.ReplaceAllStringFunc(r.Title, func(name string) string { return "the " + strings.Trim(name, "<>") })
}
