package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// TestWhereItWrites: outputs that cannot be written stop the run before any
// request; a summary that cannot be written does not, nor does a file that is
// not asked for.
func TestWhereItWrites(t *testing.T) {
	t.Parallel()
	const readOnly = "/proc/version" // to root too
	r := Play(t, Scenario{Env: []string{"GITHUB_OUTPUT=" + readOnly}})
	if r.ExitCode != 1 || len(r.Sim.Requests()) != 0 || !nothingSent.MatchString(r.Log) {
		t.Errorf("exit %d after %v, want 1 after no request\n%s", r.ExitCode, r.Sim.Calls(), r.Log)
	}
	r = Play(t, Scenario{Env: []string{"GITHUB_STEP_SUMMARY=" + readOnly}})
	if r.Outputs["result"] != "started" || !strings.Contains(r.Log, "\n::warning ") {
		t.Errorf("result %s, want started with a warning\n%s", r.Outputs["result"], r.Log)
	}
	for variable, shown := range map[string]string{"GITHUB_OUTPUT": "result=started", "GITHUB_STEP_SUMMARY": "Result: started"} {
		t.Run(variable+" not set", func(t *testing.T) {
			t.Parallel()
			r := Play(t, Scenario{Unset: []string{variable}})
			if r.ExitCode != 0 || r.Sim.Starts() != 1 || !strings.Contains(r.Log, shown) || strings.Contains(r.Log, "could not be written") {
				t.Errorf("exit %d after %d starts, want %q, and nothing of a file that cannot be written, in\n%s", r.ExitCode, r.Sim.Starts(), shown, r.Log)
			}
		})
	}
}

// TestLostWhileRunning: a file that could be written at the beginning and cannot
// be at the end does not make a failure of a start.
func TestLostWhileRunning(t *testing.T) {
	t.Parallel()
	for how, lose := range map[string]func(file string) error{
		"becomes a folder": func(file string) error {
			_ = os.Remove(file)
			return os.Mkdir(file, 0o755)
		},
		"its folder goes": func(file string) error { return os.RemoveAll(filepath.Dir(file)) },
		"the disk fills": func(file string) error {
			_ = os.Remove(file)
			return os.Symlink("/dev/full", file)
		},
	} {
		for want, fault := range map[string]simulator.Fault{"started": {}, "unknown": simulator.Reset(), "failed": simulator.Status(409)} {
			for _, variable := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
				t.Run(variable+" "+how+", "+want, func(t *testing.T) {
					t.Parallel()
					file := newFile(t)
					s := Failing(simulator.CallStart, fault)
					s.Env = []string{variable + "=" + file}
					s.OnRequest = func(q simulator.Request) {
						if q.Call != simulator.CallStart {
							return
						}
						if err := lose(file); err != nil {
							t.Error(err)
						}
					}
					r := Play(t, s)
					said := slices.DeleteFunc(r.Annotations(), func(a runner.Annotation) bool { return !strings.Contains(a.Message, "could not be written") })
					if got := r.loggedResult(); got != want || (r.ExitCode == 0) != (want == "started") || len(said) != 1 {
						t.Errorf("result %s with exit code %d, want %s and once that the file was lost\n%s", got, r.ExitCode, want, r.Log)
					}
				})
			}
		}
	}
}

// TestTornFile: on a disk that fills while the outputs are written, the file ends
// where it did before, and the result says so.
func TestTornFile(t *testing.T) {
	t.Parallel()
	small := filepath.Join(t.TempDir(), "small")
	if err := os.WriteFile(small, []byte("#!/bin/sh\nulimit -f 2\nexec "+Program+"\n"), 0o755); err != nil { // two blocks of 512 bytes
		t.Fatal(err)
	}
	for want, fault := range map[string]simulator.Fault{"started": {}, "unknown": simulator.Reset(), "failed": simulator.Status(409)} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			file, earlier := newFile(t), strings.Repeat("x", 700)+"\n"
			if err := os.WriteFile(file, []byte(earlier), 0o600); err != nil {
				t.Fatal(err)
			}
			s := Failing(simulator.CallStart, fault)
			for name, value := range s.inputs() { // a shell drops names with a hyphen
				s = s.Set(name, "-")
				s.Env = append(s.Env, inputs.Variable(name)+"="+value)
			}
			s.Env, s.Unset = append(s.Env, "GITHUB_OUTPUT="+file), []string{"GITHUB_STEP_SUMMARY"}
			s.Step = runner.Step{Program: small}
			r := Play(t, s)
			got, _ := os.ReadFile(file)
			begun, whole := strings.CutPrefix(string(got), earlier+"client-request-id<<")
			if !whole || strings.Count(begun, "\n") != 3 {
				t.Errorf("the file is torn: %q", got)
			}
			said := slices.ContainsFunc(r.Annotations(), func(a runner.Annotation) bool { return strings.Contains(a.Message, "utputs could not be written") })
			if r.loggedResult() != want || (r.ExitCode == 0) != (want == "started") || !said {
				t.Errorf("result %s, exit %d, want %s and that that the outputs could not be written\n%s", r.loggedResult(), r.ExitCode, want, r.Log)
			}
		})
	}
}

// newFile is an empty file alone in its folder.
func newFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "runner", "file")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestNoStandardOutput: unread, closed or full, a log that cannot be written
// changes nothing.
func TestNoStandardOutput(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { full.Close() })
	closed := filepath.Join(t.TempDir(), "closed")
	script := "#!/bin/sh\nexec " + Program + " >&- 2>&-\n"
	if err := os.WriteFile(closed, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, step := range map[string]runner.Step{
		"unread": {NoLog: true}, "full": {LogFile: full}, "closed": {Program: closed, NoLog: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Scenario{Step: step}
			for input, value := range s.inputs() { // a shell drops names with a hyphen
				s.Env = append(s.Env, "INPUT_"+strings.ToUpper(strings.ReplaceAll(input, "-", "_"))+"="+value)
			}
			if r := Play(t, s); r.Outputs["result"] != "started" {
				t.Errorf("result %s, exit %d, %d starts", r.Outputs["result"], r.ExitCode, r.Sim.Starts())
			}
		})
	}
}
