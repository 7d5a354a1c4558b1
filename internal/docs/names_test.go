package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
)

// source is all the Go code of a package but its tests.
func source(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	var text strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	return text.String()
}

func exists(name string) bool {
	_, err := os.Stat(filepath.Join(root, name))
	return err == nil
}

// What the documentation names exists where it says it does.
func TestNames(t *testing.T) {
	t.Parallel()
	help := read(t, "docs/setup.sh")
	help, _, _ = strings.Cut(help, "\nset -eu\n")
	services := source(t, "internal/simulator")
	demo := source(t, "internal/demo") + services
	commands := demo + source(t, "internal/benchmark")
	entra, graph, start := source(t, "internal/entra"), source(t, "internal/graph"), source(t, "internal/start")
	quoted := func(s string) string { return `"` + s + `"` }
	for _, tc := range []struct {
		what string
		// pattern finds the names; its first group is the name.
		pattern string
		known   func(name string) bool
	}{
		{"option of setup.sh", "`(?:setup\\.sh )?(--[a-z-]+)(?: ID)?`", func(s string) bool {
			return strings.Contains(help, " "+s+" ") || s == "--resource" // az's
		}},
		{"option of setup.sh", `(?m)^sh docs/setup\.sh .*?(--[a-z-]+)`, func(s string) bool { return strings.Contains(help, " "+s+" ") }},
		{"flag of demo or benchmark", "`(?:[^`\n]* )?-([a-z][a-z-]+)[ `]", func(s string) bool { return strings.Contains(commands, quoted(s)) }},
		{"state of the demo", `-state ([a-z-]+)`, func(s string) bool { return strings.Contains(demo, quoted(s)) }},
		{"fault of the demo", `-fault ([a-z-]+)`, func(s string) bool { return strings.Contains(demo, quoted(s)) }},
		{"title of a failure", `\| \*\*(.+?)\*\*`, func(s string) bool { return strings.Contains(entra+graph+start, quoted(s)) }},
		{"AADSTS code", `(?:AADSTS|, )([0-9]{5,})\b`, func(s string) bool { return regexp.MustCompile(`\b` + s + `\b`).MatchString(entra) }},
		{"code of Microsoft Graph", "\\(40[0-9] `([A-Za-z_]+)`", func(s string) bool { return strings.Contains(services, quoted(s)) }},
		{"permission", "`([A-Z][A-Za-z]+\\.ReadWrite\\.[A-Za-z]+)`", func(s string) bool { return strings.Contains(graph, s) && strings.Contains(help, s) }},
		{"state of a job", "`(Active|NotRun|NotConfigured|Paused|Disabled|Quarantine|TooManyDeletes)`", func(s string) bool { return strings.Contains(start, quoted(s)) }},
		{"variable", `\b(INPUT_[A-Z_]+)\b`, func(s string) bool {
			name := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s, "INPUT_"), "_", "-"))
			return slices.Contains(inputs.Names, name)
		}},
		{"package to run", `go run (\./[a-z/]+)`, exists},
		{"file", "`((?:docs|internal|\\.github)/[A-Za-z./_-]+|[A-Za-z]+\\.(?:md|yml)|Dockerfile)`", exists},
	} {
		pattern, found := regexp.MustCompile(tc.pattern), 0
		for _, page := range pages {
			for _, m := range pattern.FindAllStringSubmatch(read(t, page), -1) {
				found++
				if !tc.known(m[1]) {
					t.Errorf("%s names the %s %s, which does not exist", page, tc.what, m[1])
				}
			}
		}
		if found == 0 {
			t.Errorf("the pattern %s finds no %s", tc.pattern, tc.what)
		}
	}
}

var (
	linkPattern    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headingPattern = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInAnchors   = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// anchors are the fragments of a page that GitHub makes from its headings.
func anchors(text string) []string {
	var found []string
	for _, m := range headingPattern.FindAllStringSubmatch(text, -1) {
		plain := notInAnchors.ReplaceAllString(strings.ToLower(m[1]), "")
		found = append(found, strings.ReplaceAll(plain, " ", "-"))
	}
	return found
}

// Every link inside the repository resolves, its fragment included.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, page := range pages {
		for _, m := range linkPattern.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, fragment, _ := strings.Cut(m[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if !exists(target) {
				t.Errorf("%s links to %s, which does not exist", page, m[1])
				continue
			}
			if fragment != "" && !slices.Contains(anchors(read(t, target)), fragment) {
				t.Errorf("%s links to %s: no such heading", page, m[1])
			}
		}
	}
}
