package hostile

import (
	"net/http"
	"strings"
	"testing"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// hostile are texts that would do something if they were taken for more than
// text. Each is shorter than what is kept of a foreign text.
var hostile = map[string]string{
	"commands": "::error title=octocat::x\n::set-output name=result::started\r\n##[error]y ##[add-mask]z ##vso[task.complete]v %0A::warning::w \u2028::notice::n\n" +
		"_GitHubActionsFileCommandDelimeter_\nresult<<EOF\nstarted\nEOF",
	"odd commands": "octocat\n::STOP-COMMANDS::octocat-token\r::Error title=x::y\n\u2003\u3000\u00a0::Add-Mask::octocat\n\u2028::SET-OUTPUT name=result::started\n" +
		"##[Stop-Commands]octocat ##[ADD-MASK]z\v\f::Warning::w\u0085::Notice::n",
	"markup": "a|b``c```\n# octocat\n<img src=x onerror=y> &lt;b&gt; @octocat @octocat/team #1 [x](https://evil.example) ![y](https://evil.example/z.png) " +
		"**b** https://evil.example \u202eevil\u2066 \\| <!-- --> </details>",
}

// TestHostileText: wherever somebody else's text stands, it starts no command,
// sets no output, breaks no table, is no markup and mentions nobody. What of it
// is shown is shown as code.
func TestHostileText(t *testing.T) {
	t.Parallel()
	for kind, text := range hostile {
		for name, rules := range says(func(*http.Request) string { return text }).everywhere() {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				r := e2e.Play(t, e2e.Given(simulator.Config{Rules: rules}))
				if !strings.Contains(r.Log+r.Summary, "octocat") && !strings.HasPrefix(name, unseen) {
					t.Errorf("nothing of the text is shown; the test does not test\n%s", r.Log)
				}
				showsAsCode(t, r)
			})
		}
		for name, s := range hostileWorkflow(text) {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				showsAsCode(t, e2e.Play(t, s))
			})
		}
	}
}

// hostileWorkflow are scenarios with the text in each place that the workflow
// fills.
func hostileWorkflow(text string) map[string]e2e.Scenario {
	return map[string]e2e.Scenario{
		"claims": e2e.Given(simulator.Config{Subject: text, Issuer: text, Claims: map[string]any{
			"repository": text, "ref": text, "environment": text, "job_workflow_ref": text, "sub": text,
		}, Credentials: []simulator.Credential{{Issuer: simulator.Issuer, Subject: simulator.Subject}}}),
		"inputs": {With: map[string]string{
			"tenant-id": text, "client-id": text, "service-principal-id": text, "job-id": text, "cloud": text,
			"audience": text, "dry-run": text, "allow-too-many-deletes": text, "timeout": text,
		}},
		"job id":      e2e.Given(simulator.Config{JobID: jobID(text)}).Set("job-id", jobID(text)),
		"wrong id":    e2e.Scenario{}.Set("job-id", jobID(text)),
		"environment": {Unset: e2e.IDTokenVariables, Env: []string{"GITHUB_JOB=" + text, "GITHUB_REPOSITORY=" + text, "GITHUB_REF=" + text}},
		"OIDC host":   {Env: []string{"ACTIONS_ID_TOKEN_REQUEST_URL=http://" + text}},
		"no tenant":   e2e.Scenario{}.Set("access-token", text),
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

// showsAsCode: nothing of the text stands outside code in the summary, in what is
// to be copied from it, or in the title of an annotation.
func showsAsCode(t *testing.T, r e2e.Ran) {
	t.Helper()
	summary := e2e.ReadMarkdown(r.Summary)
	prose := summary.Prose + summary.Copied
	for _, a := range r.Annotations() {
		prose += "\n" + a.Title
	}
	for _, word := range []string{"octocat", "evil", "onerror", "set-output"} {
		if strings.Contains(prose, word) {
			t.Errorf("%q stands outside code:\n%s\n%s", word, prose, r.Summary)
		}
	}
}
