package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The workflows of the documentation name this repository, and with @COMMIT the
// action, so. The tests lint them with the repository's own action.yml in its
// place, so that actionlint knows the inputs and outputs.
const (
	repository = "OWNER/start-synchronization-job"
	action     = repository + "@COMMIT"
)

// Every workflow in the documentation is whole, and actionlint accepts it; so
// are those that docs/setup.sh prints.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	workflows := map[string]string{}
	for _, page := range pages {
		for i, b := range blocks(t, page, "yaml") {
			name := fmt.Sprintf("%s-%d.yml", strings.ReplaceAll(page, "/", "-"), i+1)
			if !strings.Contains(b.text, "\njobs:\n") || !strings.Contains(b.text, repository) {
				t.Errorf("%s: YAML block %d is not a whole workflow of %s", page, i+1, repository)
			}
			workflows[name] = b.text
		}
	}
	if got := len(workflows); got < 6 {
		t.Errorf("found %d workflows in the documentation", got)
	}
	for i, args := range [][]string{
		usual, // an environment
		with("--environment", `it's "odd": #1 é`, "--cloud", "usgov-l5"),
		{"--repository", "octo-org/octo-repo", "--branch", "main", "--service-principal-id", targetID, "--audience", `api://it's`},
		{"--subject", "x", "--service-principal-id", targetID},
	} {
		w := newWorld("global")
		if slices.Contains(args, "usgov-l5") {
			w = newWorld("usgov-l5")
		}
		said, _ := w.setup(t, "sh", "y\n", args...)
		workflows[fmt.Sprintf("setup-%d.yml", i+1)] = workflowOf(said)
	}
	lint(t, workflows)
}

// lint has actionlint look at workflows in a repository whose action is this one.
func lint(t *testing.T, workflows map[string]string) {
	t.Helper()
	const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
	if out, err := exec.CommandContext(t.Context(), "go", "run", actionlint, "-version").CombinedOutput(); err != nil {
		lacking(t, fmt.Sprintf("actionlint cannot be had: %v: %s", err, out))
	}
	project := t.TempDir()
	folder := filepath.Join(project, ".github", "workflows")
	for _, dir := range []string{folder, filepath.Join(project, ".git")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string]string{"action.yml": read(t, "action.yml"), "Dockerfile": read(t, "Dockerfile")}
	for name, text := range workflows {
		files[filepath.Join(".github", "workflows", name)] = strings.ReplaceAll(text, action, "./")
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", actionlint, "-no-color")
	cmd.Dir = project
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
}

// Every shell block is plain POSIX, and shellcheck accepts it.
func TestShellBlocks(t *testing.T) {
	t.Parallel()
	shellcheck := need(t, "shellcheck")
	for _, page := range pages {
		for i, b := range blocks(t, page, "sh") {
			cmd := exec.CommandContext(t.Context(), shellcheck, "--shell=sh", "-")
			cmd.Stdin = strings.NewReader(b.text)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: shell block %d: %v\n%s", page, i+1, err, out)
			}
		}
	}
}

// The README's two commands, near its top.
func TestCommandsToTry(t *testing.T) {
	t.Parallel()
	text := section(t, "README.md", "Try it")
	for _, command := range []string{"\ngo run ./internal/demo\n", "\ngo test ./...\n"} {
		if !strings.Contains(text, command) {
			t.Errorf("the section lacks %q", command)
		}
	}
}
