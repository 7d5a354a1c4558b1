package untrusted

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaxGiven is how many characters of a value that a person gave are quoted.
const MaxGiven = 160

// Given returns a value that a person gave, such as an input or a path, for use
// in a sentence: between backticks, whole and unaltered, or described by its
// kind and length. GitHub masks a secret where it stands whole, so a part of
// one, or one with a character changed, would be printed in clear. No other
// function brings such a value into a text.
func Given(value string) string {
	switch {
	case value == "":
		return "(empty)"
	case utf8.RuneCountInString(value) <= MaxGiven && survives(value):
		return "`" + value + "`"
	}
	return Describe(value)
}

// survives reports whether a value reaches log, annotation and job summary as
// it is: nothing in it is replaced, folded or broken on the way.
func survives(value string) bool {
	return utf8.ValidString(value) && printable(value) == value && !strings.ContainsAny(value, "`|")
}

// Describe says what a value is without any part of it: its kind and length.
func Describe(value string) string {
	kind := "a value"
	for _, k := range kinds {
		if k.is(strings.TrimSpace(value)) {
			kind = k.name
			break
		}
	}
	return fmt.Sprintf("%s of %d characters", kind, utf8.RuneCountInString(value))
}

// kinds are what people give by mistake, the most telling first.
var kinds = []struct {
	name string
	is   func(value string) bool
}{
	{"a PEM key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`).MatchString},
	{"a PEM file", func(v string) bool { return strings.Contains(v, "-----BEGIN ") }},
	{"a JSON object", func(v string) bool { return strings.HasPrefix(v, "{") && json.Valid([]byte(v)) }},
	{"a JWT", regexp.MustCompile(`^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$`).MatchString},
	{"an address", func(v string) bool { return strings.Contains(v, "://") && !strings.ContainsAny(v, " \n") }},
	{"a text of several lines", func(v string) bool { return strings.Contains(v, "\n") }},
}
