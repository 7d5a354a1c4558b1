package docs

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/test/simulator"
)

func TestClouds(t *testing.T) {
	t.Parallel()
	var want, got [][]string
	for _, c := range cloud.Clouds {
		want = append(want, []string{c.Name, c.Graph, c.Authority, c.Audience, c.AdminCenter})
	}
	for _, row := range parse(t, "docs/where-it-runs.md").tables["Clouds"] {
		row[0], _, _ = strings.Cut(row[0], " ")
		got = append(got, row)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("clouds (-code +where-it-runs.md):\n%s", diff)
	}
}

// A cloud is added everywhere or nowhere: each place that lists the clouds has
// those of the code and no others, and docs/setup.sh those that az knows.
func TestCloudsEverywhere(t *testing.T) {
	t.Parallel()
	var tool, cases, roots []string
	for _, c := range cloud.Clouds {
		if c.CLI != "" {
			tool, roots = append(tool, c.Name), append(roots, c.Name+" "+c.CLI+" "+c.Graph)
		}
	}
	script := read(t, "docs/setup.sh")
	for _, m := range setupCase.FindAllStringSubmatch(script, -1) {
		cases = append(cases, strings.Join(m[1:], " "))
	}
	for place, list := range map[string]struct{ got, want []string }{
		"README.md, Inputs":        {cloudNames(inputRow(t, "cloud")), cloud.Names()},
		"action.yml":               {cloudNames(describedInput(t, "cloud")), cloud.Names()},
		"bug.yml":                  {options(t, "bug.yml", "cloud"), cloud.Names()},
		"the simulator":            {simulator.Clouds(), cloud.Names()},
		"docs/setup.sh, its usage": {cloudNames(after(script, "#   --cloud NAME ")), tool},
		"docs/setup.sh, its cases": {cases, roots},
		"docs/setup.sh, its error": {cloudNames(after(script, "--cloud must be ")), tool},
	} {
		if diff := cmp.Diff(list.want, list.got); diff != "" {
			t.Errorf("%s (-code +%[1]s):\n%s", place, diff)
		}
	}
}

// setupCase is how docs/setup.sh knows a cloud.
var setupCase = regexp.MustCompile(`(?m)^    (\S+)\) az_cloud=(\S+) graph_root=(\S+)`)

// cloudName is a word that looks as the names of the clouds do.
var cloudName = regexp.MustCompile(`\b(?:usgov-l\d|[a-z]+)\b`)

// cloudNames are the clouds of the code that a text names, each once, and names
// of their kind that are none of them.
func cloudNames(text string) []string {
	var found []string
	for _, word := range cloudName.FindAllString(text, -1) {
		if _, ok := cloud.Lookup(word); (ok || strings.HasPrefix(word, "usgov-")) && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	return found
}

// after is what stands on a line after a mark.
func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

// inputRow is what README.md says of an input.
func inputRow(t *testing.T, name string) string {
	t.Helper()
	for _, row := range parse(t, "README.md").tables["Inputs"] {
		if row[0] == name {
			return row[len(row)-1]
		}
	}
	return ""
}

// describedInput is what action.yml says of an input.
func describedInput(t *testing.T, name string) string {
	t.Helper()
	for _, m := range members(t, "inputs") {
		if m.Name == name {
			return m.Description
		}
	}
	return ""
}

// options are the choices of a field of an issue form.
func options(t *testing.T, form, id string) []string {
	t.Helper()
	for _, field := range decodeForm(t, form).Body {
		if field.ID == id {
			return field.Attributes.Options
		}
	}
	return nil
}
