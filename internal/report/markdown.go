package report

import (
	"strings"

	"start-synchronization-job/internal/untrusted"
)

// prose shows a sentence of ours: what is between backticks, which is where
// text from elsewhere is, as code; what is between braces as a link; and
// everything else as plain text in which nothing is markup.
func prose(text, link string) string {
	parts := strings.Split(oneLine(text), "`")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i%2 == 0:
			b.WriteString(links(escape(here.Replace(part)), link))
		case i == len(parts)-1: // a backtick without its pair
			b.WriteString(escape("`" + part))
		default:
			b.WriteString(code(part))
		}
	}
	return b.String()
}

// here is how the job summary names itself.
var here = strings.NewReplacer("in the job summary", "below")

// links makes a link of each text between braces.
func links(text, address string) string {
	if address == "" {
		return strings.NewReplacer("{", "", "}", "").Replace(text)
	}
	return strings.NewReplacer("{", "[", "}", "]("+address+")").Replace(text)
}

// code shows text from elsewhere as inline code, in which nothing is markup but
// the bar: it ends a cell of a table, and is replaced by another bar.
func code(text string) string { return span(untrusted.Line(text)) }

// longCode is code for where there is room: text of others is shown whole.
func longCode(text string) string { return span(untrusted.Text(text)) }

func span(text string) string {
	if text == "" {
		return ""
	}
	return "`" + strings.NewReplacer("`", "'", "|", "¦").Replace(text) + "`"
}

// whole shows the ID of a job as inline code, unaltered: a part of a secret, or
// one with a character changed, is not masked. It is not for a table.
func whole(id string) string {
	fence, pad := "`", ""
	for strings.Contains(id, fence) {
		fence, pad = fence+"`", " "
	}
	if id == "" {
		return ""
	}
	return fence + pad + id + pad + fence
}

// cell is whole for a table, which a bar would break: there such an ID is
// described.
func cell(id string) string {
	if strings.ContainsAny(id, "`|") {
		id = untrusted.Describe(id)
	}
	return whole(id)
}

// block shows lines to copy as a fenced block that they cannot end.
func block(lines []string) string {
	fence := "```"
	text := make([]string, len(lines))
	for i, line := range lines {
		text[i] = strings.Map(untrusted.Printable, line)
		for strings.Contains(text[i], fence) {
			fence += "`"
		}
	}
	return fence + "\n" + strings.Join(text, "\n") + "\n" + fence + "\n"
}

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"&", "&amp;", "|", `\|`, "~", `\~`, "#", `\#`, "@", "@\u200b",
)

// escape shows plain text as it is. A mention is broken by an invisible space.
func escape(text string) string { return escaper.Replace(text) }

// table is a Markdown table of rows of ready cells.
func table(header []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(header)
	b.WriteString(strings.Repeat("|---", len(header)) + "|\n")
	for _, row := range rows {
		line(row)
	}
	return b.String()
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(untrusted.Printable, text)), " ")
}
