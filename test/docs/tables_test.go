package docs

import (
	"path/filepath"
	"regexp"
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
		"Who trusts whom", "Quick start", "Try it", "What it does, and what it does not", "Inputs", "Outputs", "Results", "Recipes",
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

var (
	nodePattern       = regexp.MustCompile(`"[^"<]+<br>([a-z]+-[a-z-]*id)"`)
	annotationPattern = regexp.MustCompile(`(?m)^\| \*\*(.+?)\*\*(?: \((.+?)\))? \|`)
)

// Each input that is an ID stands in the picture of who trusts whom, and in the
// table of where to find it.
func TestWhichID(t *testing.T) {
	t.Parallel()
	readme := parse(t, "README.md")
	shown := []string{"tenant-id"} // around the others
	for _, b := range readme.blocks {
		if b.language == "mermaid" {
			for _, m := range nodePattern.FindAllStringSubmatch(b.text, -1) {
				shown = append(shown, m[1])
			}
		}
	}
	var listed []string
	for _, input := range column(readme.tables["Who trusts whom"], 2) {
		if !strings.HasPrefix(input, "none") {
			listed = append(listed, input)
		}
	}
	want := slices.DeleteFunc(slices.Clone(inputs.Names), func(name string) bool { return !strings.HasSuffix(name, "-id") })
	if !slices.Equal(shown, want) || !slices.Equal(listed, want) {
		t.Errorf("picture: %q, table: %q, want %q", shown, listed, want)
	}
}

// A title in README.md is one that a run really shows, beside the codes that
// stand there with it.
func TestAnnotations(t *testing.T) {
	t.Parallel()
	golden, err := filepath.Glob(filepath.Join(root, "test", "e2e", "testdata", "*", "*.golden"))
	if err != nil || len(golden) < 100 {
		t.Fatalf("%d golden files: %v", len(golden), err)
	}
	var annotations []string
	for _, file := range golden {
		name, _ := filepath.Rel(root, file)
		for line := range strings.Lines(read(t, name)) {
			if _, message, ok := strings.Cut(line, "::error title="); ok {
				annotations = append(annotations, message)
			}
		}
	}
	rows := annotationPattern.FindAllStringSubmatch(read(t, "README.md"), -1)
	for _, row := range rows {
		for code := range strings.SplitSeq(row[2], ", ") {
			code = strings.NewReplacer("AADSTS", "", "`", "\"").Replace(code)
			if !slices.ContainsFunc(annotations, func(a string) bool { return strings.Contains(a, "::"+row[1]+". ") && strings.Contains(a, code) }) {
				t.Errorf("no golden file shows %q with %s", row[1], code)
			}
		}
	}
	if len(rows) != 5 {
		t.Errorf("%d annotations", len(rows))
	}
}
