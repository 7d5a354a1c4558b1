package docs

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"start-synchronization-job/internal/report"
)

// elsewhere is the text of the one block below a heading of docs/elsewhere.md.
func elsewhere(t *testing.T, heading, language string) string {
	t.Helper()
	var found []string
	for _, b := range parse(t, "docs/elsewhere.md").blocks {
		if b.heading == heading && b.language == language {
			found = append(found, b.text)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d blocks of %s below %q", len(found), language, heading)
	}
	return found[0]
}

// The line that cuts the outputs out of a log knows how a log shows them.
func TestOutputsElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var log bytes.Buffer
	to := report.New(&log, func(string) string { return "" })
	to.Info("Read the job.\n  indented=1")
	to.End(&report.Run{RequestID: "one = two"})
	to.Info("  later=1")
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", "cat >log\n"+elsewhere(t, "Outputs", "sh")+"cat outputs.env")
	cmd.Dir, cmd.Stdin = dir, &log
	got, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	var made, want []string
	for line := range strings.Lines(string(got)) {
		name, _, _ := strings.Cut(line, "=")
		made = append(made, name)
	}
	for _, name := range report.OutputNames {
		want = append(want, strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	}
	if !slices.Equal(made, want) || !strings.Contains(string(got), "\nCLIENT_REQUEST_ID=one = two\n") {
		t.Errorf("want %q, got:\n%s", want, got)
	}
}

// The manifest is one of Kubernetes' own API, down to the case of letters.
func TestKubernetes(t *testing.T) {
	t.Parallel()
	module := filepath.Join("testdata", "kubernetes")
	if out, err := exec.CommandContext(t.Context(), "go", "-C", module, "mod", "download").CombinedOutput(); err != nil {
		lacking(t, fmt.Sprintf("Kubernetes' API cannot be had: %v: %s", err, out))
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-C", module, ".")
	cmd.Stdin = strings.NewReader(elsewhere(t, "Kubernetes", "yaml"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// What is for other systems is YAML, and Forgejo's workflow has our inputs.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	for _, heading := range []string{"Buildkite", "Azure Pipelines", "GitLab", "Forgejo"} {
		var pipeline struct{ Jobs map[string]job }
		if err := yaml.Unmarshal([]byte(elsewhere(t, heading, "yaml")), &pipeline); err != nil {
			t.Errorf("%s: %v", heading, err)
		}
		for _, j := range pipeline.Jobs {
			for name := range j.Steps[0].With {
				if !slices.Contains(names(members(t, "inputs")), name) {
					t.Errorf("%s: no input %s", heading, name)
				}
			}
		}
	}
}
