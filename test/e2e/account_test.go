//go:build linux

package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// runnerUID is the account of GitHub's runner, which owns the files of a step.
const runnerUID = 1001

// ofRunner are files of the runner's account for a step, in a folder that it
// may use. Only root can give files away.
func ofRunner(t *testing.T) (output, summary string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can become another account")
	}
	dir, err := os.MkdirTemp("", "runner-") // t.TempDir is below a folder of root's alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	output, summary = filepath.Join(dir, "output"), filepath.Join(dir, "summary")
	for _, path := range []string{output, summary} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(path, runnerUID, 127); err != nil {
			t.Fatal(err)
		}
	}
	return output, summary
}

// TestBecomesTheOwner: started as root with files of another account, behind
// links, the program is that account in all its threads when its first request
// arrives, and cannot become another; a certificate authority and a token that
// only root may read, and both files, still work.
func TestBecomesTheOwner(t *testing.T) {
	t.Parallel()
	output, summary := ofRunner(t)
	link := output + ".link" // of root's
	if err := os.Symlink(output, link); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "token")
	s := AdmitsCluster().Set("federated-token-file", secret).plainly()
	s.Env = append(s.Env, "GITHUB_OUTPUT="+link, "GITHUB_STEP_SUMMARY="+summary)
	s.Step.Program = started(t, "setpriv --groups=127 --inh-caps=+setuid,+setgid")                  // all that it has to give up
	s.Rules = []simulator.Rule{{Call: simulator.CallToken, Times: 1, Fault: simulator.Status(503)}} // so that the token is read again
	s.Prepare = func(sim *simulator.Simulator, _ map[string]string) {
		Replace(t, secret, sim.ClusterToken(nil))
		for _, entry := range sim.NetworkEnv() {
			if ca, ok := strings.CutPrefix(entry, "SSL_CERT_FILE="); ok {
				if err := os.Chmod(ca, 0o600); err != nil {
					t.Error(err)
				}
			}
		}
	}
	seen := map[string]bool{}
	s.OnRequest = func(simulator.Request) {
		for _, status := range statuses(t, "GITHUB_OUTPUT="+link) {
			seen[status] = true
		}
	}
	r := Play(t, s)
	if r.ExitCode != 0 {
		t.Errorf("exit %d\n%s", r.ExitCode, r.Log)
	}
	const want = "uid 1001 1001 1001 1001, gid 65534 65534 65534 65534, groups , no_new_privs 1, " +
		"capabilities 0000000000000000 0000000000000000 0000000000000000 0000000000000000"
	if len(seen) != 1 || !seen[want] {
		t.Errorf("threads ran as %v, want all as %s", seen, want)
	}
	for _, path := range []string{output, summary} {
		if written, err := os.ReadFile(path); err != nil || len(written) == 0 {
			t.Errorf("%s is empty, %v", path, err)
		}
	}
}

// TestStaysRoot: with files of root's nothing changes.
func TestStaysRoot(t *testing.T) {
	t.Parallel()
	output, _ := ofRunner(t)
	if err := os.Chown(output, 0, 0); err != nil {
		t.Fatal(err)
	}
	var seen []string
	s := Scenario{Env: []string{"GITHUB_OUTPUT=" + output}, Step: runner.Step{Program: Released(t)}}
	s.OnRequest = func(simulator.Request) { seen = append(seen, statuses(t, "GITHUB_OUTPUT="+output)...) }
	r := Play(t, s)
	if r.ExitCode != 0 || slices.ContainsFunc(seen, func(s string) bool { return !strings.HasPrefix(s, asRoot) }) {
		t.Errorf("exit %d, threads ran as %v\n%s", r.ExitCode, seen, r.Log)
	}
}

const asRoot = "uid 0 0 0 0, gid 0 0 0 0, "

// TestRefusedByTheKernel: without one of the capabilities that it takes to
// become another account, or one of the calls, the run says so in a line, stays the account that it
// was with all its groups, and goes on.
func TestRefusedByTheKernel(t *testing.T) {
	t.Parallel()
	for name, command := range map[string]string{
		"setuid":           "setpriv --groups=127 --bounding-set=-setuid",
		"setgid":           "setpriv --groups=127 --bounding-set=-setgid",
		"setuid, setgid":   "setpriv --groups=127 --bounding-set=-setuid,-setgid",
		"setresgid, alone": "setpriv --groups=127 " + refuser(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, _ := ofRunner(t)
			s := Scenario{}.plainly()
			s.Env = append(s.Env, "GITHUB_OUTPUT="+output)
			s.Step.Program = started(t, command)
			var seen []string
			s.OnRequest = func(simulator.Request) { seen = append(seen, statuses(t, "GITHUB_OUTPUT="+output)...) }
			r := Play(t, s)
			if r.ExitCode != 0 || r.Sim.Starts() != 1 || !strings.Contains(r.Log, "\nThis run stays root: ") {
				t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.Sim.Starts(), r.Log)
			}
			for _, thread := range seen {
				if !strings.HasPrefix(thread, asRoot+"groups 127, no_new_privs 1, ") {
					t.Errorf("a thread ran as %s", thread)
				}
			}
		})
	}
}

// TestAnotherAccount: started as an account that is not root, the program says of
// a file that is closed to it which account that is.
func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	folder, _ := ofRunner(t)
	secret := filepath.Join(filepath.Dir(folder), "token")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil { // root's
		t.Fatal(err)
	}
	own := []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "SSL_CERT_FILE"} // root's too
	for name, tt := range map[string]struct {
		input string
		unset []string
	}{
		"output":     {"", nil},
		"token file": {"federated-token-file", own},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Scenario{}
			if tt.input != "" {
				s = s.Set(tt.input, secret)
			}
			s = s.plainly()
			s.Unset = tt.unset
			s.Step.Program = started(t, "setpriv --reuid=65532 --regid=65532 --clear-groups")
			result := s.once(t)
			if result.ExitCode != 1 || len(result.Sim.Requests()) != 0 || !strings.Contains(result.Log, "65532") {
				t.Errorf("exit %d after %v\n%s", result.ExitCode, result.Sim.Calls(), result.Log)
			}
		})
	}
}

// TestBuildWithCgo: a build in which Go makes no system call for all threads
// says why it stays root, and goes on.
func TestBuildWithCgo(t *testing.T) {
	t.Parallel()
	output, _ := ofRunner(t)
	if info, ok := debug.ReadBuildInfo(); !ok || !slices.Contains(info.Settings, debug.BuildSetting{Key: "CGO_ENABLED", Value: "1"}) {
		t.Skip("this test, which is the program here, was built without cgo")
	}
	r := Play(t, Scenario{Env: []string{"GITHUB_OUTPUT=" + output}, Step: runner.Step{Program: watched}})
	const says = "\nThis run stays root: it cannot become the owner of the output file (a build with cgo "
	if r.ExitCode != 0 || strings.Count(r.Log, says) != 1 {
		t.Errorf("exit %d\n%s", r.ExitCode, r.Log)
	}
}

// started is a path that starts the released program by a command.
func started(t *testing.T, command string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "start")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexec "+command+" "+Released(t)+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSocketOfRoot: the account that the program becomes may not open a socket
// such as Docker's.
func TestSocketOfRoot(t *testing.T) {
	t.Parallel()
	output, _ := ofRunner(t)
	path := filepath.Join(filepath.Dir(output), "docker.sock")
	socket, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := os.Chmod(path, 0o660); err != nil {
		t.Fatal(err)
	}
	mayOpen := func(uid, gid uint32) bool {
		test := exec.CommandContext(t.Context(), "test", "-w", path)
		test.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
		return test.Run() == nil
	}
	if mayOpen(runnerUID, 65534) || !mayOpen(runnerUID, 0) || !mayOpen(0, 0) {
		t.Error("who may open the socket is not as it is with Docker's")
	}
}
