package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usesLine   = regexp.MustCompile(`^\s*(?:- )?uses: (\S+)(.*)$`)
	pinnedUses = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)
	versionOf  = regexp.MustCompile(`^ # v\d+\.\d+\.\d+$`)
	runLine    = regexp.MustCompile(`^(\s*)(?:- )?run: ?(.*)$`)
	jobLine    = regexp.MustCompile(`^  [\w-]+:$`)
	grantLine  = regexp.MustCompile(`^      ([\w-]+): (read|write)(.*)$`)
)

// workflows gives the lines of each workflow by its file's name.
func workflows(t *testing.T) map[string][]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, ".github/workflows/*.yml"))
	if err != nil || len(paths) < 3 {
		t.Fatalf("workflows: %v, %v, want at least three", paths, err)
	}
	files := map[string][]string{}
	for _, path := range paths {
		files[filepath.Base(path)] = strings.Split(string(read(t, path)), "\n")
	}
	return files
}

func TestActionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	pins := map[string]string{}
	for file, lines := range workflows(t) {
		for i, line := range lines {
			m := usesLine.FindStringSubmatch(line)
			if m == nil || m[1] == "./" {
				continue
			}
			if !pinnedUses.MatchString(m[1]) || !versionOf.MatchString(m[2]) {
				t.Errorf("%s:%d: %q is not pinned as owner/name@commit # vX.Y.Z", file, i+1, strings.TrimSpace(line))
			}
			name, _, _ := strings.Cut(m[1], "@")
			if other, ok := pins[name]; ok && other != m[1]+m[2] {
				t.Errorf("%s:%d: %s is pinned to another commit elsewhere", file, i+1, name)
			}
			pins[name] = m[1] + m[2]
		}
	}
	if len(pins) < 5 {
		t.Errorf("found the actions %v, want more", pins)
	}
}

// A value that GitHub writes into a script is run as part of it; a value in a
// variable is not.
func TestNoExpressionInScripts(t *testing.T) {
	t.Parallel()
	scripts := 0
	for file, lines := range workflows(t) {
		indent := -1
		for i, line := range lines {
			if m := runLine.FindStringSubmatch(line); m != nil {
				scripts++
				indent = len(m[1])
			} else if strings.TrimSpace(line) != "" && len(line)-len(strings.TrimLeft(line, " ")) <= indent {
				indent = -1
			}
			if indent >= 0 && strings.Contains(line, "${{") {
				t.Errorf("%s:%d: an expression in a script: %s", file, i+1, strings.TrimSpace(line))
			}
		}
	}
	if scripts < 10 {
		t.Errorf("found %d scripts, want more", scripts)
	}
}

func TestWorkflowsAskForLittle(t *testing.T) {
	t.Parallel()
	for file, lines := range workflows(t) {
		text := strings.Join(lines, "\n")
		for _, want := range []string{"\npermissions: {}\n", "\nconcurrency:\n"} {
			if strings.Count(text, want) != 1 {
				t.Errorf("%s lacks %q at its top", file, strings.TrimSpace(want))
			}
		}
		if !regexp.MustCompile(`(?m)^name: `).MatchString(text) {
			t.Errorf("%s has no name", file)
		}
		for _, never := range []string{"pull_request_target", "workflow_run", "secrets.", "write-all"} {
			if strings.Contains(text, never) {
				t.Errorf("%s uses %s", file, never)
			}
		}
		_, jobs, _ := strings.Cut(text, "\njobs:\n")
		checkJobs(t, file, strings.Split(jobs, "\n"))
		if c, p := strings.Count(text, "actions/checkout@"), strings.Count(text, "persist-credentials: false"); c != p {
			t.Errorf("%s checks out %d times and drops the credentials %d times", file, c, p)
		}
	}
}

// checkJobs wants of every job permissions, with a reason for each that is more
// than reading the sources, and a limit of time.
func checkJobs(t *testing.T, file string, lines []string) {
	t.Helper()
	jobs, permissions, limits := 0, 0, 0
	for _, line := range lines {
		switch m := grantLine.FindStringSubmatch(line); {
		case jobLine.MatchString(line):
			jobs++
		case line == "    permissions:":
			permissions++
		case strings.HasPrefix(line, "    timeout-minutes: "):
			limits++
		case m != nil && m[1]+m[2] != "contentsread" && !strings.HasPrefix(m[3], " # "):
			t.Errorf("%s grants %s: %s without a reason", file, m[1], m[2])
		}
	}
	if jobs == 0 || permissions != jobs || limits != jobs {
		t.Errorf("%s has %d jobs, %d with permissions and %d with a limit of time", file, jobs, permissions, limits)
	}
}

// What publishes restores nothing that an earlier run may have left behind.
func TestReleaseUsesNoCache(t *testing.T) {
	t.Parallel()
	text := strings.Join(workflows(t)["release.yml"], "\n")
	for action, off := range map[string]string{
		"actions/setup-go@":          "cache: false",
		"docker/setup-buildx-action": "cache-binary: false",
	} {
		if got, want := strings.Count(text, " "+off+"\n"), strings.Count(text, action); got != want || want == 0 {
			t.Errorf("release.yml uses %s %d times and says %q %d times", action, want, off, got)
		}
	}
	if strings.Contains(text, "actions/cache") {
		t.Error("release.yml uses actions/cache")
	}
}
