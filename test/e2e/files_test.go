package e2e

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"start-synchronization-job/test/runner"
)

// TestFilesThatAreNone: what is not a regular file is not opened, since a FIFO
// would hold the run for good, and is said once, with its path.
func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo, socket, link := filepath.Join(dir, "fifo"), filepath.Join(dir, "socket"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	if err := os.Symlink(fifo, link); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		fifo: "it is a FIFO", link: "it is a FIFO", socket: "it is a socket", dir: "it is a folder",
		"/dev/null": "it is a device", "/dev/full": "it is a device",
		dir + "/no/file": "its folder does not exist",
	} {
		for variable, starts := range map[string]int{"GITHUB_OUTPUT": 0, "GITHUB_STEP_SUMMARY": 1} {
			t.Run(variable+" "+filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				r := Play(t, Scenario{Env: []string{variable + "=" + path}})
				annotations := slices.DeleteFunc(r.Annotations(), func(a runner.Annotation) bool { return !strings.Contains(a.Message, "be written") })
				level := "error"
				if starts == 1 {
					level = "warning"
				}
				if len(annotations) != 1 || annotations[0].Level != level ||
					!strings.Contains(annotations[0].Message, `"`+path+`"`) || !strings.Contains(annotations[0].Message, says) {
					t.Errorf("want one %s with the path and %q:\n%s", level, says, r.Log)
				}
				if r.Sim.Starts() != starts || starts == 0 && r.Sim.Connections() != 0 || (r.ExitCode == 0) != (starts == 1) {
					t.Errorf("exit %d after %d starts and %d connections\n%s", r.ExitCode, r.Sim.Starts(), r.Sim.Connections(), r.Log)
				}
			})
		}
	}
}

// TestFilesBehindLinks: a link to a file is as good as the file.
func TestFilesBehindLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var env []string
	for _, variable := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		if err := os.WriteFile(filepath.Join(dir, variable), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(variable, filepath.Join(dir, variable+".link")); err != nil {
			t.Fatal(err)
		}
		env = append(env, variable+"="+filepath.Join(dir, variable+".link"))
	}
	r := Play(t, Scenario{Env: env})
	outputs, _ := os.ReadFile(filepath.Join(dir, "GITHUB_OUTPUT"))
	summary, _ := os.ReadFile(filepath.Join(dir, "GITHUB_STEP_SUMMARY"))
	if r.ExitCode != 0 || !strings.Contains(string(outputs), "started") || len(summary) == 0 {
		t.Errorf("exit %d, outputs %q, %d bytes of summary", r.ExitCode, outputs, len(summary))
	}
}
