package benchmark

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"start-synchronization-job/test/runner"
)

// contender is one way to start the job, a program that takes the action's
// inputs. It is made when it is first asked for, so -bench decides what is built.
type contender struct {
	name    string
	program func(*testing.B) string
}

var contenders = []contender{
	{"action", buildAction},
	{"msgraph-sdk-go", build("msgraph")},
}

func buildAction(b *testing.B) string {
	program, err := runner.BuildReleased(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	return program
}

// build compiles the command in a folder with the flags that the action is
// compiled with.
func build(folder string) func(*testing.B) string {
	return func(b *testing.B) string {
		program := filepath.Join(b.TempDir(), folder)
		cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-w", "-o", program, ".")
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", folder, err, out)
		}
		return program
	}
}
