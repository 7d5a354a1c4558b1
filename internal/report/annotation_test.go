package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// TestMessage: an annotation begins with its title, and shows as many fixes as
// fit, at most three. Values are cut before the first fix is left out.
func TestMessage(t *testing.T) {
	t.Parallel()
	value := untrusted.Quote(strings.Repeat("v", 500))
	fix, long := "Write `job-id: x` on the {provisioning page}.", strings.Repeat("Do it. ", 80)
	for name, tt := range map[string]struct {
		cause string
		fixes []string
		want  string
		shown int
	}{
		"short":      {"It is `x`.", []string{fix}, "A title. It is \"x\".\nWrite \"job-id: x\" on the provisioning page.", 1},
		"four fixes": {"It is.", []string{"A.", "B.", "C.", "D."}, "A title. It is.\nA.\nB.\nC.", 3},
		"long fix":   {"It is.", []string{fix, long}, "A title. It is.\nWrite", 1},
		"values":     {strings.Repeat("It is "+value+". ", 4), []string{fix}, "A title. It is \"vvv", 1},
		"no fix":     {"It is.", nil, "A title. It is.", 0},
	} {
		text, shown := message("A title", tt.cause, tt.fixes, nil)
		if !strings.HasPrefix(text, tt.want) || shown != tt.shown {
			t.Errorf("%s: %d fixes in\n%s\nwant %d in\n%s", name, shown, text, tt.shown, tt.want)
		}
		if strings.ContainsAny(text, "`{}") {
			t.Errorf("%s: Markdown in an annotation: %s", name, text)
		}
	}
}

// TestGivenIsNeverCut: of a value that a person gave an annotation has all, or
// its length, and no part.
func TestGivenIsNeverCut(t *testing.T) {
	t.Parallel()
	given := strings.Repeat("0123456789abcdef", 16)
	for name, tt := range map[string]struct {
		cause string
		whole bool
	}{
		"room":    {"There is `" + given + "`.", true},
		"no room": {"There is `" + given + "`, and `" + given + "`.", false},
	} {
		text, _ := message("A title", tt.cause, []string{strings.Repeat("Check it. ", 10)}, []string{given})
		if whole := strings.Contains(text, given); whole != tt.whole {
			t.Errorf("%s: whole %v, want %v: %s", name, whole, tt.whole, text)
		}
		if strings.Contains(strings.ReplaceAll(text, given, ""), given[:8]) || !tt.whole && !strings.Contains(text, "a value of 256 characters") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestBound: however long what others wrote is, an annotation is not longer
// than is read, and what it leaves out is in the log.
func TestBound(t *testing.T) {
	t.Parallel()
	for _, value := range []string{strings.Repeat("x", 4000), strings.Repeat("ä ", 400), strings.Repeat("##[", 300), strings.Repeat("%\n", 500)} {
		run := foreignRun(value)
		run.Failure.Cause = strings.Repeat("It was "+untrusted.Quote(value)+". ", 12)
		run.Failure.Fixes = []string{"One " + untrusted.Quote(value) + ".", "Two.", "Three.", "Four."}
		run.Warnings = []failure.Warning{{Title: "Take care", Text: strings.Repeat("Of "+untrusted.Quote(value)+". ", 30), Fix: "Check it."}}
		log, _, _ := written(t, run, nil)
		for line := range strings.Lines(log) {
			if !strings.HasPrefix(line, "::") {
				continue
			}
			_, text, _ := strings.Cut(strings.TrimSpace(line)[2:], "::")
			text = strings.NewReplacer("%0A", "\n", "%0D", "\r", "%25", "%").Replace(text)
			if n := utf8.RuneCountInString(text); n > 600 {
				t.Errorf("an annotation of %d characters: %s", n, text)
			}
		}
		if !strings.Contains(log, "Four.") {
			t.Errorf("the last fix is nowhere in the log:\n%s", log)
		}
	}
}
