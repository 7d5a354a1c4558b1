package docs

import (
	"crypto/sha256"
	"fmt"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	goldenPattern  = regexp.MustCompile(`^<!-- golden: (\S+) -->\n$`)
	picturePattern = regexp.MustCompile(`(?m)^<!-- picture: (\S+) sha256:([0-9a-f]{64}) -->\n!\[[^\]]+\]\((docs/\S+\.png)\)$`)
)

// An excerpt says which golden file it is from, and is to be found in it.
func TestExcerpts(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for i, b := range p.blocks {
			if slices.Contains([]string{"yaml", "sh", "mermaid"}, b.language) {
				continue
			}
			m := goldenPattern.FindStringSubmatch(b.comment)
			if m == nil {
				t.Errorf("%s: block %d does not say which golden file it shows", p.name, i+1)
			} else if !strings.Contains(read(t, m[1]), b.text) {
				t.Errorf("%s: block %d is not in %s:\n%s", p.name, i+1, m[1], b.text)
			}
		}
	}
}

// The picture is one of the summary in the golden file as it is now.
func TestPicture(t *testing.T) {
	t.Parallel()
	m := picturePattern.FindStringSubmatch(read(t, "README.md"))
	if m == nil {
		t.Fatal("README.md shows no picture, or does not say of which golden file")
	}
	_, summary, _ := strings.Cut(read(t, m[1]), "\n-- summary.md --\n")
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(summary))); got != m[2] {
		t.Errorf("%s has changed since the picture was made; make it again: docs/picture.sh", m[1])
	}
	picture := read(t, m[3])
	if len(picture) >= 150_000 {
		t.Errorf("%s has %d bytes", m[3], len(picture))
	}
	if _, err := png.Decode(strings.NewReader(picture)); err != nil {
		t.Errorf("%s: %v", m[3], err)
	}
}
