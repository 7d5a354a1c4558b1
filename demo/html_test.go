package main

import (
	"debug/buildinfo"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// Summaries are rendered as GitHub renders them, but for HTML: what folds a part
// away stays, all else is text.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	alert := func(name, title, text string) string {
		return "<div class=\"alert " + name + "\">\n<p class=\"title\"><svg><use href=\"#" + name + "\"/></svg> " + title + "</p>\n" + text + "</div>\n"
	}
	tests := []struct{ name, markdown, want string }{
		{"fold", "<details><summary>More</summary>\n\n`x`\n\n</details>\n",
			"<details><summary>More</summary>\n<p><code>x</code></p>\n</details>\n"},
		{"text of a fold", "<details><summary>a &amp; b &lt;c&gt;</summary>\n\n</details>\n",
			"<details><summary>a &amp; b &lt;c&gt;</summary>\n</details>\n"},
		{"fold in a line", "x <details>y</details>", "<p>x <details>y</details></p>\n"},
		{"fold with an attribute", "<details open onclick=x>\n", "&lt;details open onclick=x&gt;\n"},
		{"script", "<script>x</script>\n", "&lt;script&gt;x&lt;/script&gt;\n"},
		{"comment", "<!-- x\n\ny -->\n", "&lt;!-- x\n\ny --&gt;\n"},
		{"tag in a line", "x <img src=y onerror=z>", "<p>x &lt;img src=y onerror=z&gt;</p>\n"},
		{"address that is a script", "[x](javascript:y)", "<p><a href=\"\">x</a></p>\n"},
		{"picture", "![x *y*](https://evil.example/z.png)", "<p>x <em>y</em></p>\n"},
		{"alert", "> [!WARNING]\n> **a** b\n>\n> c\n", alert("warning", "Warning", "<p><strong>a</strong> b</p>\n<p>c</p>\n")},
		{"alert below a text", "x\n\n> [!TIP]\n> a\n", "<p>x</p>\n" + alert("tip", "Tip", "<p>a</p>\n")},
		{"alert with nothing below", "> [!NOTE]\n", "<blockquote>\n<p>[!NOTE]</p>\n</blockquote>\n"},
		{"marker with words behind it", "> [!NOTE] a\n> b\n", "<blockquote>\n<p>[!NOTE] a\nb</p>\n</blockquote>\n"},
		{"unknown marker", "> [!DANGER]\n> a\n", "<blockquote>\n<p>[!DANGER]\na</p>\n</blockquote>\n"},
		{"alert in a list", "- > [!NOTE]\n  > a\n", "<ul>\n<li>\n<blockquote>\n<p>[!NOTE]\na</p>\n</blockquote>\n</li>\n</ul>\n"},
		{"table", "|a|b|\n|---|---|\n|c|d|\n", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n<td>d</td>\n</tr>\n</tbody>\n</table>\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := render(test.markdown); err != nil || got != test.want {
				t.Errorf("got\n%s\nwant\n%s\n%v", got, test.want, err)
			}
		})
	}
}

// The command writes the page and says where it is.
func TestPageFile(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	file := filepath.Join(t.TempDir(), "run.html")
	if code := run(t.Context(), []string{"-state", "quarantine", "-html", file}, &out); code != 0 || !strings.Contains(out.String(), "file://"+file) {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "BoxInsufficientPermissions") {
		t.Errorf("%v: %s", err, text)
	}
	if code := run(t.Context(), []string{"-html", t.TempDir()}, &out); code != 1 {
		t.Errorf("a folder in place of a file: exit code %d", code)
	}
}

// What renders the page is no part of the program.
func TestProgramWithoutRenderer(t *testing.T) {
	t.Parallel()
	info, err := buildinfo.ReadFile(program)
	if err != nil || len(info.Deps) == 0 {
		t.Fatalf("%v, %v", info, err)
	}
	for _, module := range info.Deps {
		if strings.Contains(module.Path, "goldmark") {
			t.Errorf("the program holds %s", module.Path)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	list := []runner.Annotation{{Level: "warning"}, {Level: "error"}, {Level: "warning"}}
	if got := counts(list); got != "1 error, 2 warnings" {
		t.Errorf("got %q", got)
	}
}

// Dates of years ago come near, keep their distances, and "never" stays.
func TestRecent(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	var got struct {
		Status struct {
			Quarantine                   struct{ CurrentBegan, NextAttempt time.Time }
			LastExecution                struct{ TimeEnded time.Time }
			SteadyStateFirstAchievedTime time.Time
		}
	}
	if err := json.Unmarshal(recent(simulator.Sample("quarantine"), now), &got); err != nil {
		t.Fatal(err)
	}
	s := got.Status
	if !s.LastExecution.TimeEnded.Equal(now.Add(-time.Hour)) || !s.Quarantine.NextAttempt.IsZero() || !s.SteadyStateFirstAchievedTime.IsZero() {
		t.Errorf("got %+v", s)
	}
	if got := s.LastExecution.TimeEnded.Sub(s.Quarantine.CurrentBegan).Truncate(time.Minute); got != 2*time.Hour+20*time.Minute {
		t.Errorf("%v between the quarantine and the execution", got)
	}
}
