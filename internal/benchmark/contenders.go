package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// contender is one way to start the job.
type contender struct {
	name    string
	what    string // a few words for the reader of the table
	missing string // why it cannot run here, "" where it can
	size    int64  // on disk, in bytes; 0 is not known
	// steps are one run of it, one after another. The folder is empty and for this run alone.
	steps func(sim *simulator.Simulator, dir string) []runner.Step
}

// contenders builds what is to be measured, the action first.
func contenders(ctx context.Context, dir, az string) ([]contender, error) {
	path, err := runner.Build(ctx, dir)
	if err != nil {
		return nil, err
	}
	action, err := program("this action", "the program of the image, run as a step of a job", path)
	if err != nil {
		return nil, err
	}
	if path, err = buildSequential(ctx, dir); err != nil {
		return nil, err
	}
	plain, err := program("one after another", "a plain Go program that makes the same calls one after another: azidentity as "+
		"it comes, each connection opened when it is first needed, no checks, no report", path)
	if err != nil {
		return nil, err
	}
	cli, err := azureCLI(ctx, dir, az)
	return []contender{action, plain, cli}, err
}

// program is a contender that takes the inputs of the action.
func program(name, what, path string) (contender, error) {
	file, err := os.Stat(path)
	if err != nil {
		return contender{}, err
	}
	return contender{name: name, what: what, size: file.Size(),
		steps: func(sim *simulator.Simulator, _ string) []runner.Step {
			return []runner.Step{{Program: path, With: sim.Inputs(), Env: sim.Env()}}
		}}, nil
}

// buildSequential compiles sequential with the flags that the action is compiled with.
func buildSequential(ctx context.Context, dir string) (string, error) {
	root, err := runner.Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "sequential")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./internal/benchmark/sequential")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build sequential: %w\n%s", err, out)
	}
	return path, nil
}
