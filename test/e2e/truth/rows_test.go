package truth

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/diagnose/hint"
)

// pattern is what a row looks like once its values are filled in.
type pattern struct {
	row *hint.Row
	is  *regexp.Regexp
}

// value is the name of a value in the texts of a row; what it stands for may be
// nothing.
var value = regexp.MustCompile(`<[a-z' -]+>`)

// patterns are those of all rows. The longest comes first: what it says in words
// of its own another row has as a value, if at all.
var patterns = func() []pattern {
	var all []pattern
	for _, row := range diagnose.Rows() {
		all = append(all, pattern{&row, regexp.MustCompile(`^` + spelt(row.Title) + `\. ` + spelt(row.Cause) + saidAfter + `$`)})
	}
	slices.SortStableFunc(all, func(a, b pattern) int { return len(own(b.row)) - len(own(a.row)) })
	return append(all, ofInputs...)
}()

// own is what a row says in words of its own.
func own(row *hint.Row) string { return value.ReplaceAllString(row.Title+row.Cause, "") }

// spelt is a text of a row as an expression. Annotations quote where the texts
// have backticks.
func spelt(text string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(value.ReplaceAllString(text, "\x00"), "\x00") {
		b.WriteString(regexp.QuoteMeta(part) + `.*?`)
	}
	return strings.NewReplacer("`", "[`\"]", `\{`, ``, `\}`, ``).Replace(strings.TrimSuffix(b.String(), `.*?`))
}

// said after a cause: how patient the run was, and what was sent.
const saidAfter = `(?: The (?:sign-in was tried|id token was requested) \d+ times\.| (?:All|The) \d+ attempts to read the job got [^.]*\.)?(?: \S.* asked for a wait of .*\.)?(?: (?:Nothing was started|The start was [^.]*|No request was sent)\.)?`

// unsettled is what a run says first that could not find out what became of its
// start.
var unsettled = regexp.MustCompile(`^It is not known whether the job was started\. (Read again, the job has schedule.state \S+, which does not show a start|The job was not read again)\. `)

// rowOf is the row that says this, by its title and its cause.
func rowOf(t *testing.T, said saying) *hint.Row {
	t.Helper()
	line, _, _ := strings.Cut(said.text, "\n")
	for _, p := range patterns {
		if p.is.MatchString(line) || unsettled.MatchString(line) && p.is.MatchString(p.row.Title+". "+unsettled.ReplaceAllString(line, "")) {
			return p.row
		}
	}
	t.Fatalf("no row says this, so that it cannot be held against the truth:\n%s\n%s", line, said.log)
	return nil
}

// ofInputs is what package inputs says before anything is sent.
var ofInputs = []pattern{
	{&hint.Row{Claim: hint.WrongServicePrincipal, Likely: true}, regexp.MustCompile(`^Input service-principal-id has the same value as "client-id", and one of the two is wrong`)},
	{&hint.Row{Claim: hint.Expired}, regexp.MustCompile(`^Input access-token:? expired at `)},
	{&hint.Row{Claim: hint.WrongCloud}, regexp.MustCompile(`^Input access-token:? is for .*, the Microsoft Graph of the cloud `)},
	{&hint.Row{Claim: hint.OtherToken}, regexp.MustCompile(`^Input access-token:? is for .*; this run calls `)},
	{&hint.Row{Claim: hint.EntraIssued}, regexp.MustCompile(`^Input federated-token:? is an access token of `)},
}
