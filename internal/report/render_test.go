package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// foreignRun is a run in which every text that somebody else wrote is s.
func foreignRun(s string) *Run {
	c, _ := cloud.Lookup("global")
	job := &graph.Job{
		ID: s, TemplateID: s,
		Schedule: graph.Schedule{State: s, Interval: graph.Interval{Duration: 40 * time.Minute}},
		Status: graph.Status{
			Code:          s,
			Quarantine:    &graph.Quarantine{Reason: s, Error: &graph.ExecutionError{Code: s, Message: s}},
			LastExecution: &graph.Execution{State: s, Ended: graph.Time{Time: time.Unix(1, 0)}, Error: &graph.ExecutionError{Code: s, Message: s}},
			Entries:       []graph.EntryCount{{Key: s, Value: 1}, {Key: s, Value: 2}},
		},
	}
	return &Run{
		Inputs:    inputs.Inputs{JobID: s, ServicePrincipalID: "60443998-8cf7-4e61-b05c-a53b658cb5e1", Cloud: c},
		RequestID: "6e1f6a3c-0000-4000-8000-000000000000",
		Outcome:   start.Outcome{Result: start.Failed, Before: job, After: job, RequestID: s},
		Diagnosis: failure.Diagnosis{Failure: &failure.Failure{
			Title: "It failed", Cause: "It was " + untrusted.Quote(s) + ".", Sent: "Nothing was started.",
			Fixes: []string{"Look at " + untrusted.Quote(s) + " on the {provisioning page}."}, Facts: []failure.Fact{{Name: "subject", Value: s}, {Name: "copied", Value: s, Copied: true}},
			Table:    &failure.Table{Head: []string{"job-id", "template"}, Rows: [][]string{{s, s}}},
			Commands: []failure.Commands{{Heading: "Do it", Consequence: "Then " + untrusted.Quote(s) + " may."}},
			Trace:    []failure.Fact{{Name: "request-id", Value: s}},
		}, Warnings: []failure.Warning{{Title: "Take care", Text: "Of " + untrusted.Quote(s) + ".", Fix: "Check {it}."}}},
	}
}

var codeSpan = regexp.MustCompile("````+ .*? ````+|``` .*? ```|`` .*? ``|`[^`\n]*`")

var fenced = regexp.MustCompile("(?ms)^(```+)\n.*?^```+\n")

// skeleton is a text without its code: what is left is ours. A bar ends a cell
// of a table in a code span too.
func skeleton(text string) string {
	var b strings.Builder
	for line := range strings.Lines(fenced.ReplaceAllString(text, "BLOCK\n")) {
		b.WriteString(codeSpan.ReplaceAllStringFunc(line, func(span string) string {
			if !strings.HasPrefix(line, "|") {
				return "C"
			}
			return "C" + strings.Repeat("|", strings.Count(span, "|"))
		}))
	}
	return b.String()
}

// written runs a report in a workflow and returns log, outputs and summary.
func written(t *testing.T, run *Run, env map[string]string) (log, outputs, summary string) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"GITHUB_ACTIONS":      "true",
		"GITHUB_OUTPUT":       filepath.Join(dir, "output"),
		"GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
	}
	for name, value := range env {
		all[name] = value
	}
	var out bytes.Buffer
	r := New(&out, func(name string) string { return all[name] })
	if failed := r.Begin(run.RequestID); failed != nil {
		t.Fatal(failed)
	}
	r.End(run)
	read := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(dir, name))
		return string(b)
	}
	return out.String(), read("output"), read("summary")
}

var hostile = []string{
	"::error::x", "a\n::error::x", "a\r\n::set-output name=result::started", "##[error]x", "a##[command]b", "##vso[task.setvariable variable=x]y", "a##VSO[x]b",
	"%0A::error::x", "a|b|c", "a\\|b", "`code`", "``", "```\n# x", "<img src=x onerror=y>", "&lt;b&gt;", "@octocat and @github/team",
	"[x](https://evil.example)", "![x](https://evil.example/a.png)", "https://evil.example", "#1", "**b** _i_ ~s~",
	"\u202eevil\u2066", "\u2028::error::x", "\x1b[31mred\x1b[0m", "\x00\xff\xfe", "- [ ] x", "> x", "1. x", "# x", "|---|",
	"_GitHubActionsFileCommandDelimeter_", "_GitHubActionsFile_GitHubActionsFileCommandDelimeter_CommandDelimeter_", "x_GitHubActionsFileCommandDelimeter_\nresult<<x", strings.Repeat("ä|`@<", 5000), "\\", "`\\`|",
}

// FuzzRender: for any foreign text no panic, no workflow command, no output but
// ours, no broken table, no markup, and a summary of bounded size.
func FuzzRender(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	plainLog, _, plainSummary := written(&testing.T{}, foreignRun("x"), nil)
	f.Fuzz(func(t *testing.T, s string) {
		if untrusted.Line(s) == "" || known[untrusted.Line(s)] || known[s] {
			t.Skip("an empty or a known word changes what is said")
		}
		log, outputs, summary := written(t, foreignRun(s), nil)
		if got, want := skeleton(summary), skeleton(plainSummary); got != want {
			t.Errorf("%q changes the summary:\n%s\nwant\n%s", s, got, want)
		}
		if got, want := strings.Count(log, "\n"), strings.Count(plainLog, "\n"); got != want {
			t.Errorf("%q makes %d lines of log, want %d:\n%s", s, got, want, log)
		}
		for line := range strings.Lines(log) {
			start := strings.HasPrefix(strings.TrimSpace(line), "::")
			ours := strings.HasPrefix(line, "::error title=It failed::") || strings.HasPrefix(line, "::warning title=Take care::")
			folds := line == "::group::Do it\n" || line == "::endgroup::\n"
			if start && !ours && !folds || command.MatchString(line) {
				t.Errorf("%q makes a command: %q", s, line)
			}
		}
		checkOutputs(t, s, outputs)
		if len(summary) > 1<<20 {
			t.Errorf("a summary of %d bytes", len(summary))
		}
	})
}

// known are words that the sentences depend on.
var known = map[string]bool{
	"None": true, "Quarantine": true, "Active": true, "user to User": true, "User to User": true, "group to Group": true, "Group to Group": true,
}

// checkOutputs reads the file as the runner does and wants our outputs alone.
func checkOutputs(t *testing.T, s, file string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(file, "\n"), "\n")
	names := 0
	for i := 0; i+2 < len(lines); i += 3 {
		name, delimiter, ok := strings.Cut(lines[i], "<<")
		if !ok || lines[i+2] != delimiter || lines[i+1] == delimiter {
			t.Fatalf("%q breaks the outputs at line %d:\n%s", s, i, file)
		}
		names++
		if !strings.Contains(fmt.Sprint(OutputNames), name) {
			t.Errorf("%q makes an output %q", s, name)
		}
	}
	if names != len(OutputNames) || len(lines) != 3*names {
		t.Errorf("%q: %d outputs in %d lines, want %d", s, names, len(lines), len(OutputNames))
	}
}

// TestTokensLeaveNoTrace: a masked token that a server sent back is hidden
// everywhere, also where it was cut.
func TestTokensLeaveNoTrace(t *testing.T) {
	t.Parallel()
	const opaque = "sentinel-0123456789-abcdefghijklmnopqrstuvwxyz"
	const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzZW50aW5lbCJ9.c2lnbmF0dXJlLXNlbnRpbmVsLXNlbnRpbmVs"
	for _, text := range []string{opaque, "x " + opaque[:20], strings.Repeat("x", 290) + " " + jwt, jwt, strings.Split(jwt, ".")[2]} {
		var out bytes.Buffer
		r := New(&out, func(name string) string { return "" })
		r.Mask(opaque)
		r.Mask(jwt)
		r.Mask("abc.0123456789")
		r.Info("%s", "x abc.0123456789")
		r.Info("line %s", text)
		r.End(foreignRun(text))
		for _, part := range append(strings.Split(jwt, "."), opaque[:20], "abc.0123456789") {
			if strings.Contains(out.String(), part[:14]) {
				t.Errorf("%q shows %q:\n%s", text, part, out.String())
			}
		}
	}
}

// TestMask: the command is written at once in a workflow and nowhere else.
func TestMask(t *testing.T) {
	t.Parallel()
	for actions, want := range map[string]string{"true": "::add-mask::sentinel-token\n", "": "", "false": ""} {
		var out bytes.Buffer
		r := New(&out, func(name string) string {
			if name == "GITHUB_ACTIONS" {
				return actions
			}
			return ""
		})
		r.Mask("")
		r.Mask("sentinel-token")
		if out.String() != want {
			t.Errorf("GITHUB_ACTIONS=%q: %q, want %q", actions, out.String(), want)
		}
	}
}

// TestNobodyReads: a log that cannot be written stops nothing.
func TestNobodyReads(t *testing.T) {
	t.Parallel()
	r := New(broken{}, func(string) string { return "" })
	r.Mask("sentinel-token")
	r.End(foreignRun("x"))
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }
