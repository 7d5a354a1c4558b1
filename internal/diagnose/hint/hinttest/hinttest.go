// Package hinttest checks tables of rows against the rules of package hint.
package hinttest

import (
	"regexp"
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure/failuretest"
)

// likely are the words that mark a cause as not proved.
var likely = regexp.MustCompile(`(?i)\b(probably|may have|likely|as the page of)\b`)

// Rows holds a table against the evidence that a test has for it: each row has
// to be the first that is true of some, and whatever is said of any reads as
// every failure has to. explain is what the package makes of an evidence; it
// includes Row.Explain.
func Rows(t *testing.T, rows []hint.Row, all []*hint.Evidence) {
	t.Helper()
	reached := make(map[*hint.Row]bool)
	for _, e := range all {
		row := hint.First(rows, e)
		if row == nil {
			t.Errorf("no row for %v %+v %v", e.Call, e.Answer, e.Err)
			continue
		}
		reached[row] = true
		f := row.Explain(e)
		failuretest.Worded(t, f)
		if row.Likely != likely.MatchString(f.Cause) {
			t.Errorf("the row says likely: %v, its words do not: %q", row.Likely, f.Cause)
		}
	}
	claimed := make(map[string]hint.Claim)
	for i := range rows {
		row := &rows[i]
		if !reached[row] {
			t.Errorf("no evidence of this test leads to the row %q: %q", row.Title, row.Cause)
		}
		if row.Claim == "" || row.Link == "" && row.Source == "" {
			t.Errorf("%q claims nothing, or names neither page nor source", row.Title)
		}
		if other, ok := claimed[row.Cause]; ok && other != row.Claim {
			t.Errorf("one cause with two claims, %q and %q: %q", other, row.Claim, row.Cause)
		}
		claimed[row.Cause] = row.Claim
	}
}
