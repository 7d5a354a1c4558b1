package e2e

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// ours are the hosts that a summary may link to.
var ours = []string{
	"entra.microsoft.com", "entra.microsoft.us", "entra.microsoftonline.cn", "login.microsoftonline.com",
	"learn.microsoft.com", "azure.status.microsoft", "docs.github.com", "www.githubstatus.com",
}

var (
	folds   = regexp.MustCompile(`</?(details|summary)>`)
	mention = regexp.MustCompile(`@[A-Za-z0-9]`)
	bar     = regexp.MustCompile(`(^|[^\\])\|`)
)

// Markdown is a job summary as GitHub's renderer reads it.
type Markdown struct {
	source []byte
	Prose  string // what stands outside code
	Copied string // what stands in blocks, to be copied
	wrong  []string
}

// summarizes: the summary is Markdown in which nothing but <details> and
// <summary> is HTML, every table is whole, every link leads to a host of ours,
// and nobody is mentioned.
func (r Ran) summarizes(t *testing.T) {
	t.Helper()
	if r.Summary == "" {
		t.Error("no summary")
	}
	for _, wrong := range ReadMarkdown(r.Summary).wrong {
		t.Errorf("%s in the summary:\n%s", wrong, r.Summary)
	}
}

// ReadMarkdown reads a job summary.
func ReadMarkdown(summary string) Markdown {
	m := Markdown{source: []byte(summary)}
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(m.source))
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			return m.read(n), nil
		}
		return ast.WalkContinue, nil
	})
	if found := mention.FindString(m.Prose); found != "" {
		m.wrong = append(m.wrong, "a mention, "+found)
	}
	return m
}

// read takes in one node, and says whether to go on with its children.
func (m *Markdown) read(n ast.Node) ast.WalkStatus {
	switch n := n.(type) {
	case *ast.FencedCodeBlock:
		m.Copied += string(n.Lines().Value(m.source))
	case *ast.CodeSpan:
		return ast.WalkSkipChildren
	case *ast.HTMLBlock:
		m.html(string(n.Lines().Value(m.source)))
	case *ast.RawHTML:
		m.html(string(n.Segments.Value(m.source)))
	case *ast.Image:
		m.wrong = append(m.wrong, "a picture")
	case *ast.Link:
		m.link(string(n.Destination))
	case *ast.AutoLink:
		m.link(string(n.URL(m.source)))
	case *tables.TableRow:
		m.row(n)
	case *ast.Text:
		m.text(n.Value(m.source))
		if n.SoftLineBreak() || n.HardLineBreak() {
			m.Prose += "\n"
		}
	}
	return ast.WalkContinue
}

// text is prose. A bar in it that is not escaped wanted to end a cell.
func (m *Markdown) text(source []byte) {
	m.Prose += string(util.UnescapePunctuations(util.ResolveNumericReferences(util.ResolveEntityNames(source))))
	if bar.Match(source) {
		m.wrong = append(m.wrong, "a table that breaks")
	}
}

func (m *Markdown) html(tags string) {
	rest := folds.ReplaceAllString(tags, "")
	m.text([]byte(rest))
	if strings.Contains(rest, "<") {
		m.wrong = append(m.wrong, "HTML, "+tags)
	}
}

func (m *Markdown) link(destination string) {
	u, err := url.Parse(destination)
	if err != nil || u.Scheme != "https" || !slices.Contains(ours, u.Host) {
		m.wrong = append(m.wrong, "a link to "+destination)
	}
}

// row: a renderer drops cells that are too many and adds those that are missing.
func (m *Markdown) row(n *tables.TableRow) {
	last, ok := n.LastChild().(*tables.TableCell)
	if !ok || last.Lines().Len() == 0 {
		m.wrong = append(m.wrong, "a row of a table with too few cells")
		return
	}
	rest, _, _ := strings.Cut(string(m.source[last.Lines().At(0).Stop:]), "\n")
	if strings.TrimSpace(rest) != "|" {
		m.wrong = append(m.wrong, "a row of a table with too many cells: "+rest)
	}
}
