package report

import (
	"bytes"
	"strings"
	"testing"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/start"
)

// TestNoCommand: nothing that is logged is a command, not even what came in
// without passing through package foreign.
func TestNoCommand(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"::error::x", " \t::error::x", "##[error]x", "a ##[add-mask]b", "a\n::error::x\r\n##[error]y", "\v::stop-commands::x"} {
		for _, actions := range []string{"true", ""} {
			var out bytes.Buffer
			r := New(&out, func(name string) string {
				if name == "GITHUB_ACTIONS" {
					return actions
				}
				return ""
			})
			r.Info("%s", text)
			r.Warn("A title", text)
			for line := range strings.Lines(out.String()) {
				ours := actions == "true" && strings.HasPrefix(line, "::warning title=A title::")
				if strings.HasPrefix(strings.TrimSpace(line), "::") && !ours || strings.Contains(line, "##[") {
					t.Errorf("%q: a command: %q", text, line)
				}
			}
		}
	}
}

// TestLongAnnotation: the runner cuts what is longer than 4096 characters.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs
func TestLongAnnotation(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := New(&out, func(name string) string { return map[string]string{"GITHUB_ACTIONS": "true"}[name] })
	r.Warn("A title", strings.Repeat("ä", 10_000))
	_, text, _ := strings.Cut(out.String(), "::warning title=A title::")
	if n := len(text); n < 1000 || n > 4096 {
		t.Errorf("%d bytes, want what the runner shows whole", n)
	}
}

// TestQuarantineReason: the reason in the outputs is that of the first read, as
// long as there was one.
func TestQuarantineReason(t *testing.T) {
	t.Parallel()
	quarantined := func(reason string) *graph.Job {
		return &graph.Job{Status: graph.Status{Quarantine: &graph.Quarantine{Reason: reason}}}
	}
	run := &Run{Outcome: start.Outcome{Before: quarantined("Before"), After: quarantined("After")}}
	if got := run.outputs()["quarantine-reason"]; got != "Before" {
		t.Errorf("quarantine-reason %q, want that of the first read", got)
	}
}
