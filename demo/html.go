package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"

	"start-synchronization-job/test/runner"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// savePage writes the page that the flag -html asks for.
func (s scenario) savePage(out io.Writer, result runner.Result) error {
	if s.html == "" {
		return nil
	}
	p, err := newPage(s.title(), result)
	if err != nil {
		return err
	}
	address, err := p.save(s.html)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nFor a browser: %s\n", address)
	return nil
}

// page is what GitHub shows of a run, as one file for a browser: annotations
// and job summary. It holds no script and fetches nothing.
type page struct {
	Title       string
	Counts      string // of the annotations, "1 error, 2 warnings"
	Annotations []runner.Annotation
	Summary     template.HTML
}

// newPage renders what a run left behind.
func newPage(title string, result runner.Result) (page, error) {
	summary, err := render(result.Summary)
	if err != nil {
		return page{}, fmt.Errorf("render summary: %w", err)
	}
	annotations := runner.Render(result.Log).Annotations
	// Only the renderer above wrote this: text is escaped, and of the HTML in it
	// nothing but folds is left.
	return page{title, counts(annotations), annotations, template.HTML(summary)}, nil
}

// counts says how many annotations there are of each level.
func counts(annotations []runner.Annotation) string {
	var parts []string
	for _, level := range []string{"error", "warning", "notice"} {
		n := 0
		for _, a := range annotations {
			if a.Level == level {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+level)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, level))
		}
	}
	return strings.Join(parts, ", ")
}

// save writes the page and says where it is.
func (p page) save(path string) (string, error) {
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, p); err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	path, err := filepath.Abs(path)
	if err == nil {
		err = os.WriteFile(path, out.Bytes(), 0o644)
	}
	if err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	return "file://" + path, nil
}
