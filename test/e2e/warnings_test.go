package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// TestWarnings drives what a run says of a job or a token that will give
// trouble, though the run itself goes well, and the refusals of the gate.
func TestWarnings(t *testing.T) {
	t.Parallel()
	quarantined := func(reason string) Scenario { return reading("quarantine", "status.quarantine.reason", reason) }
	dryWith := func(roles ...string) Scenario {
		return Given(simulator.Config{Roles: roles, NotOwner: true}).Set("dry-run", "true")
	}
	dryReading := func(sample string, roles ...string) Scenario {
		s := dryWith(roles...)
		s.Job = simulator.Sample(sample)
		return s
	}
	for name, tt := range map[string]struct {
		Scenario
		want  string
		warns bool
	}{
		"quarantine, base threshold":  {quarantined("EncounteredBaseEscrowThreshold"), "started", true},
		"quarantine, total threshold": {quarantined("EncounteredTotalEscrowThreshold"), "started", true},
		"quarantine, proportion":      {quarantined("EncounteredEscrowProportionThreshold"), "started", true},
		"quarantine, unknown":         {quarantined("Unknown"), "started", true},
		"quarantine, on demand":       {quarantined("QuarantinedOnDemand"), "started", true},
		"quarantine, interrupted":     {quarantined("IngestionInterrupted"), "started", true},
		"quarantine, deletes":         {quarantined("TooManyDeletes"), "failed", false},
		"quarantine, deletes allowed": {quarantined("TooManyDeletes").Set("allow-too-many-deletes", "true"), "started", true},
		"quarantine, unheard-of":      {quarantined("Full\n::error::moon `|` @octavia"), "started", true},
		"quarantine, no reason":       {quarantined(""), "started", true},
		"state unheard-of":            {reading("active", "status.code", "Hibernating"), "failed", false},
		"state missing":               {reading("active", "status.code", nil), "failed", false},

		"active, failed":    {reading("active", "status.lastExecution.state", "Failed"), "already-active", true},
		"active, entries":   {reading("active", "status.lastExecution.state", "EntryLevelErrors"), "already-active", true},
		"active, never ran": {reading("just-started"), "already-active", false},
		"escrows pruned":    {reading("paused", "status.escrowsPruned", true), "started", true},
		"next attempt":      {reading("quarantine", "status.quarantine.nextAttempt", "2026-08-03T15:00:00Z").Set("dry-run", "true"), "would-start", true},
		"dry run, guarded":  {quarantined("TooManyDeletes").Set("dry-run", "true"), "failed", false},

		"dry run, read only":         {dryWith(simulator.RoleRead), "would-start", true},
		"dry run, read only, active": {dryReading("active", simulator.RoleRead), "already-active", true},
		"dry run, ownership open":    {dryWith(simulator.RoleRead, simulator.RoleOwnedBy), "would-start", true},
		"dry run, all permissions":   {dryWith(simulator.RoleReadWrite), "would-start", false},
		"dry run, delegated":         {Scenario{}.Set("dry-run", "true").Bringing(simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}), "would-start", true},
		"dry run, not allowed":       {Given(simulator.Config{NoRoles: true}).Set("dry-run", "true"), "failed", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, tt.Scenario)
			if got, warns := r.Outputs["result"], strings.Contains(r.Log, "\n::warning "); got != tt.want || warns != tt.warns {
				t.Errorf("result %s, warns: %v, want %s, %v\n%s", got, warns, tt.want, tt.warns, r.Log)
			}
			r.golden(t, "graph/"+fileName(name))
		})
	}
}
