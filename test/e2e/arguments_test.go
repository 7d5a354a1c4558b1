package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
)

// TestArguments: --help and --version say what they are asked for, and whatever
// else stands there is refused in one line. Neither needs an input.
func TestArguments(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]struct {
		exit        int
		out, errors string
	}{
		"--version":           {0, "start-synchronization-job dev\n", ""},
		"--help":              {0, inputs.Variable("job-id"), ""},
		"-h":                  {0, inputs.Variable("access-token"), ""},
		"start":               {2, "", "`start`"},
		"--dry-run":           {2, "", "`--dry-run`"},
		"--version now":       {2, "", "`--version now`"},
		"##vso[task.x] --x=y": {2, "", "a value of 19 characters"},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			var out, errors strings.Builder
			run := exec.Command(Program, strings.Fields(arguments)...)
			run.Stdout, run.Stderr, run.Env = &out, &errors, []string{"INPUT_DRY-RUN=perhaps"}
			_ = run.Run()
			if run.ProcessState.ExitCode() != want.exit || !strings.Contains(out.String(), want.out) || !strings.Contains(errors.String(), want.errors) {
				t.Errorf("exit %d, %q, %q", run.ProcessState.ExitCode(), out.String(), errors.String())
			}
			if want.exit == 0 && errors.Len() > 0 || want.exit != 0 && (out.Len() > 0 || strings.Count(errors.String(), "\n") != 1) {
				t.Errorf("%q, %q", out.String(), errors.String())
			}
		})
	}
}

// TestArgumentsOfAWorkflow: GitHub's runner hands the input args of a container
// action on as its arguments, which mean here what they mean elsewhere. Nothing
// is sent.
func TestArgumentsOfAWorkflow(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]struct {
		exit int
		out  string
	}{
		"--version":   {0, "start-synchronization-job dev\n"},
		`"--version"`: {0, "start-synchronization-job dev\n"},
		"--dry-run":   {2, "`--dry-run`"},
		`""`:          {2, "unknown arguments"},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			r := Scenario{}.Set("args", arguments).once(t)
			if r.ExitCode != want.exit || !strings.Contains(r.Log, want.out) || r.Sim.Connections() > 0 || r.RawOutputs != "" {
				t.Errorf("exit %d after %d connections, want %d and %q:\n%s", r.ExitCode, r.Sim.Connections(), want.exit, want.out, r.Log)
			}
		})
	}
}
