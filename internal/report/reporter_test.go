package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"start-synchronization-job/internal/failure"
)

// command is what Azure Pipelines and GitHub's runner take for one anywhere.
var command = regexp.MustCompile(`##[A-Za-z]*\[`)

// TestNoCommand: nothing that is logged is a command, not even what came in
// without passing through package untrusted.
func TestNoCommand(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"::error::x", " \t::error::x", "##[error]x", "a ##[add-mask]b", "##vso[task.complete]x", "a ##VSO[x]b##vso[y]", "a\n::error::x\r\n##[error]y", "\v::stop-commands::x"} {
		for _, actions := range []string{"true", ""} {
			var out bytes.Buffer
			r := New(&out, func(name string) string {
				if name == "GITHUB_ACTIONS" {
					return actions
				}
				return ""
			})
			r.Info("%s", text)
			r.warn(failure.Warning{Title: "A title", Text: text})
			for line := range strings.Lines(out.String()) {
				ours := actions == "true" && strings.HasPrefix(line, "::warning title=A title::")
				if strings.HasPrefix(strings.TrimSpace(line), "::") && !ours || command.MatchString(line) {
					t.Errorf("%q: a command: %q", text, line)
				}
			}
		}
	}
}
