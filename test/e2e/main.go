// Package e2e runs the program as a process, as GitHub's runner does, against
// the simulator, under the real host names and over real TLS.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"start-synchronization-job/internal/action"
	"start-synchronization-job/test/runner"
)

// watched is a link to this test binary, which acts as the program where it is
// called by that name: so go test sees that it has to run again when the program
// changes, which it does not of a program that a test builds. With -race it has
// the race detector, and a run takes ten times as much of the processor.
var watched string

// Program is watched, but for tests with -race: there it is the released one,
// and the tests of what happens at the same time ask for watched.
var Program string

const programName = "start-synchronization-job"

// Main is the TestMain of each package that runs the program: it ends the
// process.
func Main(m *testing.M) {
	if filepath.Base(os.Args[0]) == programName {
		os.Exit(action.Main("dev", ""))
	}
	flag.Parse()
	// An ignored signal stays ignored in a child, and nohup ignores this one: what
	// is caught here is not ignored there.
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	_ = flag.Set("test.parallel", strconv.Itoa(RunsAtOnce()))
	dir, err := os.MkdirTemp("", "e2e-")
	if err == nil {
		err = os.Chmod(dir, 0o755) // for tests as another account
	}
	if err == nil {
		watched, err = linkToMyself(dir, programName)
		Program = watched
	}
	if err == nil && runner.Racing() {
		Program, err = buildReleased()
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	if code == 0 && len(stale()) > 0 {
		fmt.Fprintf(os.Stderr, "no test looks at these golden files; remove them: %v\n", stale())
		code = 1
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// linkToMyself is a link to this test binary, which acts by its name.
func linkToMyself(dir, name string) (string, error) {
	myself, err := os.Executable()
	if err != nil {
		return "", err
	}
	link := filepath.Join(dir, name)
	return link, os.Symlink(myself, link)
}

// Released is the path of the program as it is released: without cgo, and
// without the race detector, which takes several times the memory.
func Released(t *testing.T) string {
	t.Helper()
	path, err := buildReleased()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildReleased = sync.OnceValues(func() (string, error) {
	return runner.BuildReleased(context.Background(), filepath.Join(filepath.Dir(watched), "released"))
})
