package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// TestMisspeltInputs: GitHub only warns of an input that is not ours and sets the
// one that was meant to its default. Such a run sends nothing and names the
// right one.
func TestMisspeltInputs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		Scenario
		input string // named by the problem; "" is none
	}{
		"with dry_run":            {Scenario{}.Set("dry_run", "true"), "dry-run"},
		"with dryrun":             {Scenario{}.Set("DryRun", "true"), "dry-run"},
		"with dry-runs":           {Scenario{}.Set("dry-runs", "true"), "dry-run"},
		"with job id, another":    {Scenario{}.Set("job id", "another.1"), "job-id"},
		"a laptop's INPUT_DRYRUN": {Scenario{Step: runner.Step{Outside: true}, Env: []string{"INPUT_DRYRUN=true"}}.Bringing(Application), "dry-run"},
		"with whatif":             {Scenario{}.Set("whatif", "true"), "INPUT_WHATIF"},
		"with plan, empty":        {Scenario{}.Set("plan", ""), "INPUT_PLAN"},
		"an env of the job":       {Scenario{Env: []string{"INPUT_ENVIRONMENT=production"}}, "INPUT_ENVIRONMENT"},
		"the runner's own":        {Scenario{Env: []string{"INPUT_ENTRYPOINT=y"}}.Set("args", ""), ""},
		"in another case":         {Scenario{}.Set("Job-ID", simulator.JobID, "job-id", "-"), ""},
		"act, a composite's":      {Scenario{Env: []string{"ACT=true", "INPUT_ENVIRONMENT=production"}}, ""},
		"outside of a workflow":   {Scenario{Step: runner.Step{Outside: true}, Env: []string{"INPUT_ENVIRONMENT=production"}}.Bringing(Application), ""},
		"both, and the same":      {Scenario{Env: []string{"INPUT_DRY_RUN=false"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, tt.Scenario)
			if tt.input == "" {
				if r.ExitCode != 0 || r.Sim.Starts() != 1 {
					t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.Sim.Starts(), r.Log)
				}
				return
			}
			if warned := strings.HasPrefix(r.Warning, "Unexpected input(s) '"); warned != strings.HasPrefix(name, "with ") {
				t.Errorf("GitHub's runner warns: %q", r.Warning)
			}
			if r.ExitCode != 1 || r.Sim.Connections() != 0 || !strings.Contains(r.Log, tt.input) {
				t.Errorf("exit %d, %d connections, want none, and %s named in\n%s", r.ExitCode, r.Sim.Connections(), tt.input, r.Log)
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
			r := Play(t, Scenario{Env: []string{tt.env}})
			if r.ExitCode != 1 || r.Outputs["result"] != "failed" || r.Sim.Connections() != 0 ||
				!strings.Contains(r.Log, tt.says) || strings.Contains(r.Log, tt.never) {
				t.Errorf("exit %d, %d connections, want %q and not %q in\n%s", r.ExitCode, r.Sim.Connections(), tt.says, tt.never, r.Log)
			}
		})
	}
}

// TestMoreThanTen: of the problems that GitHub has no annotation for, since it
// takes ten of a level, the log and the summary say no less.
func TestMoreThanTen(t *testing.T) {
	t.Parallel()
	s := Scenario{}
	var names []string
	for i := range 12 {
		names = append(names, "other-"+strings.Repeat("x", i+1))
		s = s.Set(names[i], "y")
	}
	r := Play(t, s)
	if n := len(r.Annotations()); n != 10 {
		t.Errorf("%d annotations, want the ten that GitHub's runner keeps", n)
	}
	for _, name := range names {
		variable := "INPUT_" + strings.ToUpper(name)
		if !strings.Contains(runner.Render(r.Log).Text, variable+" ") || !strings.Contains(r.Summary, variable) {
			t.Errorf("%s is not named in log and summary:\n%s\n%s", variable, r.Log, r.Summary)
		}
	}
}
