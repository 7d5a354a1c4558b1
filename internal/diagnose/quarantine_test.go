package diagnose

import (
	"strings"
	"testing"
)

// TestQuarantineReasons: each documented reason has a meaning and an advice, and
// one that nobody documented still has something to do.
func TestQuarantineReasons(t *testing.T) {
	t.Parallel()
	documented := []string{
		"EncounteredBaseEscrowThreshold", "EncounteredTotalEscrowThreshold", "EncounteredEscrowProportionThreshold",
		"EncounteredQuarantineException", "Unknown", "QuarantinedOnDemand", "TooManyDeletes", "IngestionInterrupted",
	}
	for _, reason := range documented {
		means, do := QuarantineMeaning(reason), quarantineAdvice(reason)
		if !strings.HasPrefix(means, "(") || !strings.HasSuffix(means, ")") || !strings.HasSuffix(do, ".") {
			t.Errorf("%s: %q, %q", reason, means, do)
		}
	}
	if len(reasons) != len(documented) {
		t.Errorf("%d reasons, want %d", len(reasons), len(documented))
	}
	if means, do := QuarantineMeaning("Full moon"), quarantineAdvice("Full moon"); means != "" || do == "" {
		t.Errorf("an unheard-of reason: %q, %q", means, do)
	}
}
