package e2e

import (
	"cmp"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// gate is its table, row by row: what is read, and what comes of it.
var gate = []struct{ sample, code, schedule, quarantine, allow, want string }{
	{"quarantine", "Quarantine", "Active", "TooManyDeletes", "false", "failed"},
	{"quarantine", "Quarantine", "Disabled", "TooManyDeletes", "false", "failed"},
	{"quarantine", "Quarantine", "Active", "TooManyDeletes", "TRUE", "started"},
	{"quarantine", "Quarantine", "Active", "tooManyDeletes", "false", "failed"},
	{"quarantine", "Quarantine", "Active", "EncounteredQuarantineException, TooManyDeletes", "false", "failed"},
	{"quarantine", "Paused", "Disabled", "TooManyDeletes", "false", "failed"},
	{"quarantine", "Paused", "Disabled", "TooManyDeletes", "true", "started"},
	{"quarantine", "Active", "Disabled", "TooManyDeletes", "false", "failed"},
	{"quarantine", "Quarantine", "Active", "EncounteredQuarantineException", "false", "started"},
	{"quarantine", "Quarantine", "Paused", "SomethingNew", "false", "started"},
	{"paused", "Paused", "Disabled", "", "false", "started"},
	{"paused", "Paused", "Paused", "", "false", "started"},
	{"paused", "Paused", "Active", "", "false", "started"},
	{"active", "Active", "Paused", "", "false", "started"},
	{"active", "Active", "Disabled", "", "false", "started"},
	{"just-started", "NotRun", "Paused", "", "false", "started"},
	{"just-started", "NotRun", "Disabled", "", "false", "started"},
	{"just-started", "NotConfigured", "Paused", "", "false", "started"},
	{"just-started", "NotConfigured", "Disabled", "", "false", "started"},
	{"active", "Active", "Active", "", "false", "already-active"},
	{"just-started", "NotRun", "Active", "", "false", "already-active"},
	{"just-started", "NotConfigured", "Active", "", "false", "already-active"},
	{"active", "Hibernating", "Disabled", "", "false", "failed"},
	{"active", "Active", "Sleeping", "", "false", "failed"},
	{"active", "", "Disabled", "", "false", "failed"},
	{"active", "Active", "", "", "false", "failed"},
	{"active", "active", "disabled", "", "false", "failed"},
}

// TestGateOnTheWire is every row of the gate's table, with documented bodies.
func TestGateOnTheWire(t *testing.T) {
	t.Parallel()
	for _, tt := range gate {
		t.Run(strings.Join([]string{tt.code, tt.schedule, tt.quarantine}, "_"), func(t *testing.T) {
			t.Parallel()
			s := reading(tt.sample, "status.code", tt.code, "schedule.state", tt.schedule)
			if tt.quarantine != "" {
				s.Job = simulator.With(s.Job, "status.quarantine.reason", tt.quarantine)
			}
			r := Play(t, s.Set("allow-too-many-deletes", tt.allow))
			if got := r.Outputs["result"]; got != tt.want || r.Sim.Starts() == 1 != (tt.want == "started") {
				t.Errorf("result %s after %d starts, want %s\n%s", got, r.Sim.Starts(), tt.want, r.Log)
			}
			if r.Outputs["status-before"] != tt.code || r.Outputs["schedule-before"] != tt.schedule {
				t.Errorf("before: %q, %q, want %q, %q", r.Outputs["status-before"], r.Outputs["schedule-before"], tt.code, tt.schedule)
			}
			if (tt.code == "NotConfigured") != strings.Contains(r.Log, "no credentials configured") {
				t.Errorf("the warning on missing credentials:\n%s", r.Log)
			}
			if tt.want == "failed" && tt.quarantine == "" && !quotes(r.Annotations()[0].Message, tt.code, tt.schedule) {
				t.Errorf("the message does not quote what was read:\n%s", r.Log)
			}
		})
	}
}

func quotes(message string, values ...string) bool {
	for _, value := range values {
		if !strings.Contains(message, cmp.Or(value, "(missing)")) {
			return false
		}
	}
	return true
}
