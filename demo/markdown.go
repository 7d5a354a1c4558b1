package main

import (
	"bytes"
	"html"
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// render renders as GitHub does: with its extensions and alerts, and with no
// HTML but the tags that fold a part away.
func render(text string) (string, error) {
	var page bytes.Buffer
	err := markdown.Convert([]byte(text), &page)
	return alerts(page.String()), err
}

var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(elements{}, 100))),
)

// elements renders what goldmark does not know, or would leave out.
type elements struct{}

// RegisterFuncs implements [renderer.NodeRenderer].
func (elements) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHTMLBlock, renderBlock)
	r.Register(ast.KindRawHTML, renderRaw)
	// Only the description of a picture: the picture would have to be fetched.
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil
	})
}

func renderBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	block := node.(*ast.HTMLBlock)
	part := block.Lines().Value(source)
	if !entering {
		part = nil
		if block.HasClosure() {
			part = block.ClosureLine.Value(source)
		}
	}
	_, err := w.WriteString(folds(string(part)))
	return ast.WalkContinue, err
}

func renderRaw(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString(folds(string(node.(*ast.RawHTML).Segments.Value(source))))
	return ast.WalkSkipChildren, err
}

// fold is a tag that a job summary may have. With an attribute it is another.
var fold = regexp.MustCompile(`</?(?:details|summary)>`)

// folds lets the tags of a fold through and makes text of everything else. What
// stands beside them is HTML, so an entity there is the character it stands for.
func folds(part string) string {
	var out []byte
	at := 0
	for _, tag := range fold.FindAllStringIndex(part, -1) {
		out = append(out, escape(part[at:tag[0]])...)
		out = append(out, part[tag[0]:tag[1]]...)
		at = tag[1]
	}
	return string(append(out, escape(part[at:])...))
}

func escape(text string) string { return html.EscapeString(html.UnescapeString(text)) }
