package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHide(t *testing.T) {
	t.Parallel()
	const secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"nothing in here", "nothing in here"},
		{secret, "(hidden)"},
		{"a " + secret + ", b " + secret, "a (hidden), b (hidden)"},
		{"its end " + secret[len(secret)-9:] + "!", "its end (hidden)!"},
		{"its middle …" + secret[17:33] + "…", "its middle …(hidden)…"},
		{"too little " + secret[:7], "too little " + secret[:7]},
		{"two pieces " + secret[:8] + secret[20:30], "two pieces (hidden)"},
		{secret + secret, "(hidden)"},
		{"short key ab", "short key ab"},
	} {
		var s secrets
		s.add("")
		s.add("key ab")
		s.add(secret)
		if got := s.hide(tt.text); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// FuzzHide: of any secret no eight bytes in a row are left, and what is left is
// the text, in its order.
func FuzzHide(f *testing.F) {
	f.Add("token-0123456789", "before token-0123 after 56789", 3)
	f.Add("ääääääääää", "xäääääx", 1)
	f.Add("aaaaaaaaaaaaaaaa", strings.Repeat("a", 100), 0)
	f.Fuzz(func(t *testing.T, secret, text string, at int) {
		if at >= 0 && at < len(secret) {
			text += secret[at:]
		}
		if strings.ContainsAny(secret+text, "()") || !utf8.ValidString(text) || len(secret+text) > 1<<12 {
			t.Skip("the sign itself, what package foreign lets nobody bring, or too slow to check")
		}
		var s secrets
		s.add(secret)
		got := s.hide(text)
		for _, left := range strings.Split(got, hidden) {
			for i := range len(secret) - telling + 1 {
				if strings.Contains(left, secret[i:i+telling]) {
					t.Errorf("%q of the secret %q in %q", secret[i:i+telling], secret, got)
				}
			}
			_, after, ok := strings.Cut(text, left)
			if !ok {
				t.Errorf("%q is not part of %q", left, text)
			}
			text = after
		}
	})
}

// BenchmarkHide: a hostile answer may be as large as wire lets it be.
func BenchmarkHide(b *testing.B) {
	var s secrets
	s.add(strings.Repeat("0123456789abcdef", 1<<16))
	text := strings.Repeat(fmt.Sprintln("a line of the job summary, as long as they come"), 2000)
	for b.Loop() {
		s.hide(text)
	}
}
