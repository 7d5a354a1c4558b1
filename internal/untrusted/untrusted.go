// Package untrusted makes text from elsewhere harmless.
//
// Graph's, Entra's and GitHub's messages, subjects, job ids, states and the
// inputs themselves can hold line ends, workflow commands, Markdown, HTML,
// mentions and right-to-left marks. All of it passes through here before it
// becomes part of a sentence.
package untrusted

import (
	"regexp"
	"strings"
	"unicode"
)

// MaxLine is how many characters of a text from elsewhere are kept in a
// sentence.
const MaxLine = 300

// Line returns s as one printable line: every run of line ends, control
// characters, invisible and direction-changing marks becomes one space, and
// what is longer than MaxLine characters is cut. It also breaks commands as
// Inert does.
func Line(s string) string {
	return cut(printable(s), MaxLine)
}

// MaxText is how many characters of a text from elsewhere are kept where there
// is room for all that matters in it.
const MaxText = 4000

// Text is Line for such a place: it cuts at MaxText.
func Text(s string) string { return cut(printable(s), MaxText) }

// Quote returns Line(s) between backticks, for use in a sentence: the Markdown
// of the job summary shows it as code, in which nothing is markup and nobody is
// mentioned.
func Quote(s string) string { return QuoteOr(s, "(empty)") }

// QuoteOr returns Quote(s), or what to say where there is nothing to quote.
func QuoteOr(s, nothing string) string {
	line := strings.ReplaceAll(Line(s), "`", "'")
	if line == "" {
		return nothing
	}
	return "`" + line + "`"
}

func printable(s string) string {
	if len(s) > maxRead {
		s = s[:maxRead]
	}
	s = strings.Join(strings.Fields(strings.Map(Printable, s)), " ")
	return Inert(token.ReplaceAllString(s, "(token)"))
}

// Inert breaks "##[" and "##vso[" with a space: GitHub's runner takes the one
// and Azure Pipelines both for a command, anywhere in a line
// (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs,
// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands).
func Inert(s string) string { return command.ReplaceAllString(s, "## $1") }

var command = regexp.MustCompile(`##(\pL*\[)`)

// maxRead is how much of a text is looked at, in bytes.
const maxRead = 16 << 10

// token is a JSON web token or the beginning of one. A service should not
// send one back in a message, and it is never shown.
var token = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*`)

// cut shortens s, at the end of a word where there is one in the last quarter.
func cut(s string, characters int) string {
	n := 0
	for i := range s {
		if n++; n > characters {
			s = s[:i]
			if end := strings.LastIndexByte(s, ' '); end > i*3/4 {
				s = s[:end]
			}
			return s + "…"
		}
	}
	return s
}

// Printable is for strings.Map: it makes a space of every character that is
// not printable, and keeps the others.
func Printable(r rune) rune {
	if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
		return ' '
	}
	return r
}
