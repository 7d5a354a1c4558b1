package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// FuzzDelimiter: a value made of pieces of the delimiter ends no output early,
// and is otherwise as it was.
func FuzzDelimiter(f *testing.F) {
	n := byte(len(delimiter))
	f.Add([]byte{0, n})
	f.Add([]byte{0, 18, 0, n, 18, n}) // the delimiter inside the delimiter
	f.Add([]byte{0, n, 0, n})
	f.Add([]byte{0, 5, 0, 5, 0, n, 5, n, 5, n})
	f.Add([]byte{0, n - 1})
	f.Fuzz(func(t *testing.T, cuts []byte) {
		var value strings.Builder
		for i := 0; i+1 < len(cuts); i += 2 {
			from, to := int(cuts[i]%(n+1)), int(cuts[i+1]%(n+1))
			value.WriteString(delimiter[min(from, to):max(from, to)])
		}
		got, plain := single(value.String()), untrusted.Line(value.String())
		if got != plain && got != "" || strings.Contains(got, delimiter) {
			t.Errorf("%q becomes %q", value.String(), got)
		}
		_, outputs, _ := written(t, foreignRun(value.String()), nil)
		checkOutputs(t, value.String(), outputs)
	})
}

// TestOutputsOfRefusedInputs: what another input spoils is empty, and what is
// valid is not.
func TestOutputsOfRefusedInputs(t *testing.T) {
	t.Parallel()
	for input, want := range map[string][2]bool{ // job-id, portal-url
		"client-id": {true, true}, "job-id": {false, true}, "service-principal-id": {true, false}, "cloud": {true, false},
	} {
		run := aRun(start.Failed, nil, nil)
		run.Problems = []inputs.Problem{{Input: "audience", Text: "is odd"}, {Input: input, Text: "is odd"}}
		got := run.outputs()
		if (got["job-id"] != "") != want[0] || (got["portal-url"] != "") != want[1] {
			t.Errorf("%s: job-id %q, portal-url %q, want them set: %v", input, got["job-id"], got["portal-url"], want)
		}
	}
}

// TestAppendTo: only a regular file is written, or a link to one; one that is not
// there is made.
func TestAppendTo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	link := filepath.Join(dir, "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	for path, ok := range map[string]bool{
		file: true, link: true, filepath.Join(dir, "new"): true,
		dir: false, "/dev/null": false, "/dev/full": false, filepath.Join(dir, "no", "file"): false, filepath.Join(file, "x"): false,
	} {
		r := New(&strings.Builder{}, func(string) string { return path })
		if err := r.appendTo(outputFile, output("result", "failed")); (err == nil) != ok {
			t.Errorf("%s: %v, want it taken: %v", path, err, ok)
		}
	}
}
