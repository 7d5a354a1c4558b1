package faults

import (
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// memory is what a run may take at most, whatever it is sent.
const memory = 64 << 20

// endless are answers without end, measure or pace.
func endless() map[string]simulator.Fault {
	const depth = 4000 // fits into what is read of a refusal
	deep := `{"error":` + strings.Repeat(`{"innerError":`, depth) + "1" + strings.Repeat("}", depth+1)
	return map[string]simulator.Fault{
		"400 MB":            simulator.Huge(200, 400<<20),
		"endless":           simulator.Huge(200, 0),
		"endless refusal":   simulator.Huge(403, 0),
		"endless and again": simulator.Huge(503, 0),
		"deep":              simulator.DeepJSON(1 << 19),
		"deep refusal":      simulator.Body(400, "application/json", deep),
		"gzip bomb":         simulator.Bomb(400),
		"slow drip":         simulator.Drip(100 * time.Millisecond),
		"never a byte":      simulator.Drip(time.Hour),
	}
}

// TestLimits: such answers take neither memory nor time beyond their bounds, and
// nothing is made of them: a start so answered is refused or unknown.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, fault := range endless() {
		for _, call := range []string{
			simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart,
		} {
			slow := name == "slow drip" || name == "never a byte"
			if slow && call == simulator.CallStart {
				continue // a 204 has no body
			}
			t.Run(call+" "+name, func(t *testing.T) {
				t.Parallel()
				s := e2e.Failing(call, fault).Until(e2e.Arrived(call))
				s.Step = runner.Step{Program: e2e.Released(t), Measure: true}
				r := e2e.Play(t, s)
				if r.Count(call) == 0 || r.ExitCode == 0 {
					t.Errorf("exit %d after %v\n%s", r.ExitCode, r.Sim.Calls(), r.Log)
				}
				if r.MaxRSS > memory {
					t.Errorf("%d MiB of memory, want at most %d", r.MaxRSS>>20, memory>>20)
				}
				if !r.Within(t, r.Timeout+4*time.Second) {
					t.Errorf("%v, want at most the timeout of %v", r.Duration, r.Timeout)
				}
			})
		}
	}
}
