package docs

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/report"
	"start-synchronization-job/internal/start"
)

// member is an entry of inputs or outputs in action.yml.
type member struct {
	Name        string `yaml:"-"`
	Description string
	Required    bool
	Default     string
}

// members are the entries under a key of action.yml, in their order.
func members(t *testing.T, key string) []member {
	t.Helper()
	var file map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(read(t, "action.yml")), &file); err != nil {
		t.Fatal(err)
	}
	var found []member
	for pair := range slices.Chunk(file[key].Content, 2) {
		m := member{Name: pair[0].Value}
		if err := pair[1].Decode(&m); err != nil {
			t.Fatal(err)
		}
		found = append(found, m)
	}
	return found
}

func names(members []member) []string {
	var found []string
	for _, m := range members {
		found = append(found, m.Name)
	}
	return found
}

func TestInputs(t *testing.T) {
	t.Parallel()
	declared := members(t, "inputs")
	var documented []member
	for _, row := range parse(t, "README.md").tables["Inputs"] {
		documented = append(documented, member{Name: row[0], Required: row[1] == "yes", Default: row[2]})
	}
	if diff := cmp.Diff(declared, documented, cmpopts.IgnoreFields(member{}, "Description")); diff != "" {
		t.Errorf("inputs (-action.yml +README.md):\n%s", diff)
	}
	if diff := cmp.Diff(inputs.Names, names(declared)); diff != "" {
		t.Errorf("inputs (-code +action.yml):\n%s", diff)
	}
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	documented := strings.Join(column(parse(t, "README.md").tables["Outputs"], 0), ", ")
	if diff := cmp.Diff(names(members(t, "outputs")), strings.Split(documented, ", ")); diff != "" {
		t.Errorf("outputs (-action.yml +README.md):\n%s", diff)
	}
	if diff := cmp.Diff(report.OutputNames, names(members(t, "outputs"))); diff != "" {
		t.Errorf("outputs (-code +action.yml):\n%s", diff)
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	var want, got [][]string
	for _, r := range []start.Result{"started", "already-active", "would-start", "failed", "unknown"} {
		exit := "1"
		if r.Success() {
			exit = "0"
		}
		want = append(want, []string{string(r), exit})
		if !strings.Contains(read(t, "action.yml"), string(r)) {
			t.Errorf("action.yml does not name the result %s", r)
		}
	}
	for _, row := range parse(t, "README.md").tables["Results"] {
		got = append(got, row[:2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-code +README.md):\n%s", diff)
	}
}

// The sections come in the order of a person's questions, and the page stays
// one that is read to its end.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := parse(t, "README.md")
	want := []string{
		"Quick start", "Try it", "What it does, and what it does not", "Inputs", "Outputs", "Results", "Recipes",
		"Permissions", "Troubleshooting", "Versions and pinning", "More",
	}
	var got []string
	for _, h := range readme.headings[1:] {
		got = append(got, h.text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("sections: got %q, want %q", got, want)
	}
	if lines := strings.Count(readme.text, "\n"); lines > 230 {
		t.Errorf("%d lines; move something into docs", lines)
	}
	for _, b := range readme.blocks {
		if b.heading == "Try it" && b.text != "go run ./demo\ngo test ./...\n" {
			t.Errorf("to try: %q", b.text)
		}
	}
}
