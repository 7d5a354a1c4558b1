package e2e

import (
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// TestSwitchingProtocols: a 101 over HTTP/1.1 hands over the raw connection,
// which no deadline ends. The run ends all the same, at once, and says what is
// known.
func TestSwitchingProtocols(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, call string
		fault      simulator.Fault
		want       string
		starts     int
		readBacks  int
	}{
		{"read", simulator.CallRead, simulator.Switching(), "failed", 0, 0},
		{"start", simulator.CallStart, simulator.Switching(), "unknown", 1, 1},
		{"start, applied", simulator.CallStart, simulator.Switching().Acted(), "started", 1, 1},
		{"read-back", simulator.CallReadBack, simulator.Switching(), "started", 1, 1},
		{"oidc", simulator.CallOIDC, simulator.Switching(), "failed", 0, 0},
		{"token", simulator.CallToken, simulator.Switching(), "failed", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{Config: simulator.Config{HTTP1: true, Rules: []simulator.Rule{{Call: tt.call, Fault: tt.fault}}}})
			if r.Outputs["result"] != tt.want || r.sim.Starts() != tt.starts || r.count(simulator.CallReadBack) != tt.readBacks {
				t.Errorf("result %s after %d starts, calls %v, want %s\n%s", r.Outputs["result"], r.sim.Starts(), r.sim.Calls(), tt.want, r.Log)
			}
			if r.Duration > 15*time.Second {
				t.Errorf("it took %v", r.Duration)
			}
		})
	}
}

// TestNoContentThenReset: a 204 is the answer, whatever becomes of its stream,
// and its request-id is kept.
func TestNoContentThenReset(t *testing.T) {
	t.Parallel()
	for _, http1 := range []bool{false, true} {
		r := play(t, scenario{Config: simulator.Config{HTTP1: http1, Rules: []simulator.Rule{
			{Call: simulator.CallStart, Fault: simulator.ResetAfterHead(http2.ErrCodeInternal)},
		}}})
		if r.Outputs["result"] != "started" || r.Outputs["request-id"] == "" || strings.Contains(r.Log, "::warning") {
			t.Errorf("result %s, request-id %q\n%s", r.Outputs["result"], r.Outputs["request-id"], r.Log)
		}
	}
}

// TestSilentOnce: a request that is never answered is tried again before the
// deadline.
func TestSilentOnce(t *testing.T) {
	t.Parallel()
	for _, call := range []string{simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallReadBack} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{
				Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Times: 1, Fault: simulator.Hang()}}},
				with:   map[string]string{"timeout": "20s"},
			})
			if r.Outputs["result"] != "started" || r.count(call) != 2 || strings.Contains(r.Log, "::warning") {
				t.Errorf("result %s, calls %v\n%s", r.Outputs["result"], r.sim.Calls(), r.Log)
			}
		})
	}
}

// TestNewConnectionAfter503: Microsoft asks for one.
func TestNewConnectionAfter503(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{429: 1, 503: 2, 504: 2} {
		r := play(t, given(simulator.Config{Rules: []simulator.Rule{
			{Call: simulator.CallRead, Times: 1, Fault: simulator.Status(status, "Retry-After", "0")},
		}}).bringing(application))
		var on []int
		for _, q := range r.sim.Requests() {
			if !slices.Contains(on, q.Conn) {
				on = append(on, q.Conn)
			}
		}
		if r.Outputs["result"] != "started" || len(on) != want {
			t.Errorf("%d: result %s over %d connections, want %d\n%s", status, r.Outputs["result"], len(on), want, r.Log)
		}
	}
}

// TestNohup: a run that was started to outlive its terminal does.
func TestNohup(t *testing.T) {
	t.Parallel()
	nohup := t.TempDir() + "/nohup"
	if err := os.WriteFile(nohup, []byte("#!/bin/sh\ntrap '' HUP\nexec "+program+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := failing(simulator.CallRead, simulator.Slow(time.Second))
	for name, value := range s.inputs() { // a shell drops names with a hyphen
		s = s.set(name, "-")
		s.env = append(s.env, inputs.Variable(name)+"="+value)
	}
	s.step = runner.Step{Program: nohup, Outside: true}
	s.signal = map[string]os.Signal{simulator.CallRead: syscall.SIGHUP}
	r := play(t, s)
	if r.ExitCode != 0 || r.sim.Starts() != 1 {
		t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.sim.Starts(), r.Log)
	}
}

// TestAzurePipelines: nothing that somebody else wrote is a command there.
func TestAzurePipelines(t *testing.T) {
	t.Parallel()
	const command = "##vso[task.setvariable variable=x]y"
	for name, s := range map[string]scenario{
		"job-id":     scenario{}.set("job-id", command),
		"quarantine": reading("quarantine", "status.quarantine.reason", command),
		"message":    failing(simulator.CallRead, simulator.GraphError(403, command, command)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.step.Outside = true
			if r := play(t, s.bringing(application)); !strings.Contains(r.Log, "## vso[task.setvariable") { // play has looked for the command
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
		r := play(t, scenario{env: []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + token}})
		if r.Outputs["result"] != "failed" || r.sim.Connections() != 0 || !strings.Contains(r.Log, "ACTIONS_ID_TOKEN_REQUEST_TOKEN") {
			t.Errorf("%q: result %s, %d connections\n%s", token, r.Outputs["result"], r.sim.Connections(), r.Log)
		}
	}
}
