package main

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// seen is what testdata/probe.html finds out about a page, 400 pixels wide.
type seen struct {
	Width                int
	Closed, Open, Again  []bool // whether each fold's content shows: at first, after one click, after two
	CutClosed, CutOpen   []string
	Elements, Attributes []string
	Links, Fetched       []string
	Text                 string
}

// browse opens a page in a browser.
func browse(t *testing.T, p page) seen {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("CI must not go without chromium")
	}
	if err != nil {
		t.Skip("chromium is not installed")
	}
	file := filepath.Join(t.TempDir(), "page.html")
	if _, err := p.save(file); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/probe", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "testdata/probe.html") })
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	server := httptest.NewServer(mux)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--no-proxy-server", "--user-data-dir="+t.TempDir(), "--dump-dom", server.URL+"/probe")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	_, report, _ := strings.Cut(string(out), "<pre>")
	report, _, _ = strings.Cut(report, "</pre>")
	var s seen
	if err := json.Unmarshal([]byte(html.UnescapeString(report)), &s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return s
}

// hostileText would do something wherever it were taken for more than text.
const hostileText = `octocat</p></details></section><script>document.title=1</script><img src=/x onerror=alert(1)>` +
	"<b onclick=x>b</b> <style>*{display:none}</style> <iframe src=/y></iframe> [l](javascript:x) ![i](/z.png) `c` <details open>"

// hostileJob is one whose every text comes from somebody who means harm.
func hostileJob() []byte {
	return simulator.With(simulator.Sample("quarantine"),
		"templateId", hostileText, "status.quarantine.reason", hostileText,
		"status.lastExecution.error.code", hostileText, "status.lastExecution.error.message", hostileText)
}

// In a browser, 400 pixels wide, the folds open and close, nothing is cut, and
// of what a job says nothing becomes an element.
func TestBrowser(t *testing.T) {
	t.Parallel()
	guard, _, _ := new(simulator.Config).Choose("too-many-deletes", "")
	for name, job := range map[string][]byte{
		"quarantine": simulator.Sample("quarantine"), "guard": guard.Job, "hostile": hostileJob(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := resultOf(t, job)
			// Some summaries may have nothing to fold, and none has a long
			// command.
			result.Summary += "\n<details><summary>A long command</summary>\n\n```\n" + strings.Repeat("az rest ", 50) + "\n```\n\n</details>\n"
			p, err := newPage(name, result)
			if err != nil {
				t.Fatal(err)
			}
			s := browse(t, p)
			s.fits(t)
			s.folds(t, strings.Count(result.Summary, "<details>"))
			s.isText(t)
			if name == "hostile" && strings.Count(s.Text, "octocat") < 2 {
				t.Errorf("the page does not show the hostile text, so it tests nothing:\n%s", s.Text)
			}
		})
	}
}

// A summary and an annotation that are hostile as they stand, as if the program
// had not made the text harmless.
func TestBrowserHostilePage(t *testing.T) {
	t.Parallel()
	p, err := newPage("hostile", runner.Result{
		Log:     "::error title=" + hostileText + "::" + hostileText + "\n",
		Summary: hostileText + "\n\n<script>\nx\n</script>\n\n<div>\n" + hostileText + "\n</div>\n\n> [!WARNING]\n> " + hostileText + "\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	s := browse(t, p)
	s.fits(t)
	s.isText(t)
}

// resultOf runs the program against a job.
func resultOf(t *testing.T, job []byte) runner.Result {
	t.Helper()
	sim, err := simulator.Start(simulator.Config{Job: job})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	result, err := runner.Run(t.Context(), runner.Step{Program: program, With: sim.Inputs(), Env: sim.Env()})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func (s seen) fits(t *testing.T) {
	t.Helper()
	if s.Width < 380 || s.Width > 400 {
		t.Errorf("the page is %d pixels wide", s.Width)
	}
	if len(s.CutClosed)+len(s.CutOpen) > 0 {
		t.Errorf("cut with closed folds: %q, with open ones: %q", s.CutClosed, s.CutOpen)
	}
}

func (s seen) folds(t *testing.T, want int) {
	t.Helper()
	if len(s.Closed) != want || slices.Contains(s.Closed, true) || slices.Contains(s.Open, false) || slices.Contains(s.Again, true) {
		t.Errorf("%d folds; their content shows at first %v, after a click %v, after another %v", want, s.Closed, s.Open, s.Again)
	}
}

// isText: nothing is fetched, and there are no elements, attributes and links but
// those that the page or Markdown makes.
func (s seen) isText(t *testing.T) {
	t.Helper()
	elements := strings.Fields("section header small div svg symbol circle path use strong p footer " +
		"h3 h4 a code pre em del ul ol li table thead tbody tr th td blockquote br hr details summary")
	attributes := strings.Fields("id class hidden viewBox cx cy r d href open")
	for _, name := range s.Elements {
		if !slices.Contains(elements, name) {
			t.Errorf("an element <%s>", name)
		}
	}
	for _, name := range s.Attributes {
		if !slices.Contains(attributes, name) {
			t.Errorf("an attribute %s", name)
		}
	}
	for _, link := range s.Links {
		if strings.HasPrefix(link, "javascript:") {
			t.Errorf("a link that is a script: %s", link)
		}
	}
	if len(s.Fetched) > 0 {
		t.Errorf("fetched: %q", s.Fetched)
	}
}
