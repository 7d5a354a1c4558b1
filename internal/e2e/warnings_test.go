package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// TestGraphWarnings drives what a run says of a job or a token that will give
// trouble, though the run itself goes well, and the refusals of the gate.
func TestGraphWarnings(t *testing.T) {
	t.Parallel()
	job := func(state string, changes ...any) scenario {
		return world(simulator.Config{Job: simulator.With(simulator.Sample(state), changes...)})
	}
	quarantined := func(reason any) scenario { return job("quarantine", "status.quarantine.reason", reason) }
	may := func(roles ...string) scenario {
		return world(simulator.Config{Roles: roles, NotOwner: true}).and("dry-run", "true")
	}
	sent, dry, quiet := []string{read, starting, readBack}, []string{read}, ""
	for name, tt := range map[string]struct {
		refusal
		warning string // the beginning of the annotation's title, quiet for none
	}{
		"quarantine, base threshold":  {refusal{scenario: quarantined("EncounteredBaseEscrowThreshold"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, total threshold": {refusal{scenario: quarantined("EncounteredTotalEscrowThreshold"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, proportion":      {refusal{scenario: quarantined("EncounteredEscrowProportionThreshold"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, exception":       {refusal{scenario: quarantined("EncounteredQuarantineException"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, unknown":         {refusal{scenario: quarantined("Unknown"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, on demand":       {refusal{scenario: quarantined("QuarantinedOnDemand"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, interrupted":     {refusal{scenario: quarantined("IngestionInterrupted"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, deletes":         {refusal{scenario: quarantined("TooManyDeletes"), want: "failed", calls: dry}, quiet},
		"quarantine, deletes allowed": {refusal{scenario: quarantined("TooManyDeletes").and("allow-too-many-deletes", "true"), want: "started", calls: sent}, "The accidental-deletion guard was lifted"},
		"quarantine, unheard-of":      {refusal{scenario: quarantined("Full\n::error::moon `|` @octavia"), want: "started", calls: sent}, "The cause is still there"},
		"quarantine, no reason":       {refusal{scenario: quarantined(""), want: "started", calls: sent}, "The cause is still there"},
		"state unheard-of":            {refusal{scenario: job("active", "status.code", "Hibernating"), want: "failed", calls: dry}, quiet},
		"state missing":               {refusal{scenario: job("active", "status.code", nil), want: "failed", calls: dry}, quiet},

		"active, failed":    {refusal{scenario: job("active", "status.lastExecution.state", "Failed"), want: "already-active", calls: dry}, "The job is active but its last"},
		"active, entries":   {refusal{scenario: job("active", "status.lastExecution.state", "EntryLevelErrors"), want: "already-active", calls: dry}, "The job is active but some"},
		"active, never ran": {refusal{scenario: job("just-started"), want: "already-active", calls: dry}, quiet},
		"escrows pruned":    {refusal{scenario: job("paused", "status.escrowsPruned", true), want: "started", calls: sent}, "Errors of the initial cycle"},
		"next attempt":      {refusal{scenario: job("quarantine", "status.quarantine.nextAttempt", "2026-08-03T15:00:00Z").and("dry-run", "true"), want: "would-start", calls: dry}, "A start would lift the quarantine"},
		"dry run, guarded":  {refusal{scenario: quarantined("TooManyDeletes").and("dry-run", "true"), want: "failed", calls: dry}, quiet},

		"dry run, read only":       {refusal{scenario: may(simulator.RoleRead), want: "would-start", calls: dry}, "The token may read"},
		"dry run, ownership open":  {refusal{scenario: may(simulator.RoleRead, simulator.RoleOwnedBy), want: "would-start", calls: dry}, "A dry run does not show"},
		"dry run, all permissions": {refusal{scenario: may(simulator.RoleReadWrite), want: "would-start", calls: dry}, quiet},
		"dry run, delegated": {refusal{scenario: scenario{}.and("dry-run", "true"), options: &simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead},
			want: "would-start", calls: dry}, "The token may read"},
		"dry run, not allowed": {refusal{scenario: world(simulator.Config{NoRoles: true}).and("dry-run", "true"), want: "failed", calls: []string{read, byApp, byReg}}, quiet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := tt.play(t)
			if tt.warning == quiet && strings.Contains(r.Log, "::warning") || !strings.Contains(r.Log, "::warning title="+tt.warning) && tt.warning != quiet {
				t.Errorf("no warning %q, or an unwanted one:\n%s", tt.warning, r.Log)
			}
			r.golden(t, "graph/"+fileName(name))
		})
	}
}
