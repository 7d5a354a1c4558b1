// Package runner stands in for GitHub's runner: it builds the program, runs it
// as a step with the environment and the files that a step gets, and reads log,
// outputs and summary as the runner does.
package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
)

// Root is the folder of the module, found upwards from the working directory.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find module: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("find module: no go.mod here or above")
		}
		dir = filepath.Dir(dir)
	}
}

// Build compiles the program into dir, as the Dockerfile does, and gives its
// path. In a test with -race it is built with the race detector. Call it once
// per process, for tests in TestMain.
func Build(ctx context.Context, dir string) (string, error) { return compile(ctx, dir, Racing()) }

// BuildReleased is Build without the race detector, which takes several times
// the memory, for tests that measure.
func BuildReleased(ctx context.Context, dir string) (string, error) { return compile(ctx, dir, false) }

// Racing reports whether this program was built with the race detector.
func Racing() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func compile(ctx context.Context, dir string, race bool) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "start-synchronization-job")
	args, cgo := []string{"build", "-trimpath", "-ldflags", "-w", "-o", path}, "CGO_ENABLED=0"
	if race {
		args, cgo = append(args, "-race"), "CGO_ENABLED=1"
	}
	build := exec.CommandContext(ctx, "go", append(args, ".")...)
	build.Dir = root
	build.Env = append(os.Environ(), cgo)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
}
