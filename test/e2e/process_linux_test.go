package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// processWith is the id of the one process with an entry in its environment.
func processWith(entry string) int {
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environments {
		if slices.Contains(environment(path), entry) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			return pid
		}
	}
	return 0
}

// statuses say for each thread of the one process with an entry in its
// environment who it is and what it may do.
func statuses(t *testing.T, entry string) []string {
	t.Helper()
	pid := processWith(entry)
	if pid == 0 {
		t.Error("the process was not found")
	}
	var all []string
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
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
	fields := map[string]string{}
	for line := range strings.Lines(status) {
		name, rest, _ := strings.Cut(line, ":")
		fields[name] = strings.Join(strings.Fields(rest), " ")
	}
	return fmt.Sprintf("uid %s, gid %s, groups %s, no_new_privs %s, capabilities %s %s %s %s",
		fields["Uid"], fields["Gid"], fields["Groups"], fields["NoNewPrivs"],
		fields["CapEff"], fields["CapPrm"], fields["CapInh"], fields["CapAmb"])
}
