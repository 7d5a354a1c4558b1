// Package failuretest holds failures against the rules of package failure, for
// the fuzz tests of those who make failures of somebody else's words.
package failuretest

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"start-synchronization-job/internal/failure"
)

// maxShort is how long an annotation's text may be, in bytes of UTF-8; foreign
// texts of up to 300 characters may stand in it.
const maxShort = 8 << 10

// Plain fails the test where a text of f holds what no sentence of ours does:
// a control or invisible character, a workflow command, a backtick without its
// pair, or bytes that are not UTF-8. Values, which are foreign as they came, may.
func Plain(t testing.TB, f *failure.Failure) {
	t.Helper()
	sentences := append([]string{f.Title, f.What, f.Means}, f.Do...)
	for _, text := range slices.Concat(sentences, f.Commands, []string{f.Query, f.Link}) {
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
	if f.Title == "" || f.What == "" {
		t.Errorf("nothing is said: %+v", f)
	}
	if len(f.Title) > 100 || strings.Contains(f.Title, "`") {
		t.Errorf("a title with somebody else's words: %q", f.Title)
	}
	if n := len(f.Short()); n > maxShort {
		t.Errorf("%d bytes for an annotation", n)
	}
	if f.Link != "" && (!strings.HasPrefix(f.Link, "https://") || strings.ContainsAny(f.Link, "<> ")) {
		t.Errorf("not an address: %q", f.Link)
	}
}
