package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"start-synchronization-job/test/runner"
)

const (
	// medianAnnotation is how long half of all annotations are at most.
	medianAnnotation = 350
	// maxVisible is how many lines of a summary are seen before anything is
	// unfolded: lines of Markdown that are not empty, outside <details>.
	maxVisible = 12
	// maxMarkedUp is how much of the longest summary line is not an address.
	maxMarkedUp = 700
)

var (
	folded    = regexp.MustCompile(`(?s)<details>.*?</details>`)
	addresses = regexp.MustCompile(`\(https://[^)]*\)`)
	// outOfUse does not match itself, so that a search finds the others.
	outOfUse = regexp.MustCompile(`(?i)\b(m[e]nd(ed|s|ing)?|t[o]ld|letter b[y] letter|is n[o]t well|by the l[o]ok of it)\b`)
)

// said is a golden file: what a run wrote, for people.
type said struct {
	file         string
	log, summary string
}

// goldens reads every golden file of a run.
func goldens(t *testing.T) []said {
	t.Helper()
	if *Update {
		t.Skip("the golden files are being written")
	}
	var all []said
	err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".golden") {
			return err
		}
		content, err := os.ReadFile(path)
		log, rest, ok := strings.Cut(string(content), "-- outputs --\n")
		_, summary, _ := strings.Cut(rest, "-- summary.md --\n")
		if filepath.Base(path) == "by-number.golden" { // seen looks at their summaries
			log, summary = string(content), ""
		}
		if ok {
			all = append(all, said{path, log, summary})
		}
		return err
	})
	if err != nil || len(all) < 100 {
		t.Fatalf("%d golden files of runs: %v", len(all), err)
	}
	return all
}

// TestAnnotationLengths: an annotation is short, and half of them are shorter.
func TestAnnotationLengths(t *testing.T) {
	t.Parallel()
	var lengths []int
	for _, g := range goldens(t) {
		for _, a := range runner.Render(g.log).Annotations {
			n := utf8.RuneCountInString(a.Message)
			if n > maxAnnotation || !strings.HasPrefix(a.Message, a.Title) {
				t.Errorf("%s: an annotation of %d characters, want at most %d that begin with its title: %+v", g.file, n, maxAnnotation, a)
			}
			lengths = append(lengths, n)
		}
	}
	slices.Sort(lengths)
	median := lengths[len(lengths)/2]
	t.Logf("%d annotations, median %d, longest %d characters", len(lengths), median, lengths[len(lengths)-1])
	if median > medianAnnotation {
		t.Errorf("the median is %d characters, want at most %d", median, medianAnnotation)
	}
}

// TestVisibleLines: of a summary about a dozen lines are seen, and the heading
// names the job.
func TestVisibleLines(t *testing.T) {
	t.Parallel()
	var counts []int
	for _, g := range goldens(t) {
		if g.summary == "" {
			continue
		}
		counts = append(counts, seen(t, g.file, g.summary))
	}
	slices.Sort(counts)
	t.Logf("%d summaries, median %d, most %d visible lines", len(counts), counts[len(counts)/2], counts[len(counts)-1])
}

// seen holds what is seen of a summary to its measure, and counts its lines.
func seen(t *testing.T, name, summary string) int {
	t.Helper()
	n := 0
	for line := range strings.Lines(folded.ReplaceAllString(summary, "")) {
		if line = strings.TrimSpace(line); line != "" {
			n++
		}
		if length := utf8.RuneCountInString(addresses.ReplaceAllString(line, "")); length > maxMarkedUp {
			t.Errorf("%s: a line of %d characters: %s", name, length, line)
		}
	}
	if n > maxVisible {
		t.Errorf("%s: %d visible lines, want at most %d", name, n, maxVisible)
	}
	if heading, _, _ := strings.Cut(summary, "\n"); !strings.HasPrefix(heading, "### ") || !strings.HasSuffix(heading, "`") {
		t.Errorf("%s: no verdict and job in %q", name, heading)
	}
	return n
}

// TestWordsInUse: no golden file has a word that is out of use.
func TestWordsInUse(t *testing.T) {
	t.Parallel()
	for _, g := range goldens(t) {
		if found := outOfUse.FindString(g.log + g.summary); found != "" {
			t.Errorf("%s says %q", g.file, found)
		}
	}
}
