package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// TestProxy: a proxy that net/http would pass by is a problem, which does not
// show the value: it may hold a password.
func TestProxy(t *testing.T) {
	t.Parallel()
	for proxy, ok := range map[string]bool{
		"http://proxy:3128": true, "https://proxy": true, "proxy:3128": true, "proxy": true, "10.0.0.1:8080": true, "[::1]:3128": true,
		"http://user:p%25ss@host:3128": true, "socks5://host": true, "socks5h://host:1": true, "HTTP://proxy:1": true,
		"http://user:p%ss@host:3128": false, "user:p%ss@host:3128": false, "http://": false, "://host": false, ":3128": false,
		"http://host:port": false, "ftp://host": false, "http://a b": false, "ht tp://host": false, "http:// host": false,
	} {
		for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
			_, problems := Read(append(environment(), variable+"="+proxy))
			if (problems == nil) != ok {
				t.Errorf("%s=%s: %v", variable, proxy, problems)
			}
			for _, p := range problems {
				if p.Input != variable || strings.Contains(p.Text, "p%ss") {
					t.Errorf("%s=%s: %v", variable, proxy, p)
				}
			}
		}
	}
	for _, environ := range [][]string{
		{"HTTPS_PROXY=http://proxy:1", "https_proxy=http://%"}, {"HTTP_PROXY=http://%"}, {"NO_PROXY=%"}, {"HTTPS_PROXY="},
	} {
		if _, problems := Read(append(environment(), environ...)); problems != nil {
			t.Errorf("%v: %v, though it is not looked at", environ, problems)
		}
	}
}

// TestCertificates: a file of certificates that cannot be read is named.
func TestCertificates(t *testing.T) {
	t.Parallel()
	sim, err := simulator.Start(simulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "ca.der")
	for file, content := range map[string][]byte{good: sim.CAPEM(), bad: []byte("no certificate")} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{
		"": "", good: "", bad: "does not hold a certificate", dir: "/github/workspace", "/nonexistent": "/github/workspace", "/dev/null": "/github/workspace",
	} {
		_, problems := Read(append(environment(), "SSL_CERT_FILE="+file))
		switch {
		case want == "" && problems == nil:
		case len(problems) != 1 || problems[0].Input != "SSL_CERT_FILE" || !strings.Contains(problems[0].Text, "`"+file+"`") || !strings.Contains(problems[0].Text, want):
			t.Errorf("%q: %v, want %q", file, problems, want)
		}
	}
}

// TestWords: what is said of an empty input and of a bare number.
func TestWords(t *testing.T) {
	t.Parallel()
	const isID = "client-id is empty. It is the application (client) ID of the app registration with the federated credential. "
	for name, tt := range map[string]struct {
		env  []string
		want string // the problem begins so
		says string // and says this; ! says not
	}{
		"workflow":     {append(environment("client-id="), "GITHUB_ACTIONS=true"), isID + "If the workflow takes it from `vars` or `secrets`", "!pull request"},
		"pull request": {append(environment("client-id="), "GITHUB_RUN_ID=7", "GITHUB_EVENT_NAME=pull_request"), isID, "from a fork or of Dependabot gets no secrets"},
		"Dependabot":   {append(environment("client-id="), "GITHUB_ACTIONS=true", "GITHUB_ACTOR=dependabot[bot]"), isID, "of Dependabot gets no secrets"},
		"elsewhere":    {environment("client-id="), isID + "Set INPUT_CLIENT_ID.", "!vars"},
		"no sign-in":   {environment("tenant-id=", "client-id="), "tenant-id is empty. ", "`access-token`"},
		"a number":     {environment("timeout=30"), "timeout is a number: 30 has no unit; write 30s", ""},
	} {
		_, problems := Read(tt.env)
		if len(problems) == 0 {
			t.Errorf("%s: no problem", name)
			continue
		}
		says, not := strings.CutPrefix(tt.says, "!")
		if text := problems[0].Error(); !strings.HasPrefix(text, tt.want) || strings.Contains(text, says) == not {
			t.Errorf("%s: %s\nwant it to begin with %q and to say %q: %v", name, text, tt.want, says, !not)
		}
	}
}

// TestWorkflow: a runner that hides GITHUB_ACTIONS is still a workflow's, and
// gets no commands.
func TestWorkflow(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]struct{ commands, workflow bool }{
		"GITHUB_ACTIONS=true":  {true, true},
		"GITHUB_ACTIONS=false": {false, false},
		"GITHUB_RUN_ID=7":      {false, true},
		"CI=true":              {false, false},
	} {
		getenv := newReader([]string{variable}).getenv
		if TakesCommands(getenv) != want.commands || InWorkflow(getenv) != want.workflow {
			t.Errorf("%s: commands %v, workflow %v", variable, TakesCommands(getenv), InWorkflow(getenv))
		}
	}
}
