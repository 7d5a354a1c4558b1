package inputs

import "testing"

// TestTakesCommands: a runner that obeys commands says true and nothing else.
func TestTakesCommands(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"true": true, "": false, "1": false, "True": false, "TRUE": false, "false": false, " true": false} {
		getenv := func(name string) string { return map[string]string{"GITHUB_ACTIONS": value}[name] }
		if got := TakesCommands(getenv); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
		if got := InWorkflow(getenv); got != want {
			t.Errorf("%q: in a workflow %v, want %v", value, got, want)
		}
	}
}
