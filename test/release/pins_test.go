package release

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var (
	update = flag.Bool("update", false, "write the pins of .github/actions/pins into the pages")
	// An action of others, as a workflow uses it.
	usesOfOthers = regexp.MustCompile(`(uses: +)([\w.-]+/[\w./-]+)(@.*)`)
)

// The workflows on the pages pin actions as .github/actions/pins does, which
// Dependabot keeps up to date.
func TestPins(t *testing.T) {
	t.Parallel()
	pins := map[string]string{}
	for _, m := range usesOfOthers.FindAllStringSubmatch(string(read(t, filepath.Join(root, ".github/actions/pins/action.yml"))), -1) {
		pins[m[2]] = m[3]
	}
	for _, path := range files(t, `\.md$`) {
		text := string(read(t, path))
		pinned := usesOfOthers.ReplaceAllStringFunc(text, func(use string) string {
			m := usesOfOthers.FindStringSubmatch(use)
			pin, name := pins[m[2]], m[2]
			if strings.HasPrefix(name, "OWNER/") {
				return use // this action: its reader fills that in
			}
			if m[3] != pin && !*update {
				t.Errorf("%s: %s%s, want %q as in .github/actions/pins", path, name, m[3], pin)
			}
			return m[1] + name + pin
		})
		if *update && pinned != text {
			if err := os.WriteFile(path, []byte(pinned), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Dependabot looks at each file that names what others make, and lets a version
// rest: zizmor refuses an entry that does not.
func TestDependabot(t *testing.T) {
	t.Parallel()
	var config struct {
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directories []string
			Cooldown    struct {
				Days int `yaml:"default-days"`
			}
		}
	}
	if err := yaml.Unmarshal(read(t, filepath.Join(root, ".github/dependabot.yml")), &config); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"gomod": `/go\.mod$`, "docker": `/Dockerfile$`, "github-actions": `/action\.yml$`, "npm": `/package\.json$`}
	for _, entry := range config.Updates {
		var dirs []string
		for _, path := range files(t, want[entry.Ecosystem]) {
			dirs = append(dirs, filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path)+"/", root)))
		}
		for i, dir := range dirs {
			if dirs[i] = strings.TrimSuffix(dir, "/"); dirs[i] == "" {
				dirs[i] = "/"
			}
		}
		slices.Sort(dirs)
		slices.Sort(entry.Directories)
		if !slices.Equal(entry.Directories, dirs) || entry.Cooldown.Days < 7 {
			t.Errorf("%s: directories %q, cooldown %d; want %q, 7 or more", entry.Ecosystem, entry.Directories, entry.Cooldown.Days, dirs)
		}
		delete(want, entry.Ecosystem)
	}
	if len(want) > 0 {
		t.Errorf("Dependabot does not look at %v", want)
	}
}

// files lists the files of the repository whose path matches.
func files(t *testing.T, pattern string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if !entry.IsDir() && regexp.MustCompile(pattern).MatchString(filepath.ToSlash(path)) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
