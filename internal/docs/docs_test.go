package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// standIns are the programs that the test binary plays: the tests link it into
// the PATH of docs/setup.sh under their names.
var standIns = []string{"az", "gh", "sleep"}

func TestMain(m *testing.M) {
	program := filepath.Base(os.Args[0])
	if !slices.Contains(standIns, program) {
		os.Exit(m.Run())
	}
	if err := standIn(program, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ERROR:", err)
		os.Exit(1)
	}
}

// root is the repository, seen from this package.
const root = "../.."

// read is a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pages are the documents for users.
var pages = []string{"README.md", "docs/portal.md", "docs/recipes.md", "docs/where-it-runs.md", "docs/alternatives.md"}

// block is a fenced block of a page.
type block struct {
	page, language, text string
	// before is the last line that is not empty above the fence.
	before string
}

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// blocks are the fenced blocks of a page, of one language or, with "", of all.
func blocks(t *testing.T, page, language string) []block {
	t.Helper()
	text := read(t, page)
	var found []block
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		b := block{page: page, language: text[at[2]:at[3]], text: text[at[4]:at[5]]}
		above := strings.TrimRight(text[:at[0]], "\n")
		b.before = above[strings.LastIndex(above, "\n")+1:]
		if language == "" || b.language == language {
			found = append(found, b)
		}
	}
	return found
}

// section is what stands under a heading of a page, up to the next one of the
// same level.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	_, text, ok := strings.Cut(read(t, page), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("%s has no section %q", page, heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// need finds a program, or skips the test: outside CI a machine may lack it.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		lacking(t, program+" is not installed")
	}
	return path
}

func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what + ", and CI must not go without")
	}
	t.Skip(what)
}
