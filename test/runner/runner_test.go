package runner

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
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
		if len(os.Args) > 1 {
			fmt.Println(os.Args[1:], len(os.Args)-1)
		}
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
}

// An input that action.yml does not have is a warning, and reaches the step
// beside the defaults. Arguments and program of the container are the runner's.
func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	step := standInStep(t, "environment")
	step.With = map[string]string{"dry run": "true", "Timeout": "1m", "Args": `say "x y"`, "jobid": ""}
	got, err := Run(t.Context(), step)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"INPUT_DRY_RUN=true", "INPUT_DRY-RUN=false", "INPUT_TIMEOUT=1m", `INPUT_ARGS=say "x y"`, "INPUT_JOBID=", "[say x y] 2"} {
		if !strings.Contains("\n"+got.Log, "\n"+want+"\n") {
			t.Errorf("the step lacks %q:\n%s", want, got.Log)
		}
	}
	if want := "Unexpected input(s) 'dry run', 'jobid'"; got.Warning != want {
		t.Errorf("warning %q, want %q", got.Warning, want)
	}
}

// The runner's proxy stands in either case of letters.
func TestProxy(t *testing.T) {
	t.Parallel()
	step := standInStep(t, "environment")
	step.Env = append(step.Env, "HTTPS_PROXY=http://a", "HTTPS_PROXY=http://b", "no_proxy=c", "http_proxy=d", "HTTP_PROXY=e")
	step.Unset = []string{"http_proxy"}
	got, err := Run(t.Context(), step)
	var proxies []string
	for line := range strings.Lines(got.Log) {
		if strings.Contains(strings.ToLower(line), "_proxy=") {
			proxies = append(proxies, strings.TrimSpace(line))
		}
	}
	want := []string{"HTTPS_PROXY=http://b", "HTTP_PROXY=e", "NO_PROXY=c", "http_proxy=e", "https_proxy=http://b", "no_proxy=c"}
	if diff := cmp.Diff(want, proxies); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// A container gets each value that begins with a folder of the host with its own
// folder in place of that, and the files under the names that the runner gives
// them.
func TestContainer(t *testing.T) {
	t.Parallel()
	f, err := newFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	step := Step{Image: "action", With: map[string]string{"job-id": f.workspace() + "/x", "args": "--version", "entryPoint": "/other"}, Env: []string{
		"INPUT_FEDERATED-TOKEN-FILE=" + token, "HERE=" + f.workspace(), "NEAR=" + f.workspace() + "-2", "BEHIND=x" + f.workspace(),
	}}
	env, _, err := step.environment(f)
	if err != nil {
		t.Fatal(err)
	}
	cmd, err := step.docker(t.Context(), f, env, []string{"--version"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"INPUT_JOB-ID=/github/workspace/x", "INPUT_FEDERATED-TOKEN-FILE=/github/workspace/token", "HERE=/github/workspace",
		"NEAR=" + f.workspace() + "-2", "BEHIND=x" + f.workspace(), "HOME=/github/home", "RUNNER_TEMP=/github/runner_temp",
		"GITHUB_WORKSPACE=/github/workspace", "GITHUB_EVENT_PATH=/github/workflow/event.json",
		"GITHUB_OUTPUT=/github/file_commands/set_output_" + f.suffix, "GITHUB_STEP_SUMMARY=/github/file_commands/step_summary_" + f.suffix,
	} {
		if !slices.Contains(cmd.Env, want) {
			t.Errorf("the container lacks %s:\n%s", want, strings.Join(cmd.Env, "\n"))
		}
	}
	line := strings.Join(cmd.Args, " ")
	for _, want := range []string{
		" --entrypoint /other ", "-e INPUT_JOB-ID ", "/_temp:/github/runner_temp ", "/_temp/_github_home:/github/home ",
		"/_temp/_github_workflow:/github/workflow ", "/_temp/_runner_file_commands:/github/file_commands ",
		f.workspace() + ":/github/workspace ", ":/var/run/docker.sock ",
	} {
		if !strings.Contains(line, want) {
			t.Errorf("docker lacks %q: %s", want, line)
		}
	}
	if !strings.HasSuffix(line, " action --version") {
		t.Errorf("docker does not end in image and arguments: %s", line)
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
