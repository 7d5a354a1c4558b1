package runner

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a reader sees of a log, and what the runner obeys in it.
func TestRender(t *testing.T) {
	t.Parallel()
	const masked = "::add-mask::secret\n"
	tests := []struct {
		name, log, text string
		annotations     []Annotation
		commands        []string
	}{
		{"nothing", "", "", nil, nil},
		{"text", "a\nb", "a\nb\n", nil, nil},
		{"no mask yet", "secret\n" + masked + "a secret line\n", "secret\na *** line\n", nil, []string{"add-mask"}},
		{"a blank mask", "::add-mask:: \na b\n", "a b\n", nil, []string{"add-mask"}},
		{
			"escapes", masked + "::error title=50%25%3A t,file=x::first%0Asecond %250A %3A secret\n", "Error: first\nsecond %0A %3A ***\n",
			[]Annotation{{"error", "50%: t", "first\nsecond %0A %3A ***"}}, []string{"add-mask", "error"},
		},
		{
			"a title is not masked", masked + "::notice title=secret::x\n", "Notice: x\n",
			[]Annotation{{"notice", "secret", "x"}}, []string{"add-mask", "notice"},
		},
		{
			"the old way", "text ##[warning title=a%3Bb]old\n", "Warning: old\n",
			[]Annotation{{"warning", "a;b", "old"}}, []string{"warning"},
		},
		{
			"any case of letters", "::ERROR::x\n##[Warning]y\n::Add-Mask::z\nz\n", "Error: x\nWarning: y\n***\n",
			[]Annotation{{"error", "", "x"}, {"warning", "", "y"}}, []string{"error", "warning", "add-mask"},
		},
		{
			"any white space before", "\u00a0\u2003\u3000\u2028\t::error::x\n", "Error: x\n",
			[]Annotation{{"error", "", "x"}}, []string{"error"},
		},
		{"what is not white space", "\u200b::error::x\n\ufeff::error::x\n", "\u200b::error::x\n\ufeff::error::x\n", nil, nil},
		{"a carriage return", "a\r::debug::x\r\nb\n", "a\nb\n", nil, []string{"debug"}},
		{"no command", "::unknown::x\nnot ::error::x\n::error\n", "::unknown::x\nnot ::error::x\n::error\n", nil, nil},
		{"group", masked + "::group::a secret\n::endgroup::\n", "▸ a ***\n", nil, []string{"add-mask", "group", "endgroup"}},
		{
			"stopped", "::stop-commands::Token\n::error::x\n::token::\n::error::y\n", "::stop-commands::Token\n::error::x\n::token::\nError: y\n",
			[]Annotation{{"error", "", "y"}}, []string{"stop-commands", "error"},
		},
		{
			"a long token is masked", "::Stop-Commands::a-long-token\n::error::x\n", "::Stop-Commands::***\n::error::x\n", nil, []string{"stop-commands"},
		},
		{
			"stopped by a known name", "::stop-commands::error\n::error::x\n", "::stop-commands::error\nError: x\n",
			[]Annotation{{"error", "", "x"}}, []string{"stop-commands", "error"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := Render(test.log)
			var names []string
			for _, c := range got.Commands {
				names = append(names, c.Name)
			}
			if got.Text != test.text {
				t.Errorf("text %q, want %q", got.Text, test.text)
			}
			if diff := cmp.Diff(test.annotations, got.Annotations); diff != "" {
				t.Errorf("annotations (-want +got):\n%s", diff)
			}
			if !slices.Equal(names, test.commands) {
				t.Errorf("commands %q, want %q", names, test.commands)
			}
		})
	}
}

// An annotation has 4,096 UTF-16 code units at most, and there are ten of each
// level. The log has all of them.
func TestBounds(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	for range 11 {
		log.WriteString("::error::x\n")
	}
	log.WriteString("::warning::" + strings.Repeat("😀", 2049) + "\n")
	view := Render(log.String())
	if n := view.count("error"); n != 10 || strings.Count(view.Text, "Error: x") != 11 {
		t.Errorf("%d errors, want 10, and 11 in the log:\n%s", n, view.Text)
	}
	last := view.Annotations[len(view.Annotations)-1]
	if last.Message != strings.Repeat("😀", 2048) {
		t.Errorf("a message of %d bytes", len(last.Message))
	}
}

// A secret is masked whole, line by line and in each encoding, in the job
// summary too, whether it is of the repository or of the step.
func TestMasks(t *testing.T) {
	t.Parallel()
	tests := []struct{ secret, text, want string }{
		{"p&ss'w\"rd <x>", "p&ss'w\"rd <x>", "***"},
		{"line one\n  line two \n", "see line one, line two", "see ***, ***"},
		{"user:password", "dXNlcjpwYXNzd29yZA== c2VyOnBhc3N3b3Jk ZXI6cGFzc3dvcmQ=", "*** *** ***"},
		{`say "x"`, `say \"x\"`, "***"},
		{"it's", "it''s", "***"},
		{"a\tb\\c", `a\tb\\c`, "***"},
		{"a b/ä", "a%20b%2F%C3%A4", "***"},
		{"<a&'\">", "&lt;a&amp;&apos;&quot;&gt;", "***"},
		{`"quoted value"`, "quoted value", "***"},
		{`"short"`, "short", "short"},
		{"first&second&third-part", "first&second& third-part", "*** ***"},
		{"first&+xsecond", "first&+ second", "*** ***"},
		{"ab&cd", "ab& cd", "ab& cd"},
		{"aba", "ababa", "***"},
		{"ab", "abab x ab", "*** x ***"},
	}
	for _, test := range tests {
		view := Render("", test.secret)
		if got := view.Mask(test.text); got != test.want {
			t.Errorf("secret %q in %q: %q, want %q", test.secret, test.text, got, test.want)
		}
		escaped := strings.NewReplacer("%", "%25", "\n", "%0A").Replace(test.secret)
		view = Render("::add-mask::" + escaped + "\n" + test.text + "\n")
		if view.Text != test.want+"\n" {
			t.Errorf("masked by a command, %q in %q: %q, want %q", test.secret, test.text, view.Text, test.want)
		}
	}
	view := Render("", "of two\nlines here")
	if got := view.Mask("of two\nlines here\n"); got != "***\n***\n" {
		t.Errorf("a summary: %q", got)
	}
}
