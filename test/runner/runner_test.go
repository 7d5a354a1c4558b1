package runner

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/test/simulator"
)

// buildDir holds the real program, which is built when a test first needs it.
var buildDir string

var build = sync.OnceValues(func() (string, error) { return Build(context.Background(), buildDir) })

func realProgram(tb testing.TB) string {
	tb.Helper()
	program, err := build()
	if err != nil {
		tb.Fatal(err)
	}
	return program
}

func TestMain(m *testing.M) {
	if act := os.Getenv("STAND_IN"); act != "" {
		os.Exit(standIn(act))
	}
	var err error
	if buildDir, err = os.MkdirTemp("", "runner-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(buildDir)
	os.Exit(code)
}

// standIn is this test binary as a step's program.
func standIn(act string) int {
	switch act {
	case "environment":
		environment := os.Environ()
		slices.Sort(environment)
		fmt.Println(strings.Join(environment, "\n"))
	case "write":
		fmt.Println("to standard output")
		fmt.Fprintln(os.Stderr, "to standard error")
		_ = os.WriteFile(os.Getenv("GITHUB_OUTPUT"), []byte(os.Getenv("WRITE_OUTPUT")), 0o600)
		_ = os.WriteFile(os.Getenv("GITHUB_STEP_SUMMARY"), []byte("# Summary\n"), 0o600)
		return 7
	case "wait":
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		fmt.Println("waiting")
		fmt.Println(<-signals)
	}
	return 0
}

func standInStep(t *testing.T, act string) Step {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Step{Program: self, Env: []string{"STAND_IN=" + act}}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("LEAK", "from the caller")
	step := standInStep(t, "environment")
	step.With = map[string]string{"job-id": "the job", "cloud": "china"}
	step.Unset = []string{"GITHUB_JOB"}
	result, err := Run(t.Context(), step)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"INPUT_JOB-ID=the job", "INPUT_CLOUD=china", "INPUT_TIMEOUT=2m", "INPUT_DRY-RUN=false", "INPUT_TENANT-ID=", "GITHUB_ACTIONS=true", "GITHUB_REPOSITORY=contoso/directory"} {
		if !strings.Contains("\n"+result.Log, "\n"+want+"\n") {
			t.Errorf("environment lacks %q:\n%s", want, result.Log)
		}
	}
	for _, no := range []string{"LEAK", "PATH=/", "GITHUB_JOB="} {
		if strings.Contains("\n"+result.Log, "\n"+no) {
			t.Errorf("environment holds %q:\n%s", no, result.Log)
		}
	}
	step.Outside = true
	result, err = Run(t.Context(), step)
	if want := "INPUT_CLOUD=china\nINPUT_JOB-ID=the job\nSTAND_IN=environment\n"; err != nil || result.Log != want {
		t.Errorf("outside: %q, %v; want %q", result.Log, err, want)
	}
	step.Outside, step.With = false, map[string]string{"jobid": "x"}
	if _, err := Run(t.Context(), step); err == nil {
		t.Error("an input that action.yml does not have was accepted")
	}
}

func TestResult(t *testing.T) {
	t.Parallel()
	step := standInStep(t, "write")
	step.Env = append(step.Env, "WRITE_OUTPUT=a=1\n")
	got, err := Run(t.Context(), step)
	if err != nil {
		t.Fatal(err)
	}
	got.Duration, got.CPU = 0, 0
	if len(got.Log) != len(got.Stdout)+len(got.Stderr) {
		t.Errorf("log %q", got.Log)
	}
	got.Log = ""
	want := Result{
		ExitCode: 7, Stdout: "to standard output\n", Stderr: "to standard error\n",
		Outputs: map[string]string{"a": "1"}, RawOutputs: "a=1\n", Summary: "# Summary\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	step.Env = append(step.Env, "WRITE_OUTPUT=malformed")
	if _, err := Run(t.Context(), step); err == nil {
		t.Error("a malformed output file was accepted")
	}
	step.NoLog = true
	step.Env = append(step.Env, "WRITE_OUTPUT=")
	if got, err := Run(t.Context(), step); got.Log != "" || err != nil && !strings.Contains(err.Error(), "broken pipe") {
		t.Errorf("log %q, %v", got.Log, err)
	}
}

func TestSignal(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	step := standInStep(t, "wait")
	step.Signals = signals
	// Before the process listens, the signal would end it: what counts is that
	// it arrives.
	time.AfterFunc(300*time.Millisecond, func() { signals <- syscall.SIGTERM })
	result, err := Run(t.Context(), step)
	if err != nil || !strings.Contains(result.Log, "terminated") && result.ExitCode != -1 {
		t.Errorf("log %q, exit code %d, %v", result.Log, result.ExitCode, err)
	}
}

func TestRunEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, standInStep(t, "wait")); err == nil {
		t.Error("a step that was killed is no error")
	}
	if _, err := Run(t.Context(), Step{Program: "/nowhere"}); err == nil {
		t.Error("a program that does not exist is no error")
	}
}

// The real program, on every cloud, with one start and nothing that the
// services would not expect.
func TestProgram(t *testing.T) {
	t.Parallel()
	for _, cloud := range simulator.Clouds() {
		t.Run(cloud, func(t *testing.T) {
			t.Parallel()
			sim, err := simulator.Start(simulator.Config{Cloud: cloud})
			if err != nil {
				t.Fatal(err)
			}
			defer sim.Close()
			result, err := Run(t.Context(), Step{Program: realProgram(t), With: sim.Inputs(), Env: sim.Env()})
			if err != nil {
				t.Fatal(err)
			}
			if result.ExitCode != 0 || result.Outputs["result"] != "started" || sim.Starts() != 1 || len(sim.Violations()) > 0 {
				t.Errorf("exit %d, outputs %v, starts %d, violations %q\n%s", result.ExitCode, result.Outputs, sim.Starts(), sim.Violations(), result.Log)
			}
		})
	}
}
