package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
)

// source is all the Go code in some folders and below them, but its tests.
func source(t *testing.T, folders ...string) string {
	t.Helper()
	var text strings.Builder
	for _, folder := range folders {
		if err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				name, _ := filepath.Rel(root, path)
				text.WriteString(read(t, name))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
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
	help, _, _ := strings.Cut(read(t, "docs/setup.sh"), "\nset -eu\n")
	option := func(s string) bool { return strings.Contains(help, " "+s+" ") }
	services, demo := source(t, "test/simulator"), source(t, "demo", "test/simulator")
	program := source(t, "internal")
	quoted := func(s string) string { return `"` + s + `"` }
	for _, tc := range []struct {
		what string
		// pattern finds the names; its first group is the name.
		pattern string
		known   func(name string) bool
	}{
		{"option of setup.sh", "`(?:setup\\.sh )?(--[a-z-]+)(?: ID)?`", func(s string) bool {
			return option(s) || s == "--resource" || s == "--subject-claim" // az's and Buildkite's
		}},
		{"flag of the demo", "`(?:[^`\n]* )?-([a-z][a-z-]+)[ `]", func(s string) bool { return strings.Contains(demo, quoted(s)) }},
		{"state of the demo", `-state ([a-z-]+)`, func(s string) bool { return strings.Contains(demo, quoted(s)) }},
		{"fault of the demo", `-fault ([a-z-]+)`, func(s string) bool { return strings.Contains(demo, quoted(s)) }},
		{"title of a failure", `\| \*\*(.+?)\*\*`, func(s string) bool { return strings.Contains(program, quoted(s)) }},
		{"AADSTS code", `(?:AADSTS|, )([0-9]{5,})\b`, func(s string) bool { return regexp.MustCompile(`\b` + s + `\b`).MatchString(program) }},
		{"code of Microsoft Graph", "\\(40[0-9] `([A-Za-z_]+)`", func(s string) bool { return strings.Contains(services, quoted(s)) }},
		{"permission", "`([A-Z][A-Za-z]+\\.ReadWrite\\.[A-Za-z]+)`", func(s string) bool { return strings.Contains(program, s) && strings.Contains(help, s) }},
		{"state of a job", "`(Active|NotRun|NotConfigured|Paused|Disabled|Quarantine|TooManyDeletes)`", func(s string) bool { return strings.Contains(program, quoted(s)) }},
		{"variable", `\b(INPUT_[A-Z_]+)\b`, func(s string) bool {
			name := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s, "INPUT_"), "_", "-"))
			return slices.Contains(inputs.Names, name)
		}},
		{"package to run", `go run (\./[a-z/]+)`, exists},
		{"file", "`((?:docs|internal|test|demo|\\.github)/[A-Za-z./_-]+|[A-Za-z]+\\.(?:md|yml)|Dockerfile)`", exists},
	} {
		pattern, found := regexp.MustCompile(tc.pattern), 0
		for _, p := range pages(t) {
			if p.name == troubleshooting {
				continue // made from the program's tables
			}
			for _, m := range pattern.FindAllStringSubmatch(p.text, -1) {
				found++
				if !tc.known(m[1]) {
					t.Errorf("%s names the %s %s, which does not exist", p.name, tc.what, m[1])
				}
			}
		}
		if found == 0 {
			t.Errorf("the pattern %s finds no %s", tc.pattern, tc.what)
		}
	}
}

// A call of setup.sh has options that it knows, and its help explains each.
func TestOptions(t *testing.T) {
	t.Parallel()
	help, script, _ := strings.Cut(read(t, "docs/setup.sh"), "\nset -eu\n")
	_, parser, _ := strings.Cut(script, "read_arguments() {")
	parser, _, _ = strings.Cut(parser, "*)")
	used := []string{parser}
	for _, p := range pages(t) {
		used = append(used, regexp.MustCompile(`(?m)^sh docs/setup\.sh (?:.*\\\n)*.*`).FindAllString(p.text, -1)...)
	}
	for _, option := range regexp.MustCompile(` --[a-z-]+`).FindAllString(strings.Join(used, "\n"), -1) {
		if !strings.Contains(help, option+" ") {
			t.Errorf("setup.sh --help does not explain %s", option)
		}
	}
}

var notInAnchors = regexp.MustCompile(`[^a-z0-9 _-]`)

// anchor is the fragment that GitHub makes from a heading.
func (h heading) anchor() string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(h.text), ""), " ", "-")
}

// onGitHub are pages of the repository on GitHub, relative to a file of it there.
var onGitHub = []string{"../../issues/new/choose", "../../releases", "../../../releases"}

// Every link inside the repository resolves, its fragment included. GitHub
// resolves one that leaves the files against the repository's own pages: a
// badge is that of a workflow there is, a form one of the forms.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for _, link := range p.links {
			file, fragment, _ := strings.Cut(link, "#")
			target := filepath.Join(filepath.Dir(p.name), file)
			form := regexp.MustCompile(`^\.\./\.\./issues/new\?template=([a-z-]+\.yml)$`).FindStringSubmatch(link)
			badge := regexp.MustCompile(`^\.\./\.\./actions/(workflows/[a-z]+\.yml)(/badge\.svg)?$`).FindStringSubmatch(link)
			switch {
			case strings.Contains(link, "://"), slices.Contains(onGitHub, link):
				continue
			case badge != nil:
				target = ".github/" + badge[1]
			case form != nil:
				target = ".github/ISSUE_TEMPLATE/" + form[1]
			case file == "":
				target = p.name
			}
			if !exists(target) {
				t.Errorf("%s links to %s, which does not exist", p.name, link)
			} else if fragment != "" && !slices.ContainsFunc(parse(t, target).headings, func(h heading) bool { return h.anchor() == fragment }) {
				t.Errorf("%s links to %s: no such heading", p.name, link)
			}
		}
	}
}
