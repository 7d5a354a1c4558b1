package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// The workflows of the documentation name this repository, and with @COMMIT the
// action, so. The tests lint them with the repository's own action.yml in its
// place, so that actionlint knows the inputs and outputs.
const (
	repository = "OWNER/start-synchronization-job"
	action     = repository + "@COMMIT"
)

// workflows are those of the documentation by name; what is for other systems
// than GitHub is on a page of its own.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, p := range pages(t) {
		for i, b := range p.blocks {
			if b.language == "yaml" && p.name != "docs/elsewhere.md" {
				found[fmt.Sprintf("%s-%d.yml", strings.ReplaceAll(p.name, "/", "-"), i+1)] = b.text
			}
		}
	}
	if len(found) < 9 {
		t.Errorf("found %d workflows in the documentation", len(found))
	}
	return found
}

// Every workflow in the documentation is whole, and actionlint accepts it; so
// are those that docs/setup.sh prints.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	all := workflows(t)
	for i, args := range [][]string{
		usual,
		inRepository("--environment", `it's "odd": #1 é`, "--cloud", "usgov-l5"),
		inRepository("--branch", "main", "--audience", `api://it's`),
	} {
		w := newWorld("global")
		if slices.Contains(args, "usgov-l5") {
			w = newWorld("usgov-l5")
		}
		said, _ := w.setup(t, "sh", "y\n", args...)
		all[fmt.Sprintf("setup-%d.yml", i+1)] = workflowOf(said)
	}
	for name, workflow := range all {
		// One check reads without the action, by the Azure CLI alone.
		if !strings.Contains(workflow, "\njobs:\n") || !strings.Contains(workflow, repository) && !strings.HasPrefix(workflow, "name: Check provisioning, read only\n") {
			t.Errorf("%s is not a whole workflow of %s:\n%s", name, repository, workflow)
		}
	}
	lint(t, all)
}

// lint has actionlint look at workflows in a repository whose action is this one.
func lint(t *testing.T, workflows map[string]string) {
	t.Helper()
	const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
	if out, err := exec.CommandContext(t.Context(), "go", "run", actionlint, "-version").CombinedOutput(); err != nil {
		lacking(t, fmt.Sprintf("actionlint cannot be had: %v: %s", err, out))
	}
	project := t.TempDir()
	files := map[string]string{".git/HEAD": "", "action.yml": read(t, "action.yml"), "Dockerfile": read(t, "Dockerfile")}
	for name, text := range workflows {
		files[".github/workflows/"+name] = strings.ReplaceAll(text, action, "./")
	}
	for name, text := range files {
		file := filepath.Join(project, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", actionlint, "-no-color")
	cmd.Dir = project
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
}

// job is as much of a workflow's job as decides which subject it sends.
type job struct {
	Environment string
	Steps       []struct{ With, Env map[string]string }
}

// signsIn reports whether the job uses the application that docs/setup.sh makes.
func (j job) signsIn() bool {
	for _, step := range j.Steps {
		for _, values := range []map[string]string{step.With, step.Env} {
			for _, value := range values {
				if strings.Contains(value, "vars.ENTRA_CLIENT_ID") {
					return true
				}
			}
		}
	}
	return false
}

// Every job in the documentation sends the subject that the quick start's
// credential has. Otherwise Entra refuses it: AADSTS700213.
func TestSubjects(t *testing.T) {
	t.Parallel()
	w := newWorld("global")
	said, _ := w.setup(t, "sh", "y\n", usual...)
	trusted := w.Objects["applications/"+w.Objects["applications"][1]["id"].(string)+"/federatedIdentityCredentials"][0]["subject"]
	all := workflows(t)
	all["printed"] = workflowOf(said)
	for name, text := range all {
		var workflow struct{ Jobs map[string]job }
		if err := yaml.Unmarshal([]byte(text), &workflow); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for id, j := range workflow.Jobs {
			sent := prefix + ":ref:refs/heads/main"
			if j.Environment != "" {
				sent = prefix + ":environment:" + j.Environment
			}
			if j.signsIn() && sent != trusted {
				t.Errorf("%s: the job %s sends %s; the credential has %s", name, id, sent, trusted)
			}
		}
	}
}

// The quick start shows the workflow that docs/setup.sh prints.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	said, _ := newWorld("global").setup(t, "sh", "y\n", usual...)
	var shown, printed any
	for _, b := range parse(t, "README.md").blocks {
		if b.heading == "Quick start" && b.language == "yaml" {
			if err := yaml.Unmarshal([]byte(b.text), &shown); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := yaml.Unmarshal([]byte(workflowOf(said)), &printed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(printed, shown); diff != "" {
		t.Errorf("the workflow (-setup.sh +README.md):\n%s", diff)
	}
}

// Every shell block is plain POSIX, and shellcheck accepts it.
func TestShellBlocks(t *testing.T) {
	t.Parallel()
	shellcheck := need(t, "shellcheck")
	for _, p := range pages(t) {
		for i, b := range p.blocks {
			if b.language != "sh" {
				continue
			}
			cmd := exec.CommandContext(t.Context(), shellcheck, "--shell=sh", "-")
			cmd.Stdin = strings.NewReader(b.text)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: block %d: %v\n%s", p.name, i+1, err, out)
			}
		}
	}
}
