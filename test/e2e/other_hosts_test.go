package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// The simulator records a tunnel to any host but the run's three as a violation,
// and Play fails on every violation: that no request leaves for elsewhere is
// checked in each test of this package. The tests here ask for it.

// TestBabble: net/http logs what a server says unasked, as it came.
func TestBabble(t *testing.T) {
	t.Parallel()
	for _, http1 := range []bool{true, false} {
		t.Run(fmt.Sprint("HTTP1=", http1), func(t *testing.T) {
			t.Parallel()
			babble := simulator.Babble("##[warning]from a server\n::error::too\n")
			// In a dry run nothing follows the read, which could get lost on that connection.
			r := Play(t, Given(simulator.Config{HTTP1: http1}).Failing(simulator.CallRead, babble).Set("dry-run", "true"))
			if r.Stderr != "" || strings.Contains(r.Log, "from a server") {
				t.Errorf("standard error %q\n%s", r.Stderr, r.Log)
			}
		})
	}
}

// TestBadTLS: a certificate that is not the host's ends the run, at once.
func TestBadTLS(t *testing.T) {
	t.Parallel()
	for connect, call := range map[string]string{
		simulator.CallConnectGitHub: simulator.CallOIDC, simulator.CallConnectEntra: simulator.CallToken, simulator.CallConnectGraph: simulator.CallRead,
	} {
		for problem, again := range map[string]bool{"unknown-ca": false, "wrong-name": false, "expired": false, "old": true} {
			t.Run(connect+" "+problem, func(t *testing.T) {
				t.Parallel()
				r := Play(t, Failing(connect, simulator.BadTLS(problem)))
				if r.Outputs["result"] != "failed" || r.Count(call) != 0 {
					t.Errorf("result %s after %v\n%s", r.Outputs["result"], r.Sim.Calls(), r.Log)
				}
				if n := r.Sim.Connections(); !again && n > 3 {
					t.Errorf("%d connections, want one to each host at most", n)
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
