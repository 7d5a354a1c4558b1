package e2e

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/report"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// Update says that golden files are to be written.
var Update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// goldenFiles is the folder of the golden files, seen from each package below.
var goldenFiles = sync.OnceValues(func() (string, error) {
	root, err := runner.Root()
	return filepath.Join(root, "test", "e2e", "testdata"), err
})

// golden compares the text of a run with testdata/NAME.golden.
func (r Ran) golden(t *testing.T, name string) {
	t.Helper()
	Compare(t, name, r.text())
}

// text is what a run asked of Graph and what it wrote: its requests, its log, its
// outputs as far as they have a value (keepsPromises counts all of them), and its
// summary, a section each.
func (r Ran) text() string {
	var outputs strings.Builder
	for _, name := range report.OutputNames {
		if value := r.Outputs[name]; value != "" {
			fmt.Fprintf(&outputs, "%s=%s\n", name, value)
		}
	}
	return r.steady(section("requests", strings.Join(r.graphCalls(), " ")+"\n") + section("log", r.Log) +
		section("outputs", outputs.String()) + section("summary.md", r.Summary))
}

// compared are the golden files that this run of the tests looked at.
var compared sync.Map

// stale are the golden files that no test looks at any more, in the folders that
// the tests of a package looked into, as far as all of them were run.
func stale() []string {
	if flag.Lookup("test.run").Value.String() != "" || flag.Lookup("test.skip").Value.String() != "" {
		return nil
	}
	folders := map[string]bool{}
	compared.Range(func(file, _ any) bool { folders[filepath.Dir(file.(string))] = true; return true })
	var unused []string
	for folder := range folders {
		files, _ := filepath.Glob(filepath.Join(folder, "*.golden"))
		unused = append(unused, slices.DeleteFunc(files, func(file string) bool {
			_, used := compared.Load(file)
			return used
		})...)
	}
	return unused
}

// section is one file of an archive as golang.org/x/tools/txtar writes it.
func section(name, text string) string { return "-- " + name + " --\n" + text }

// Compare holds a text against testdata/NAME.golden, or writes it there. The text
// of a run that broke a promise is never written.
func Compare(t *testing.T, name, got string) {
	t.Helper()
	dir, err := goldenFiles()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name+".golden")
	compared.Store(file, true)
	got = proxyAddress.ReplaceAllString(got, "http://127.0.0.1:3128")
	if *Update {
		if t.Failed() {
			t.Fatalf("%s is not written: see above", file)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./test/e2e/... -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

var (
	dates        = regexp.MustCompile(`[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2} UTC|T\d{2}:\d{2}:\d{2}Z)`)
	ages         = regexp.MustCompile(`at \d{2}:\d{2} UTC, \d+ minutes ago`)
	caFile       = regexp.MustCompile(`/[^" ]*/simulator-[0-9]+/ca\.pem`)
	proxyAddress = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)
	madeUp       = regexp.MustCompile(`5e1f0000-0000-4000-8000-[0-9]{12}`)
)

// steady replaces what differs from run to run: the run's own id and the times
// of its clock (the simulator's stands).
func (r Ran) steady(text string) string {
	if id := r.Outputs["client-request-id"]; id != "" {
		text = strings.ReplaceAll(text, id, "c1e27000-0000-4000-8000-000000000000")
	}
	if r.endedInSignIn() {
		text = madeUp.ReplaceAllString(text, "5e1f0000-0000-4000-8000-000000000000")
		text = strings.ReplaceAll(text, "::add-mask::***\n", "")
	}
	if r.Timeout > shortest {
		text = strings.ReplaceAll(text, failure.FormatDuration(r.Timeout), failure.FormatDuration(shortest))
	}
	text = ages.ReplaceAllString(text, "at (now), (some) minutes ago")
	text = caFile.ReplaceAllString(text, "/simulator/ca.pem")
	return dates.ReplaceAllStringFunc(text, func(date string) string {
		if date == simulator.Epoch.Format(http.TimeFormat) {
			return date
		}
		return "(now)"
	})
}

// endedInSignIn says whether a run came no further than its sign-in, which opens
// the connections while it asks for the id token: whether that token was masked
// before the end, and which ids the services made up, depends on who was first.
func (r Ran) endedInSignIn() bool {
	return r.Count(simulator.CallOIDC) > 0 && len(r.graphCalls()) == 0
}
