package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// TestGuardAboveAll: a job that the accidental-deletion guard holds is not
// started, whatever its status says and however the reason is written.
func TestGuardAboveAll(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ sample, code, state, reason string }{
		{"quarantine", "Paused", "Disabled", "TooManyDeletes"},
		{"quarantine", "Active", "Disabled", "TooManyDeletes"},
		{"quarantine", "Quarantine", "Active", "tooManyDeletes"},
		{"quarantine", "Quarantine", "Active", "EncounteredQuarantineException, TooManyDeletes"},
	} {
		for _, allow := range []string{"false", "true"} {
			t.Run(strings.Join([]string{tt.code, tt.state, tt.reason, allow}, "_"), func(t *testing.T) {
				t.Parallel()
				body := job(tt.sample, statusCode, tt.code, scheduleState, tt.state, reason, tt.reason)
				r := play(t, scenario{Config: simulator.Config{Job: body}, with: map[string]string{"allow-too-many-deletes": allow}})
				result, starts := "failed", 0
				if allow == "true" {
					result, starts = "started", 1
				}
				if r.Outputs["result"] != result || r.sim.Starts() != starts || !strings.Contains(r.Log, "accidental-deletion guard") {
					t.Errorf("result %s after %d starts, want %s after %d\n%s", r.Outputs["result"], r.sim.Starts(), result, starts, r.Log)
				}
			})
		}
	}
}
