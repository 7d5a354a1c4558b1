package e2e

import "testing"

// TestMarkdown: what a summary must not hold is found in it.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	for summary, wrong := range map[string]bool{
		"<details><summary>More</summary>\n\n| a |\n|---|\n| `x` \\| y |\n\n</details>\n": false,
		"see <https://learn.microsoft.com/graph> or `<b>@octavia`":                        false,
		"<b>x</b>": true, "<img src=x>": true, "<!-- x -->": true, "![x](https://learn.microsoft.com/x)": true,
		"ask @octavia": true, "ask &#64;octavia": true, "[x](https://evil.example)": true, "https://evil.example": true,
		"| a | b |\n|---|---|\n| x |\n": true, "| a |\n|---|\n| `x|y` |\n": true, "a | b": true,
	} {
		if m := ReadMarkdown(summary); (len(m.wrong) > 0) != wrong {
			t.Errorf("%q: %v, want something wrong: %v", summary, m.wrong, wrong)
		}
	}
}
