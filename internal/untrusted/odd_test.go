package untrusted

import (
	"strings"
	"testing"
)

// TestOdd: what a person cannot see, or takes for something else, is named with
// its code point.
func TestOdd(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"contoso.com": "", "two words": "", "a\tb\r\nc": "", "Überraschung – 漢字": "U+2013, which looks like a hyphen",
		"a\u200bb": "U+200B, which cannot be seen", "\ufeffa": "U+FEFF, which cannot be seen", "a\u00ad": "U+00AD, which cannot be seen",
		"a\u202e": "U+202E, which cannot be seen", "a\ufe0f": "U+FE0F, which cannot be seen", "a\u034f": "U+034F, which cannot be seen",
		"a\u2011b": "U+2011, which looks like a hyphen", "a\u2212b": "U+2212, which looks like a hyphen",
		"a\u00a0b": "U+00A0, a blank", "a\u3000b": "U+3000, a blank", "a\u2028b": "U+2028, a blank", "a\u3164b": "U+3164, a blank",
		"a\u2800b": "U+2800, a blank", "a\x00b": "U+0000, a control", "a\x7fb": "U+007F, a control", "a\u0085b": "U+0085, a blank",
		"a\ufffdb": "U+FFFD, which stands for", "a\uffffb": "U+FFFF, which is not", "a\ue000b": "U+E000, which is not", "a\xffb": "the byte 0xFF",
	} {
		got := Odd(value)
		if !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("Odd(%q) = %q, want %q", value, got, want)
		}
	}
}
