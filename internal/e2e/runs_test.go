package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// job is a documented body with other states in it.
func job(sample string, changes ...any) []byte {
	return simulator.With(simulator.Sample(sample), changes...)
}

const (
	statusCode    = "status.code"
	scheduleState = "schedule.state"
	reason        = "status.quarantine.reason"
)

// TestRuns are whole runs whose log, outputs and summary are golden files.
func TestRuns(t *testing.T) {
	t.Parallel()
	lost := []simulator.Rule{{Call: simulator.CallStart, Fault: simulator.Reset().Acted()}}
	dropped := []simulator.Rule{{Call: simulator.CallStart, Fault: simulator.Reset()}}
	for name, s := range map[string]scenario{
		"paused":                   {},
		"quarantine":               {Config: simulator.Config{Job: job("quarantine")}},
		"too-many-deletes":         {Config: simulator.Config{Job: job("quarantine", reason, "TooManyDeletes")}},
		"too-many-deletes-allowed": {Config: simulator.Config{Job: job("quarantine", reason, "TooManyDeletes")}, with: map[string]string{"allow-too-many-deletes": "true"}},
		"active":                   {Config: simulator.Config{Job: job("active")}},
		"just-started":             {Config: simulator.Config{Job: job("just-started")}},
		"not-configured":           {Config: simulator.Config{Job: job("just-started", statusCode, "NotConfigured", scheduleState, "Disabled")}},
		"not-configured-active":    {Config: simulator.Config{Job: job("just-started", statusCode, "NotConfigured")}},
		"unknown-state":            {Config: simulator.Config{Job: job("active", statusCode, "Hibernating")}},
		"dry-run":                  {with: map[string]string{"dry-run": "true"}},
		"start-lost":               {Config: simulator.Config{Rules: lost}},
		"start-dropped":            {Config: simulator.Config{Rules: dropped}},
		"read-back-refused":        {Config: simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallReadBack, Fault: simulator.Status(403)}}}},
		"bad-input":                {with: map[string]string{"job-id": "a/b", "timeout": "soon", "cloud": "azure", "client-id": "-"}},
		"access-token":             {token: "application"},
		"no-id-token":              {unset: []string{"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, s).golden(t, "runs/"+name)
		})
	}
}

// TestGateOnTheWire is every row of the gate's table, with documented bodies.
func TestGateOnTheWire(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sample, code, state, reason string
		allow                       bool
		want                        string
	}{
		{"quarantine", "Quarantine", "Active", "TooManyDeletes", false, "failed"},
		{"quarantine", "Quarantine", "Disabled", "TooManyDeletes", false, "failed"},
		{"quarantine", "Quarantine", "Active", "TooManyDeletes", true, "started"},
		{"quarantine", "Quarantine", "Active", "EncounteredQuarantineException", false, "started"},
		{"quarantine", "Quarantine", "Paused", "SomethingNew", false, "started"},
		{"paused", "Paused", "Disabled", "", false, "started"},
		{"paused", "Paused", "Paused", "", false, "started"},
		{"paused", "Paused", "Active", "", false, "started"},
		{"active", "Active", "Paused", "", false, "started"},
		{"active", "Active", "Disabled", "", false, "started"},
		{"just-started", "NotRun", "Paused", "", false, "started"},
		{"just-started", "NotRun", "Disabled", "", false, "started"},
		{"just-started", "NotConfigured", "Paused", "", false, "started"},
		{"just-started", "NotConfigured", "Disabled", "", false, "started"},
		{"active", "Active", "Active", "", false, "already-active"},
		{"just-started", "NotRun", "Active", "", false, "already-active"},
		{"just-started", "NotConfigured", "Active", "", false, "already-active"},
		{"active", "Hibernating", "Disabled", "", false, "failed"},
		{"active", "Active", "Sleeping", "", false, "failed"},
		{"active", "", "Disabled", "", false, "failed"},
		{"active", "Active", "", "", false, "failed"},
		{"active", "active", "disabled", "", false, "failed"},
	} {
		t.Run(strings.Join([]string{tt.code, tt.state, tt.reason}, "_"), func(t *testing.T) {
			t.Parallel()
			body := job(tt.sample, statusCode, tt.code, scheduleState, tt.state)
			if tt.sample == "quarantine" {
				body = simulator.With(body, reason, tt.reason)
			}
			s := scenario{Config: simulator.Config{Job: body}}
			if tt.allow {
				s.with = map[string]string{"allow-too-many-deletes": "TRUE"}
			}
			r := play(t, s)
			starts := 0
			if tt.want == "started" {
				starts = 1
			}
			if got := r.Outputs["result"]; got != tt.want || r.sim.Starts() != starts {
				t.Errorf("result %s after %d starts, want %s after %d\n%s", got, r.sim.Starts(), tt.want, starts, r.Log)
			}
			if r.Outputs["status-before"] != tt.code || r.Outputs["schedule-before"] != tt.state {
				t.Errorf("before: %q, %q, want %q, %q", r.Outputs["status-before"], r.Outputs["schedule-before"], tt.code, tt.state)
			}
			if (tt.code == "NotConfigured") != strings.Contains(r.Log, "no credentials configured") {
				t.Errorf("the warning on missing credentials:\n%s", r.Log)
			}
			if tt.want == "failed" && tt.reason == "" && !(strings.Contains(r.Log, quoted(tt.code)) && strings.Contains(r.Log, quoted(tt.state))) {
				t.Errorf("the message does not quote what was read:\n%s", r.Log)
			}
		})
	}
}

func quoted(s string) string {
	if s == "" {
		return "(empty)"
	}
	return `"` + s + `"`
}
