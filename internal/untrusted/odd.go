package untrusted

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Odd returns the first character of a value that a person cannot see or takes
// for another one, as the end of a sentence: its code point and what it is. It
// returns nothing where there is none. Tabs and line ends are not odd.
func Odd(value string) string {
	for i, r := range value {
		if _, size := utf8.DecodeRuneInString(value[i:]); r == utf8.RuneError && size == 1 {
			return fmt.Sprintf("the byte 0x%02X, which is not UTF-8", value[i])
		}
		if r == '\t' || r == '\n' || r == '\r' {
			continue
		}
		for _, kind := range oddities {
			if kind.is(r) {
				return fmt.Sprintf("%U, %s", r, kind.name)
			}
		}
	}
	return ""
}

// oddities are the kinds of such characters. Some of the blanks are letters or
// symbols to Unicode.
var oddities = []struct {
	name string
	is   func(rune) bool
}{
	{"which looks like a hyphen", func(r rune) bool {
		return r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == 0xFE58 || r == 0xFE63 || r == 0xFF0D
	}},
	{"a blank that is not a space", func(r rune) bool {
		blank := r == 0x2800 || r == 0x3164 || r == 0x115F || r == 0x1160 || r == 0xFFA0
		return blank || r != ' ' && unicode.IsSpace(r)
	}},
	{"a control character", unicode.IsControl},
	{"which cannot be seen", func(r rune) bool {
		return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
	}},
	{"which stands for a character that was lost", func(r rune) bool { return r == unicode.ReplacementChar }},
	{"which is not a character of any script", func(r rune) bool { return !unicode.IsPrint(r) }},
}
