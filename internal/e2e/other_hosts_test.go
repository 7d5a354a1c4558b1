package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// The simulator records a tunnel to any host but the run's three as a violation,
// and play fails on every violation: that no request leaves for elsewhere is
// checked in each test of this package. The tests here ask for it.

// TestRedirects: none is followed, whatever it is and wherever it leads, the
// run's own hosts included.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack,
	} {
		for status, location := range map[int]string{
			301: "https://graph.microsoft.com/v1.0/lead-away", 302: "//evil.example/lead-away", 303: "/lead-away",
			307: "https://login.microsoftonline.com/lead-away", 308: "http://evil.example/lead-away",
		} {
			t.Run(fmt.Sprint(call, " ", status), func(t *testing.T) {
				t.Parallel()
				r := play(t, scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Fault: simulator.Redirect(status, location)}}}})
				if n := count(r.sim.Calls(), call); n != 1 || strings.Contains(r.Log+r.Summary+r.RawOutputs, "lead-away") {
					t.Errorf("%d requests %s, want 1, and the location nowhere\n%s", n, call, r.Log)
				}
			})
		}
	}
}

// TestEnvironmentElsewhere: each variable by itself that steers a library.
func TestEnvironmentElsewhere(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{
		"AZURE_AUTHORITY_HOST=https://evil.example", "AZURE_REGIONAL_AUTHORITY_NAME=westus", "MSAL_FORCE_REGION=westus",
		"AZURE_SDK_GO_LOGGING=all", "GODEBUG=http2debug=2", "GODEBUG=http2debug=1,http2client=0",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{env: []string{variable}})
			if r.Outputs["result"] != "started" || r.Stderr != "" {
				t.Errorf("result %s, standard error %.500q", r.Outputs["result"], r.Stderr)
			}
		})
	}
}

// TestBabble: net/http logs what a server says unasked, as it came.
func TestBabble(t *testing.T) {
	t.Parallel()
	for _, http1 := range []bool{true, false} {
		t.Run(fmt.Sprint("HTTP1=", http1), func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{Config: simulator.Config{HTTP1: http1, Rules: []simulator.Rule{
				{Call: simulator.CallRead, Fault: simulator.Babble("##[warning]from a server\n::error::too\n")},
			}}})
			if r.Stderr != "" || strings.Contains(r.Log, "from a server") {
				t.Errorf("standard error %q\n%s", r.Stderr, r.Log)
			}
		})
	}
}

// TestBadTLS: a certificate that is not the host's ends the run, at once.
func TestBadTLS(t *testing.T) {
	t.Parallel()
	for _, connect := range []string{simulator.CallConnectGitHub, simulator.CallConnectEntra, simulator.CallConnectGraph} {
		for problem, again := range map[string]bool{"unknown-ca": false, "wrong-name": false, "expired": false, "old": true} {
			t.Run(connect+" "+problem, func(t *testing.T) {
				t.Parallel()
				s := scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: connect, Fault: simulator.BadTLS(problem)}}}, with: hangs}
				if connect == simulator.CallConnectGraph {
					s.token = "application"
				}
				r := play(t, s)
				if r.Outputs["result"] != "failed" || r.sim.Starts() != 0 {
					t.Errorf("result %s after %d starts\n%s", r.Outputs["result"], r.sim.Starts(), r.Log)
				}
				// GitHub, Entra and Graph are connected to side by side.
				if n := r.sim.Connections(); !again && (n > 3 || s.token != "" && n != 1) {
					t.Errorf("%d connections, want one to each host", n)
				}
				for _, q := range r.sim.Requests() {
					if (connect == simulator.CallConnectGitHub) == (q.Host == simulator.GitHubHost) && q.Host != r.sim.AuthorityHost() {
						t.Errorf("a request %s", q.Call)
					}
				}
			})
		}
	}
}

// TestNoChild: the program starts no other, so no token gets into the
// environment of one.
func TestNoChild(t *testing.T) {
	t.Parallel()
	const ours = `{{with .Module}}{{if .Main}}{{$.ImportPath}} imports {{join $.Imports " "}}{{end}}{{end}}`
	list, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", ours, "start-synchronization-job").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, "os/exec") {
			t.Error(line)
		}
	}
	if !strings.Contains(string(list), "internal/wire imports") {
		t.Errorf("not the packages of the program:\n%s", list)
	}
}
