package docs

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
)

// rows are the cells of the first table in a text, without its head, trimmed
// and without backticks.
func rows(text string) [][]string {
	var table [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			if len(table) > 0 {
				break
			}
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "`", "")
		}
		table = append(table, cells)
	}
	if len(table) < 2 {
		return nil
	}
	return table[2:]
}

// column is one column of a table.
func column(table [][]string, i int) []string {
	var cells []string
	for _, row := range table {
		cells = append(cells, row[i])
	}
	return cells
}

// member is an entry of inputs or outputs in action.yml.
type member struct{ name, required, fallback string }

var memberPattern = regexp.MustCompile(`(?m)^  ([a-z-]+):\n((?:    .*\n|\n)+)`)

// members are the entries under a key of action.yml. The file is plain enough
// to be read by its indentation.
func members(t *testing.T, key string) []member {
	t.Helper()
	_, text, ok := strings.Cut(read(t, "action.yml"), "\n"+key+":\n")
	if !ok {
		t.Fatalf("action.yml has no %s", key)
	}
	if end := regexp.MustCompile(`(?m)^\S`).FindStringIndex(text); end != nil {
		text = text[:end[0]]
	}
	value := func(entry, name string) string {
		_, v, _ := strings.Cut(entry, "\n    "+name+":")
		v, _, _ = strings.Cut(v, "\n")
		return strings.Trim(strings.TrimSpace(v), `"`)
	}
	var found []member
	for _, m := range memberPattern.FindAllStringSubmatch(text, -1) {
		entry := "\n" + m[2]
		found = append(found, member{m[1], value(entry, "required"), value(entry, "default")})
	}
	return found
}

func TestInputs(t *testing.T) {
	t.Parallel()
	var documented, declared []member
	for _, row := range rows(section(t, "Inputs")) {
		required := "false"
		if row[1] == "yes" {
			required = "true"
		}
		documented = append(documented, member{row[0], required, row[2]})
	}
	declared = members(t, "inputs")
	if diff := cmp.Diff(declared, documented, cmp.AllowUnexported(member{})); diff != "" {
		t.Errorf("inputs (-action.yml +README.md):\n%s", diff)
	}
	var names []string
	for _, m := range declared {
		names = append(names, m.name)
	}
	if diff := cmp.Diff(inputs.Names, names); diff != "" {
		t.Errorf("inputs (-code +action.yml):\n%s", diff)
	}
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, m := range members(t, "outputs") {
		declared = append(declared, m.name)
	}
	if diff := cmp.Diff(declared, column(rows(section(t, "Outputs")), 0)); diff != "" {
		t.Errorf("outputs (-action.yml +README.md):\n%s", diff)
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	want := [][]string{}
	for _, r := range []start.Result{start.Started, start.AlreadyActive, start.WouldStart, start.Failed, start.Unknown} {
		exit := "1"
		if r.Success() {
			exit = "0"
		}
		want = append(want, []string{string(r), exit})
	}
	got := [][]string{}
	for _, row := range rows(section(t, "Results")) {
		got = append(got, row[:2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-code +README.md):\n%s", diff)
	}
	for _, r := range column(want, 0) {
		if !strings.Contains(read(t, "action.yml"), r) {
			t.Errorf("action.yml does not name the result %s", r)
		}
	}
}

func TestClouds(t *testing.T) {
	t.Parallel()
	var want, got [][]string
	for _, name := range cloud.Names {
		c, _ := cloud.Lookup(name)
		want = append(want, []string{name, c.Graph, c.Authority, c.Audience, c.AdminCenter})
	}
	for _, row := range rows(section(t, "Clouds")) {
		row[0], _, _ = strings.Cut(row[0], " ")
		got = append(got, row)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("clouds (-code +README.md):\n%s", diff)
	}
}

// The sections come in the order of a person's questions.
func TestOrder(t *testing.T) {
	t.Parallel()
	want := []string{
		"The smallest workflow", "Try it", "Set-up", "Recipes", "Inputs", "Outputs", "Results", "Permissions",
		"Clouds", "Troubleshooting", "Where it runs", "Verify the image", "Against the alternatives",
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("sections: got %q, want %q", got, want)
	}
}
