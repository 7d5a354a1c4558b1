package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"start-synchronization-job/internal/report"
	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// hostile are texts that would do something if they were taken for more than
// text. Each is shorter than what is kept of a foreign text.
var hostile = map[string]string{
	"commands": "::error title=octocat::x\n::set-output name=result::started\r\n##[error]y ##[add-mask]z ##vso[task.complete]v %0A::warning::w \u2028::notice::n\n" +
		"_GitHubActionsFileCommandDelimeter_\nresult<<EOF\nstarted\nEOF",
	"markup": "a|b``c```\n# octocat\n<img src=x onerror=y> &lt;b&gt; @octocat @octocat/team #1 [x](https://evil.example) ![y](https://evil.example/z.png) " +
		"**b** https://evil.example \u202eevil\u2066 \\| <!-- --> </details>",
}

// TestHostileText: wherever somebody else's text stands, it starts no command,
// sets no output, breaks no table, is no markup and mentions nobody.
func TestHostileText(t *testing.T) {
	t.Parallel()
	for kind, text := range hostile {
		s := says(func(*http.Request) string { return text })
		for name, rules := range s.everywhere() {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				r := play(t, scenario{Config: simulator.Config{Rules: rules}})
				if !strings.Contains(r.Log+r.Summary, "octocat") && !strings.HasPrefix(name, unseen) {
					t.Errorf("nothing of the text is shown; the test does not test\n%s", r.Log)
				}
				r.harmless(t)
			})
		}
		for name, s := range map[string]scenario{
			"claims": {Config: simulator.Config{Subject: text, Issuer: text, Claims: map[string]any{
				"repository": text, "ref": text, "environment": text, "job_workflow_ref": text, "sub": text,
			}, Credentials: []simulator.Credential{{Issuer: simulator.Issuer, Subject: simulator.Subject}}}},
			"inputs": {with: map[string]string{
				"tenant-id": text, "client-id": text, "service-principal-id": text, "job-id": text, "cloud": text,
				"audience": text, "dry-run": text, "allow-too-many-deletes": text, "timeout": text,
			}},
			"job id":      {Config: simulator.Config{JobID: jobID(text)}, with: map[string]string{"job-id": jobID(text)}},
			"wrong id":    {with: map[string]string{"job-id": jobID(text)}},
			"environment": {unset: []string{"ACTIONS_ID_TOKEN_REQUEST_URL"}, env: []string{"GITHUB_JOB=" + text, "GITHUB_REPOSITORY=" + text, "GITHUB_REF=" + text}},
			"OIDC host":   {env: []string{"ACTIONS_ID_TOKEN_REQUEST_URL=http://" + text}},
			"no tenant":   {with: map[string]string{"access-token": text}},
		} {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				play(t, s).harmless(t)
			})
		}
	}
}

// jobID is a text as far as an input lets it be the id of a job.
func jobID(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("/\\?#%\u2028", r) {
			return '-'
		}
		return r
	}, text)
}

var (
	fenced   = regexp.MustCompile("(?ms)^(```+)\n.*?^(```+)\n")
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	markup   = regexp.MustCompile(`octocat|evil|<(!|img|/)|onerror|::|##\[|\]\(https://[^e]|^\s*# |\*\*b`)
)

// harmless holds what a run wrote against what it may write.
func (r ran) harmless(t *testing.T) {
	t.Helper()
	view := runner.Render(r.Log)
	for _, c := range view.Commands {
		ours := c.Name == "add-mask" || c.Name == "error" || c.Name == "warning"
		if !ours || strings.Contains(c.Properties["title"], "octocat") {
			t.Errorf("a command that is not ours: %+v\n%s", c, r.Log)
		}
	}
	if n := len(strings.Split(strings.TrimSuffix(r.RawOutputs, "\n"), "\n")); len(r.Outputs) != len(report.OutputNames) || n != 3*len(r.Outputs) {
		t.Errorf("%d outputs in %d lines, want %d in three lines each:\n%s", len(r.Outputs), n, len(report.OutputNames), r.RawOutputs)
	}
	if r.Outputs["result"] == "started" && r.sim.Starts() != 1 {
		t.Errorf("result %s after %d starts", r.Outputs["result"], r.sim.Starts())
	}
	prose := folds.ReplaceAllString(codeSpan.ReplaceAllString(fenced.ReplaceAllString(r.Summary, ""), "CODE"), "")
	for line := range strings.Lines(prose) {
		if found := markup.FindString(line); found != "" {
			t.Errorf("%q stands outside code in the summary: %s", found, line)
		}
	}
	columns := 0
	for line := range strings.Lines(fenced.ReplaceAllString(r.Summary, "")) {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			continue
		}
		n := strings.Count(line, "|") - strings.Count(line, `\|`)
		if columns == 0 {
			columns = n
		}
		if n != columns {
			t.Errorf("a table breaks: %s", line)
		}
	}
}
