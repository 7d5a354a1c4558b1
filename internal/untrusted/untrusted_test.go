package untrusted

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"plain text", "plain text"},
		{"  a \r\n\t b\u2028c\u0085d ", "a b c d"},
		{"a\x1b[31mb\x00c", "a [31mb c"},
		{"ab\u202ecd\u2066e\u200bf", "ab cd e f"},
		{"bad\xffutf8", "bad utf8"},
		{"x ##[error] y", "x ## [error] y"},
		{"##\x00[error]", "## [error]"},
		{"a ##vso[task.setvariable variable=x]y", "a ## vso[task.setvariable variable=x]y"},
		{"##VSO[x]###[y]##vso##vso[z]", "## VSO[x]### [y]##vso## vso[z]"},
		{"## vso[x] ##1[y] # #[z]", "## vso[x] ##1[y] # #[z]"},
		{"token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln here", "token (token) here"},
		{"cut eyJhbGciOiJSUzI1NiJ9.eyJzd", "cut (token)"},
		{"Überraschung – 漢字", "Überraschung – 漢字"},
		{strings.Repeat("ä", 300), strings.Repeat("ä", 300)},
		{strings.Repeat("ä", 301), strings.Repeat("ä", 300) + "…"},
		{"", ""},
		{" \n ", ""},
	} {
		if got := Line(tt.in); got != tt.want {
			t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"x": "`x`", "a`b": "`a'b`", "": "(empty)", "\n": "(empty)"} {
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestATokenAcrossTheCut: a token that begins where a line is cut is hidden.
func TestATokenAcrossTheCut(t *testing.T) {
	t.Parallel()
	got := Line(strings.Repeat("x", MaxLine-12) + " eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")
	if strings.Contains(got, "eyJ") {
		t.Errorf("%q shows the beginning of a token", got)
	}
}

// azure is what Azure Pipelines and GitHub's runner take for a command.
var azure = regexp.MustCompile(`##[A-Za-z]*\[`)

func FuzzLine(f *testing.F) {
	f.Add("a\n::error::b ##[x] ##vso[z] `y` eyJhbGciOiJSUzI1NiJ9.e30.")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{Line(s), Quote(s)} {
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > MaxLine+3 || azure.MatchString(got) ||
				strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q becomes %q", s, got)
			}
		}
	})
}
