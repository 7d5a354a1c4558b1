//go:build linux

package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"start-synchronization-job/internal/inputs"
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

// TestBecomesTheOwner: started as root with files of another account, the
// program is that account in all its threads when its first request arrives, and
// cannot open a socket of root's; a certificate authority and a token that only
// root may read, and both files, still work.
func TestBecomesTheOwner(t *testing.T) {
	t.Parallel()
	output, summary := ofRunner(t)
	if err := syscall.Setgroups([]int{0, 127}); err != nil { // the program inherits what it has to give up
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "token")
	s := admitsCluster()
	s.env = []string{"GITHUB_OUTPUT=" + output, "GITHUB_STEP_SUMMARY=" + summary}
	s.Rules = []simulator.Rule{{Call: simulator.CallToken, Times: 1, Fault: simulator.Status(503)}} // so that the token is read again
	s.prepare = func(sim *simulator.Simulator, with map[string]string) {
		replace(t, secret, sim.ClusterToken(nil))
		with["federated-token-file"] = secret
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
		for _, status := range statuses(t, "GITHUB_OUTPUT="+output) {
			seen[status] = true
		}
	}
	r := play(t, s)
	if r.ExitCode != 0 {
		t.Errorf("exit %d\n%s", r.ExitCode, r.Log)
	}
	if want := "uid 1001 gid 65534 groups  capabilities 0000000000000000"; len(seen) != 1 || !seen[want] {
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
	s := scenario{env: []string{"GITHUB_OUTPUT=" + output}}
	s.OnRequest = func(simulator.Request) { seen = append(seen, statuses(t, "GITHUB_OUTPUT="+output)...) }
	if r := play(t, s); r.ExitCode != 0 || slices.ContainsFunc(seen, func(s string) bool { return !strings.HasPrefix(s, "uid 0 gid 0 ") }) {
		t.Errorf("exit %d, threads ran as %v\n%s", r.ExitCode, seen, r.Log)
	}
}

// TestRefusedByTheKernel: without the capabilities that it takes to become
// another account the run says so in a line, and goes on.
func TestRefusedByTheKernel(t *testing.T) {
	t.Parallel()
	output, _ := ofRunner(t)
	weak := filepath.Join(t.TempDir(), "weak")
	if err := os.WriteFile(weak, []byte("#!/bin/sh\nexec setpriv --bounding-set=-setuid,-setgid "+program+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := scenario{env: []string{"GITHUB_OUTPUT=" + output}, step: runner.Step{Program: weak}}
	for name, value := range s.inputs() { // a shell drops names with a hyphen
		s.env = append(s.env, inputs.Variable(name)+"="+value)
	}
	if r := play(t, s); r.ExitCode != 0 || r.sim.Starts() != 1 || !strings.Contains(r.Log, "\nThis run stays root: ") {
		t.Errorf("exit %d after %d starts\n%s", r.ExitCode, r.sim.Starts(), r.Log)
	}
}

// statuses say for each thread of the one process with an entry in its
// environment who it is and what it may do.
func statuses(t *testing.T, entry string) []string {
	t.Helper()
	var all []string
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", processWith(t, entry)))
	for _, thread := range threads {
		if status, err := os.ReadFile(thread); err == nil { // a thread may have ended meanwhile
			all = append(all, identity(string(status)))
		}
	}
	return all
}

// environment is what a process was started with.
func environment(path string) []string {
	entries, _ := os.ReadFile(path)
	return strings.Split(string(entries), "\x00")
}

// identity is the part of a thread's status that says who it is: proc(5).
func identity(status string) string {
	fields := map[string][]string{}
	for line := range strings.Lines(status) {
		name, rest, _ := strings.Cut(line, ":")
		fields[name] = append(strings.Fields(rest), "")
	}
	return fmt.Sprintf("uid %s gid %s groups %s capabilities %s",
		fields["Uid"][1], fields["Gid"][1], strings.Join(fields["Groups"], ""), fields["CapEff"][0])
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
