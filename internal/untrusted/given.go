package untrusted

import (
	"cmp"
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
// one, or one with a character changed, would be printed in clear. Given and
// Whole are the only ways of such a value into a text.
func Given(value string) string {
	if utf8.RuneCountInString(value) > MaxGiven {
		return Describe(value)
	}
	return Whole(value)
}

// Whole is Given for a value of any length, such as the ID of a job.
func Whole(value string) string {
	switch {
	case value == "":
		return "(empty)"
	case survives(value):
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
	return fmt.Sprintf("%s of %d characters", cmp.Or(Kind(value), "a value"), utf8.RuneCountInString(value))
}

// Kind returns what a value is that people give by mistake, such as a PEM key,
// or nothing.
func Kind(value string) string {
	for _, k := range kinds {
		if k.is(strings.TrimSpace(value)) {
			return k.name
		}
	}
	return ""
}

// The kinds of values that have a meaning beyond their name.
const (
	JWT  = "a JWT"
	JSON = "a JSON object"
)

// kinds are what people give by mistake, the most telling first.
var kinds = []struct {
	name string
	is   func(value string) bool
}{
	{"a PEM key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`).MatchString},
	{"a PEM file", func(v string) bool { return strings.Contains(v, "-----BEGIN ") }},
	{JSON, func(v string) bool { return strings.HasPrefix(v, "{") && json.Valid([]byte(v)) }},
	{JWT, regexp.MustCompile(`^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$`).MatchString},
	{"an address", func(v string) bool { return strings.Contains(v, "://") && !strings.ContainsAny(v, " \n") }},
	{"a text of several lines", func(v string) bool { return strings.Contains(v, "\n") }},
}
