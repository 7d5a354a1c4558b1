package e2e

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// TestNohup: a run that was started to outlive its terminal does.
func TestNohup(t *testing.T) {
	t.Parallel()
	nohup := t.TempDir() + "/nohup"
	if err := os.WriteFile(nohup, []byte("#!/bin/sh\ntrap '' HUP\nexec "+Program+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := Failing(simulator.CallRead, simulator.Slow(time.Second))
	for name, value := range s.inputs() { // a shell drops names with a hyphen
		s = s.Set(name, "-")
		s.Env = append(s.Env, inputs.Variable(name)+"="+value)
	}
	s.Step = runner.Step{Program: nohup, Outside: true}
	s.Signal = map[string]os.Signal{simulator.CallRead: syscall.SIGHUP}
	r := Play(t, s)
	if r.ExitCode != 0 || r.Sim.Starts() != 1 {
		t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.Sim.Starts(), r.Log)
	}
}

// TestAzurePipelines: nothing that somebody else wrote is a command there.
func TestAzurePipelines(t *testing.T) {
	t.Parallel()
	const command = "##vso[task.setvariable variable=x]y"
	for name, s := range map[string]Scenario{
		"quarantine": reading("quarantine", "status.quarantine.reason", command),
		"message":    Failing(simulator.CallRead, simulator.GraphError(403, command, command)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.Step.Outside = true
			if r := Play(t, s.Bringing(Application)); !strings.Contains(r.Log, "## vso[task.setvariable") { // Play has looked for the command
				t.Errorf("the text is not shown; the test does not test\n%s", r.Log)
			}
		})
	}
}

// TestRequestTokenWithALineEnd: it cannot be sent, so it is not tried, and the
// variable is named.
func TestRequestTokenWithALineEnd(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"sentinel-0123456789\n", "a\r\nb", "a\x7f"} {
		r := Play(t, Scenario{Env: []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + token}})
		if r.Outputs["result"] != "failed" || len(r.Sim.Requests()) != 0 || !strings.Contains(r.Log, "ACTIONS_ID_TOKEN_REQUEST_TOKEN") {
			t.Errorf("%q: result %s, %d requests\n%s", token, r.Outputs["result"], len(r.Sim.Requests()), r.Log)
		}
	}
}
