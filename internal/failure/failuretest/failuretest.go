// Package failuretest checks failures against the rules of package failure.
package failuretest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"start-synchronization-job/internal/failure"
)

// Plain fails the test where a text of f holds what no sentence may: a control
// or invisible character, a workflow command, a backtick without its pair, or
// bytes that are not UTF-8. Values, which are as they came, may hold any of it.
func Plain(t testing.TB, f *failure.Failure) {
	t.Helper()
	sentences := append([]string{f.Title, f.Cause, f.Sent}, f.Fixes...)
	all := slices.Concat(sentences, []string{f.Holds, f.Query, f.Link})
	for _, c := range f.Commands {
		sentences = append(sentences, c.Heading, c.Consequence)
		all = slices.Concat(all, []string{c.Heading, c.Consequence}, c.Lines)
	}
	for _, text := range all {
		if !utf8.ValidString(text) || strings.Contains(text, "##[") || strings.HasPrefix(text, "::") ||
			strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("not plain: %q", text)
		}
	}
	for _, text := range sentences {
		if strings.Count(text, "`")%2 != 0 {
			t.Errorf("a backtick without its pair: %q", text)
		}
	}
	if f.Title == "" || f.Cause == "" {
		t.Errorf("no title or no cause: %+v", f)
	}
	if len(f.Title) > 60 || strings.Contains(f.Title, "`") {
		t.Errorf("a long title, or one with text from elsewhere: %q", f.Title)
	}
	if f.Link != "" && (!strings.HasPrefix(f.Link, "https://") || strings.ContainsAny(f.Link, "<> ")) {
		t.Errorf("not an address: %q", f.Link)
	}
}

// stale are words that the sentences of this program do not use. The expression
// does not match itself, so that a search finds the others.
var stale = regexp.MustCompile(`(?i)\b(m[e]nd\w*|t[o]ld|letter b[y] letter|is n[o]t well|by the l[o]ok of it|makes for|else,)`)

// Worded fails the test where f does not read as every failure has to: a title
// without a full stop, sentences that end in one, at least one fix, sentences
// that are short and in which every value is filled in, and no word out of use.
func Worded(t testing.TB, f *failure.Failure) {
	t.Helper()
	Plain(t, f)
	if strings.HasSuffix(f.Title, ".") || len(f.Fixes) == 0 || f.Sent == "" {
		t.Errorf("a title with a full stop, no fix, or nothing about what was sent: %+v", f)
	}
	for _, text := range append([]string{f.Cause, f.Sent}, f.Fixes...) {
		if strings.Contains(quoted.ReplaceAllString(text, ""), "<") {
			t.Errorf("a name in place of a value: %q", text)
		}
		if !strings.HasSuffix(strings.TrimRight(text, "`}"), ".") || strings.Contains(text, "  ") {
			t.Errorf("not a sentence: %q", text)
		}
		if n := utf8.RuneCountInString(quoted.ReplaceAllString(text, "`value`")); n > 260 {
			t.Errorf("%d characters without the values: %q", n, text)
		}
		if word := stale.FindString(text); word != "" {
			t.Errorf("%q is out of use: %q", word, text)
		}
	}
}

var quoted = regexp.MustCompile("`[^`]*`")
