package report

import (
	"strings"
	"testing"
)

// TestBlock: no line ends the block that it stands in.
func TestBlock(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"az rest", "a ``` b", "````", "```````"} {
		lines := strings.Split(block([]string{"first", line}), "\n")
		fence := lines[0]
		if len(lines) != 5 || lines[3] != fence || strings.Trim(fence, "`") != "" || strings.Contains(line, fence) {
			t.Errorf("%q in\n%s", line, strings.Join(lines, "\n"))
		}
	}
}

// TestProse: outside code nothing is markup, and nobody is mentioned, whatever
// stands before the sign.
func TestProse(t *testing.T) {
	t.Parallel()
	for text, never := range map[string]string{
		"@octavia": "@o", "ask @octavia": "@o", "(@octavia/team)": "@o", "a <b>c</b>": "<", "a|b": "a|b", "[x](y)": "[x](y)",
	} {
		if got := prose(text); strings.Contains(got, never) {
			t.Errorf("prose(%q) = %q", text, got)
		}
	}
}
