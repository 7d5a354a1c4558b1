package e2e

import (
	"testing"
	"time"

	"start-synchronization-job/internal/simulator"
)

// TestTimeoutOfTheWholeRun: the sign-in is part of it.
func TestTimeoutOfTheWholeRun(t *testing.T) {
	t.Parallel()
	r := play(t, scenario{with: map[string]string{"timeout": "8s"}, Config: simulator.Config{Rules: []simulator.Rule{
		{Call: simulator.CallToken, Fault: simulator.Slow(4 * time.Second)},
		{Call: simulator.CallRead, Fault: simulator.Hang()},
	}}})
	if r.Outputs["result"] != "failed" || r.Duration > 8*time.Second+slack {
		t.Errorf("result %s after %v, want failed after 8 s\n%s", r.Outputs["result"], r.Duration, r.Log)
	}
}

// TestConnectingAgain: a connection that cannot be opened ahead of its first
// request, and a little later can, ends no run.
func TestConnectingAgain(t *testing.T) {
	t.Parallel()
	for _, call := range []string{simulator.CallConnectGitHub, simulator.CallConnectEntra, simulator.CallConnectGraph} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Times: 1, Fault: simulator.Reset()}}}})
			if r.Outputs["result"] != "started" {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
		})
	}
}
