package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// CONTRIBUTING.md says of each module that go.mod requires what it is for.
func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "list", "-m", "-f", "{{if not (or .Main .Indirect)}}{{.Path}}{{end}}", "all")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(out))
	_, text, _ := strings.Cut(string(read(t, filepath.Join(root, "CONTRIBUTING.md"))), "\n## Dependencies\n")
	text, _, _ = strings.Cut(text, "\n## ")
	var got []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .+ \\|$").FindAllStringSubmatch(text, -1) {
		got = append(got, m[1])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dependencies in CONTRIBUTING.md (-go.mod +CONTRIBUTING.md):\n%s", diff)
	}
}

var (
	testsOf  = regexp.MustCompile("`([^`]+)`: ((?:(?:Test|Fuzz)\\w+(?:, )?)+)")
	testName = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// Each test that SECURITY.md relies on exists where it says.
func TestThreatsHaveTheirTests(t *testing.T) {
	t.Parallel()
	_, text, found := strings.Cut(string(read(t, filepath.Join(root, "SECURITY.md"))), "\n## Threat model\n")
	if !found {
		t.Fatal("SECURITY.md has no threat model")
	}
	rows := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| who | ") {
			continue
		}
		rows++
		named := testsOf.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("no test stands against: %s", line)
		}
		for _, m := range named {
			have := testsIn(t, filepath.Join(root, m[1]))
			for _, name := range strings.Split(strings.TrimSuffix(m[2], ", "), ", ") {
				if !slices.Contains(have, name) {
					t.Errorf("SECURITY.md names %s in %s, which is not there", name, m[1])
				}
			}
		}
	}
	if rows < 10 {
		t.Errorf("the threat model has %d rows, want more", rows)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// testsIn lists the tests of a package by their names.
func testsIn(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		for _, m := range testName.FindAllSubmatch(read(t, path), -1) {
			names = append(names, string(m[1]))
		}
	}
	return names
}
