package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"start-synchronization-job/test/runner"
)

// standIns are the programs that the test binary plays: the tests link it into
// the PATH of docs/setup.sh under their names.
var standIns = []string{"az", "gh", "sleep", "docker", "kubectl", "buildkite-agent", "curl"}

func TestMain(m *testing.M) {
	program := filepath.Base(os.Args[0])
	if !slices.Contains(standIns, program) {
		dir, err := os.MkdirTemp("", "docs-")
		if err == nil {
			player, err = buildPlayer(dir)
		}
		code := 1
		if err == nil {
			code = m.Run()
		} else {
			fmt.Fprintln(os.Stderr, err)
		}
		os.RemoveAll(dir)
		os.Exit(code)
	}
	if err := standIn(program, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ERROR:", err)
		os.Exit(1)
	}
}

// player is the test binary that plays the stand-ins.
var player string

// buildPlayer is this binary, but for tests with -race: of the hundreds of calls
// none does two things at once, and with the detector each takes three times as
// much of the processor.
func buildPlayer(dir string) (string, error) {
	if !runner.Racing() {
		return os.Executable()
	}
	path := filepath.Join(dir, "player")
	if out, err := exec.Command("go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the stand-ins: %w\n%s", err, out)
	}
	return path, nil
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

// page is a document for users, taken apart.
type page struct {
	name, text string
	headings   []heading
	blocks     []block
	links      []string
	// tables are the rows of the first table below a heading, without its head.
	tables map[string][][]string
}

type heading struct {
	level int
	text  string
}

// block is a fenced block, the heading it stands below, and the HTML right
// above it.
type block struct{ heading, language, text, comment string }

// pages are all documents for users.
func pages(t *testing.T) []*page {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	found := []*page{parse(t, "README.md")}
	for _, file := range files {
		found = append(found, parse(t, "docs/"+filepath.Base(file)))
	}
	return found
}

func parse(t *testing.T, name string) *page {
	t.Helper()
	p := &page{name: name, text: read(t, name), tables: map[string][][]string{}}
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader([]byte(p.text)))
	err := ast.Walk(markdown, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			p.add(n)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *page) add(n ast.Node) {
	below := ""
	if len(p.headings) > 0 {
		below = p.headings[len(p.headings)-1].text
	}
	switch n := n.(type) {
	case *ast.Heading:
		p.headings = append(p.headings, heading{n.Level, p.plain(n)})
	case *ast.Link:
		p.links = append(p.links, string(n.Destination))
	case *ast.Image:
		p.links = append(p.links, string(n.Destination))
	case *ast.FencedCodeBlock:
		b := block{heading: below, language: string(n.Language([]byte(p.text))), text: string(n.Lines().Value([]byte(p.text)))}
		if above, ok := n.PreviousSibling().(*ast.HTMLBlock); ok {
			b.comment = string(above.Lines().Value([]byte(p.text)))
		}
		p.blocks = append(p.blocks, b)
	case *table.TableRow:
		var cells []string
		for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, p.plain(cell))
		}
		p.tables[below] = append(p.tables[below], cells)
	}
}

// plain is the text of a node without markup.
func (p *page) plain(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if leaf, ok := child.(*ast.Text); ok {
			b.Write(leaf.Segment.Value([]byte(p.text)))
		} else {
			b.WriteString(p.plain(child))
		}
	}
	return b.String()
}

// column is one column of a table.
func column(table [][]string, i int) []string {
	var cells []string
	for _, row := range table {
		cells = append(cells, row[i])
	}
	return cells
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
