package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
)

// TestMisspeltInputs: GitHub only warns of an input that is not ours and sets the
// one that was meant to its default. Such a run sends nothing and names the
// right one.
func TestMisspeltInputs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		scenario
		input string // named by the problem; "" is none
	}{
		"with dry_run":            {scenario{env: []string{"INPUT_DRY_RUN=true"}}, "dry-run"},
		"with dryrun":             {scenario{env: []string{"INPUT_DRYRUN=true"}}, "dry-run"},
		"with dry-runs":           {scenario{env: []string{"INPUT_DRY-RUNS=true"}}, "dry-run"},
		"with job_id, another":    {scenario{env: []string{"INPUT_JOB_ID=another.1"}}, "job-id"},
		"a laptop's INPUT_DRYRUN": {scenario{step: runner.Step{Outside: true}, env: []string{"INPUT_DRYRUN=true"}}.bringing(application), "dry-run"},
		"with whatif":             {scenario{env: []string{"INPUT_WHATIF=true"}}, "INPUT_WHATIF"},
		"with plan, empty":        {scenario{env: []string{"INPUT_PLAN="}}, "INPUT_PLAN"},
		"an input of another's":   {scenario{env: []string{"INPUT_ENVIRONMENT=production"}}, "INPUT_ENVIRONMENT"},
		"the runner's own":        {scenario{env: []string{"INPUT_ARGS=x", "INPUT_ENTRYPOINT=y"}}, ""},
		"act, a composite's":      {scenario{env: []string{"ACT=true", "INPUT_ENVIRONMENT=production"}}, ""},
		"outside of a workflow":   {scenario{step: runner.Step{Outside: true}, env: []string{"INPUT_ENVIRONMENT=production"}}.bringing(application), ""},
		"both, and the same":      {scenario{env: []string{"INPUT_DRY_RUN=false"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, tt.scenario)
			if tt.input == "" {
				if r.ExitCode != 0 || r.sim.Starts() != 1 {
					t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.sim.Starts(), r.Log)
				}
				return
			}
			if r.ExitCode != 1 || r.sim.Connections() != 0 || !strings.Contains(r.Log, tt.input) {
				t.Errorf("exit %d, %d connections, want none, and %s named in\n%s", r.ExitCode, r.sim.Connections(), tt.input, r.Log)
			}
		})
	}
}

// TestNetworkThatCannotBe: the run never goes round a proxy that was meant, and
// does not show its password.
func TestNetworkThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ env, says, never string }{
		"proxy":       {"HTTPS_PROXY=http://user:p%ss@host:3128", "Variable HTTPS_PROXY", "p%"},
		"certificate": {"SSL_CERT_FILE=/nonexistent", "/github/workspace", "SSL_CERT_FILE: /github"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{env: []string{tt.env}})
			if r.ExitCode != 1 || r.Outputs["result"] != "failed" || r.sim.Connections() != 0 ||
				!strings.Contains(r.Log, tt.says) || strings.Contains(r.Log, tt.never) {
				t.Errorf("exit %d, %d connections, want %q and not %q in\n%s", r.ExitCode, r.sim.Connections(), tt.says, tt.never, r.Log)
			}
		})
	}
}
