package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// readOnly is a file that nobody can write, not even root.
const readOnly = "/proc/version"

// TestReadOnly: outputs that cannot be written stop the run before it acts; a
// summary that cannot be written does not.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]struct {
		exit, starts int
		log          string
	}{
		"GITHUB_OUTPUT":       {1, 0, "Nothing was started."},
		"GITHUB_STEP_SUMMARY": {0, 1, "::warning title=The job summary"},
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{env: []string{variable + "=" + readOnly}})
			if r.ExitCode != want.exit || r.sim.Starts() != want.starts || !strings.Contains(r.Log, want.log) {
				t.Errorf("exit %d after %d starts, want %d after %d, and %q in\n%s",
					r.ExitCode, r.sim.Starts(), want.exit, want.starts, want.log, r.Log)
			}
			if variable == "GITHUB_OUTPUT" && len(r.sim.Requests()) != 0 {
				t.Errorf("requests %v, want none", r.sim.Calls())
			}
		})
	}
}

// TestLostWhileRunning: a file that could be written at the beginning and cannot
// be at the end does not make a failure of a start.
func TestLostWhileRunning(t *testing.T) {
	t.Parallel()
	lose := map[string]func(file string) error{
		"becomes a folder": func(file string) error {
			_ = os.Remove(file)
			return os.Mkdir(file, 0o755)
		},
		"its folder goes": func(file string) error { return os.RemoveAll(filepath.Dir(file)) },
		"the disk fills": func(file string) error {
			_ = os.Remove(file)
			return os.Symlink("/dev/full", file)
		},
	}
	for _, variable := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		for name, lose := range lose {
			for result, fault := range map[string]simulator.Fault{
				"started": {}, "unknown": simulator.Reset(), "failed": simulator.Status(409),
			} {
				t.Run(variable+" "+name+", "+result, func(t *testing.T) {
					t.Parallel()
					file := filepath.Join(t.TempDir(), "runner", "file")
					if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, nil, 0o644); err != nil {
						t.Fatal(err)
					}
					r := play(t, scenario{env: []string{variable + "=" + file}, Config: simulator.Config{
						Rules: []simulator.Rule{{Call: simulator.CallStart, Fault: fault}},
						OnRequest: func(q simulator.Request) {
							if q.Call != simulator.CallStart {
								return
							}
							if err := lose(file); err != nil {
								t.Error(err)
							}
						},
					}})
					if (r.ExitCode == 0) != (result == "started") || !strings.Contains(r.Log, "Result: "+result+" (") ||
						!strings.Contains(r.Log, "could not be written") || r.sim.Starts() != 1 {
						t.Errorf("exit %d after %d starts, want result %s and a warning in\n%s", r.ExitCode, r.sim.Starts(), result, r.Log)
					}
				})
			}
		}
	}
}

// TestNoStandardOutput: closed or full, a log that cannot be written changes
// nothing.
func TestNoStandardOutput(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { full.Close() })
	closed := filepath.Join(t.TempDir(), "closed")
	script := "#!/bin/sh\nexec " + program + " >&- 2>&-\n"
	if err := os.WriteFile(closed, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, step := range map[string]runner.Step{"full": {Program: program, LogFile: full}, "closed": {Program: closed}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, err := simulator.Start(simulator.Config{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(sim.Close)
			step.Env = sim.Env()
			for input, value := range (scenario{}).inputs() { // a shell drops names with a hyphen
				step.Env = append(step.Env, "INPUT_"+strings.ToUpper(strings.ReplaceAll(input, "-", "_"))+"="+value)
			}
			r, err := runner.Run(t.Context(), step)
			if err != nil || r.Outputs["result"] != "started" || r.ExitCode != 0 || sim.Starts() != 1 {
				t.Errorf("result %s, exit %d, %d starts, %v", r.Outputs["result"], r.ExitCode, sim.Starts(), err)
			}
		})
	}
}
