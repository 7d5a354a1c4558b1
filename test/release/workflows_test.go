package release

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
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
	paths := files(t, `/\.github/(workflows|actions)/.*\.yml$`)
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

type workflow struct {
	Defaults struct{ Run struct{ Shell string } }
	Jobs     map[string]struct {
		Steps []struct{ Name, Run, Shell string }
	}
}

func readWorkflow(t *testing.T, path string) (w workflow) {
	t.Helper()
	if err := yaml.Unmarshal(read(t, path), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// A step that fails stops its job: GitHub gives a shell the option pipefail
// only where it is named.
func TestPipesFail(t *testing.T) {
	t.Parallel()
	for _, path := range files(t, `/\.github/workflows/.*\.yml$`) {
		w := readWorkflow(t, path)
		for name, job := range w.Jobs {
			for _, step := range job.Steps {
				if step.Run != "" && w.Defaults.Run.Shell+step.Shell != "bash" {
					t.Errorf("%s: %s: no shell is named for %q", filepath.Base(path), name, step.Run)
				}
			}
		}
	}
}

// CI's two builds differ, or one of them fails, and the step fails.
func TestTwoBuilds(t *testing.T) {
	t.Parallel()
	const name = "Two builds of a release come out the same"
	script := ""
	for _, step := range readWorkflow(t, filepath.Join(root, ".github/workflows/ci.yml")).Jobs["image"].Steps {
		if step.Name == name {
			script = step.Run
		}
	}
	for builds, want := range map[string]bool{
		"echo sha256:a": true,
		"date +%N":      false,
		"exit 1":        false,
		"echo sha256:a; [ ! -e built ] || exit 1; touch built": false,
		"[ -e built ] || { touch built; exit 1; }; echo a":     false,
	} {
		c := checkout{t, t.TempDir()}
		c.write(".ci/digest", "#!/bin/bash\n"+builds+"\n")
		_ = os.WriteFile(filepath.Join(c.dir, "step"), []byte(script), 0o644)
		out, err := c.run(nil, "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "step")
		if script == "" || (err == nil) != want {
			t.Errorf("%s: %v, %q, want success %t", builds, err, out, want)
		}
	}
}
