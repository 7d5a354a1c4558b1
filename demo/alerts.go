package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// alert is a quotation that GitHub shows as a coloured box.
// https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
type alert struct {
	ast.BaseBlock
	name string // in lower case
}

var kindAlert = ast.NewNodeKind("Alert")

// Kind implements [ast.Node].
func (a *alert) Kind() ast.NodeKind { return kindAlert }

// Dump implements [ast.Node].
func (a *alert) Dump(source []byte, level int) {
	ast.DumpHelper(a, source, level, map[string]string{"name": a.name}, nil)
}

// alerts turns quotations into alerts. GitHub does so at the top level only.
type alerts struct{}

// Transform implements [parser.ASTTransformer].
func (alerts) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	for child := document.FirstChild(); child != nil; {
		next := child.NextSibling()
		if quote, ok := child.(*ast.Blockquote); ok {
			if name := marker(quote, reader.Source()); name != "" {
				document.ReplaceChild(document, quote, newAlert(quote, name))
			}
		}
		child = next
	}
}

var markerLine = regexp.MustCompile(`^(?i)\[!(note|tip|important|warning|caution)\]\s*$`)

// marker is the name that a quotation's first line gives, "" for a mere
// quotation. A marker with nothing below it is text.
func marker(quote *ast.Blockquote, source []byte) string {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 1 && first.NextSibling() == nil {
		return ""
	}
	line := first.Lines().At(0)
	found := markerLine.FindSubmatch(line.Value(source))
	if found == nil {
		return ""
	}
	return strings.ToLower(string(found[1]))
}

// newAlert takes over what the quotation holds, without the marker.
func newAlert(quote *ast.Blockquote, name string) *alert {
	dropLine(quote, quote.FirstChild())
	a := &alert{name: name}
	for child := quote.FirstChild(); child != nil; child = quote.FirstChild() {
		a.AppendChild(a, child)
	}
	return a
}

// dropLine removes a paragraph's first line, and the paragraph where nothing is
// left of it.
func dropLine(quote, paragraph ast.Node) {
	for child := paragraph.FirstChild(); child != nil; child = paragraph.FirstChild() {
		paragraph.RemoveChild(paragraph, child)
		if end, ok := child.(*ast.Text); ok && (end.SoftLineBreak() || end.HardLineBreak()) {
			return
		}
	}
	quote.RemoveChild(quote, paragraph)
}

func renderAlert(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</div>\n")
		return ast.WalkContinue, err
	}
	name := node.(*alert).name
	_, err := fmt.Fprintf(w, "<div class=\"alert %s\">\n<p class=\"title\"><svg><use href=\"#%[1]s\"/></svg> %s</p>\n",
		name, strings.ToUpper(name[:1])+name[1:])
	return ast.WalkContinue, err
}
