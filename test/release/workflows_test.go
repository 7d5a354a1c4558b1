package release

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usesLine   = regexp.MustCompile(`(?m)^\s*(?:- )?uses: ([^.\s]\S*)(.*)$`)
	pinnedUses = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)
	versionOf  = regexp.MustCompile(`^ # v\d+\.\d+\.\d+$`)
	// A script: what follows run: on its line, or the deeper lines below it.
	script = regexp.MustCompile(`(?m)^( *)(?:- )?run: (?:\|\n((?:(?:\n|$)|[ ]{8,}.*\n)*)|(.*)$)`)
)

// The actions of the workflows are pinned, and no value that somebody else
// chose becomes part of a script: it is run as one there, and in a variable it
// is not. In CI zizmor checks this and much more; these two hold without it.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(root, ".github/workflows/*.yml"))
	if err != nil || len(paths) < 3 {
		t.Fatalf("workflows: %v, %v, want at least three", paths, err)
	}
	actions, scripts := 0, 0
	for _, path := range paths {
		text := string(read(t, path))
		for _, m := range usesLine.FindAllStringSubmatch(text, -1) {
			actions++
			if !pinnedUses.MatchString(m[1]) || !versionOf.MatchString(m[2]) {
				t.Errorf("%s: %q is not pinned as owner/name@commit # vX.Y.Z", filepath.Base(path), m[1]+m[2])
			}
		}
		for _, m := range script.FindAllString(text, -1) {
			scripts++
			if strings.Contains(m, "${{") {
				t.Errorf("%s: an expression in a script: %s", filepath.Base(path), m)
			}
		}
	}
	if actions < 20 || scripts < 20 {
		t.Errorf("found %d actions and %d scripts, want more", actions, scripts)
	}
}
