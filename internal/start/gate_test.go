package start

import (
	"testing"

	"start-synchronization-job/internal/graph"
)

func job(code, state, reason string) *graph.Job {
	j := &graph.Job{Status: graph.Status{Code: code}, Schedule: graph.Schedule{State: state}}
	if reason != "" {
		j.Status.Quarantine = &graph.Quarantine{Reason: reason}
	}
	return j
}

// codes and states are those that TestGate tries.
var (
	codes  = []string{"Quarantine", "Paused", "Active", "NotRun", "NotConfigured", "", "active", "PAUSED", "Hibernating"}
	states = []string{"Active", "Disabled", "Paused", "", "disabled", "Sleeping"}
)

// TestGate tries every combination.
func TestGate(t *testing.T) {
	t.Parallel()
	startable := map[string]bool{"Disabled": true, "Paused": true}
	scheduled := map[string]bool{"Active": true, "NotRun": true, "NotConfigured": true}
	for reason, guarded := range map[string]bool{
		"": false, "EncounteredQuarantineException": false, "NotTooManyDeletes": false, "TooManyDeletes2": false, ",": false,
		"TooManyDeletes": true, "tooManyDeletes": true, "TOOMANYDELETES": true,
		"EncounteredQuarantineException, TooManyDeletes": true, "tooManyDeletes,Unknown": true, " TooManyDeletes\n": true,
		"TooManyDeletes;Unknown": true, "Unknown|toomanydeletes": true, "Unknown TooManyDeletes": true, "[\"TooManyDeletes\"]": true,
		"Unknown\x00TooManyDeletes": true, "Unknown_TooManyDeletes": true, "Unknown\u3001TooManyDeletes": true,
		"TooMany\u200bDeletes": true, "\ufeffTooManyDeletes": true, "Too\u00adMany\u2060Deletes": true, "TooManyDeletes\ufe0f": true,
		"TooMany\u3164Deletes": true, "TooManyDeletesNot;Unknown": false,
	} {
		for _, code := range codes {
			for _, state := range states {
				want := Refuse
				switch {
				case code == "Quarantine", code == "Paused", scheduled[code] && startable[state]:
					want = Allow
					if guarded {
						want = TooManyDeletes
					}
				case scheduled[code] && state == "Active":
					want = Scheduled
				}
				if got := Gate(job(code, state, reason)); got != want {
					t.Errorf("Gate(%q, %q, %q) = %v, want %v", code, state, reason, got, want)
				}
			}
		}
	}
}

// TestNumbers: a reason that is a number allows no start, whatever it would
// stand for, unless the guard is named beside it.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]Verdict{
		"32": NumberedReason, "0": NumberedReason, "-1": NumberedReason, "4, 32": NumberedReason, "Unknown, 32": NumberedReason, "\u200b32": NumberedReason, "\u0663\u0662": NumberedReason,
		"32, TooManyDeletes": TooManyDeletes, "Reason32": Allow,
	} {
		for _, code := range []string{"Quarantine", "Paused"} {
			if got := Gate(job(code, "Disabled", reason)); got != want {
				t.Errorf("%s with reason %q: %v, want %v", code, reason, got, want)
			}
		}
		if got := Gate(job("Active", "Active", reason)); got != Scheduled {
			t.Errorf("an active job with reason %q: %v", reason, got)
		}
	}
}
