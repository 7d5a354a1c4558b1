package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Step is one step of a job that uses the action.
type Step struct {
	Program string            // path, from Build
	Image   string            // or an image, run by docker as GitHub's runner does
	Docker  []string          // further arguments of docker run, such as --read-only
	With    map[string]string // inputs, in any case of letters; the others get their defaults from action.yml
	Env     []string          // KEY=VALUE on top of the runner's own, the simulator's Env for one; the last one counts
	Unset   []string          // variables that the step does not get
	Secrets []string          // that the repository has, and the runner masks from the begin
	Outside bool              // outside GitHub Actions: nothing but With and Env, and no defaults

	Signals <-chan os.Signal // sent on to the process
	NoLog   bool             // nobody reads the log: its pipe is closed
	LogFile *os.File         // the log goes there as it is written, and not into the Result
	Measure bool             // fill in Result.MaxRSS, of a program
}

// Result is what a step left behind.
type Result struct {
	ExitCode int
	Log      string // both streams, as they came
	Stdout   string
	Stderr   string

	Outputs    map[string]string
	RawOutputs string // the file behind GITHUB_OUTPUT
	Summary    string // the file behind GITHUB_STEP_SUMMARY
	Warning    string // of the runner: inputs that action.yml does not name

	Duration time.Duration
	CPU      time.Duration // user and system
	MaxRSS   int64         // bytes; see Step.Measure
}

// maxSummary is the size over which GitHub drops a summary.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const maxSummary = 1 << 20

// killed is how long a process may keep its pipes open after it was killed.
const killed = time.Minute

// Run runs a step to its end, or kills it when ctx ends. The exit code is no
// error; a step that cannot run, an output file that the runner would reject,
// and a summary that it would drop, are.
func Run(ctx context.Context, step Step) (Result, error) {
	dir, err := os.MkdirTemp("", "step-")
	if err != nil {
		return Result{}, fmt.Errorf("run step: %w", err)
	}
	defer os.RemoveAll(dir)
	f, err := newFolders(dir)
	if err != nil {
		return Result{}, fmt.Errorf("run step: %w", err)
	}
	env, warning, err := step.environment(f)
	if err != nil {
		return Result{}, fmt.Errorf("run step: %w", err)
	}
	result, err := step.execute(ctx, f, env)
	if err != nil {
		return result, fmt.Errorf("run step: %w", err)
	}
	if step.Outside {
		return result, nil
	}
	result.Warning = warning
	return result, result.collect(f)
}

const (
	outputFile  = "set_output"
	summaryFile = "step_summary"
)

// execute runs the process.
func (step Step) execute(ctx context.Context, f folders, env []string) (Result, error) {
	var log shared
	var stdout, stderr bytes.Buffer
	cmd, err := step.command(ctx, f, env)
	if err != nil {
		return Result{}, err
	}
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&stdout, &log), io.MultiWriter(&stderr, &log)
	if step.LogFile != nil {
		cmd.Stdout, cmd.Stderr = step.LogFile, step.LogFile
	}
	if step.NoLog {
		read, write, err := os.Pipe()
		if err != nil {
			return Result{}, err
		}
		read.Close()
		defer write.Close()
		cmd.Stdout, cmd.Stderr = write, write
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return Result{}, err
	}
	done := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() { step.forward(cmd.Process, done) })
	var peak int64
	if step.Measure {
		others.Go(func() { peak = peakMemory(cmd.Process.Pid, done) })
	}
	err = cmd.Wait()
	close(done)
	others.Wait()
	result := Result{
		ExitCode: cmd.ProcessState.ExitCode(), Duration: time.Since(begin), MaxRSS: peak,
		CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		Log: log.String(), Stdout: stdout.String(), Stderr: stderr.String(),
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && ctx.Err() == nil {
		err = nil
	}
	return result, err
}

// command is the process of the step, which gets env and nothing of the
// caller's own.
func (step Step) command(ctx context.Context, f folders, env []string) (*exec.Cmd, error) {
	var arguments []string
	if !step.Outside {
		arguments = splitArguments(step.given("args"))
	}
	cmd := exec.CommandContext(ctx, step.Program, arguments...)
	cmd.Env = env
	if step.Image != "" {
		var err error
		if cmd, err = step.docker(ctx, f, env, arguments); err != nil {
			return nil, err
		}
		cancel := cmd.Cancel
		cmd.Cancel = func() error { return errors.Join(cancel(), remove(f.dir)) }
	}
	cmd.Dir, cmd.WaitDelay = f.workspace(), killed
	return cmd, nil
}

// splitArguments takes a line apart at blanks that are not between double
// quotes.
func splitArguments(line string) []string {
	var fields []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			fields = append(fields, part)
		} else {
			fields = append(fields, strings.Fields(part)...)
		}
	}
	return fields
}

func (step Step) forward(process *os.Process, done <-chan struct{}) {
	for {
		select {
		case s := <-step.Signals:
			_ = process.Signal(s)
		case <-done:
			return
		}
	}
}

// collect reads the files that the step wrote.
func (r *Result) collect(f folders) error {
	outputs, err := os.ReadFile(f.file(outputFile))
	if err != nil {
		return fmt.Errorf("read outputs: %w", err)
	}
	summary, err := os.ReadFile(f.file(summaryFile))
	if err != nil {
		return fmt.Errorf("read summary: %w", err)
	}
	r.RawOutputs, r.Summary = string(outputs), string(summary)
	if len(summary) > maxSummary {
		return fmt.Errorf("the summary has %d bytes; GitHub drops it", len(summary))
	}
	r.Outputs, err = parseOutputs(r.RawOutputs)
	return err
}

// shared is a buffer that two streams write to.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
