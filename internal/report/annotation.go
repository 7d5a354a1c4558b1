package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// An annotation is read by somebody who has little time, so it is short: title,
// cause, what was sent, and the first fixes, as many as fit. GitHub's log shows
// the message without the title, so the message begins with it.
const (
	maxAnnotation = 600 // characters, the title included
	maxFixes      = 3
)

// room is how many characters of a value a text shows: one from elsewhere is cut
// there, and one that a person gave is described where it is longer.
type room struct{ foreign, given int }

var roomy = room{untrusted.MaxLine, untrusted.MaxLine}

// rooms are tried in turn: the first that leaves room for the first fix is it.
var rooms = []room{roomy, {160, untrusted.MaxLine}, {80, untrusted.MaxLine}, {40, 40}, {40, 0}}

// message returns the text of an annotation and how many of the fixes are in
// it. given are the values that a person gave.
func message(title, cause string, fixes, given []string) (text string, shown int) {
	for _, room := range rooms {
		text, shown = title+". "+plain(cause, room, given...), 0
		for _, fix := range fixes[:min(len(fixes), maxFixes)] {
			longer := text + "\n" + plain(fix, room, given...)
			if utf8.RuneCountInString(longer) > maxAnnotation {
				break
			}
			text, shown = longer, shown+1
		}
		if utf8.RuneCountInString(text) <= maxAnnotation && (shown > 0 || len(fixes) == 0) {
			return text, shown
		}
	}
	return text, shown // annotate cuts it; no value that a person gave is in it
}

// plain shows a sentence where there is no Markdown: values between quotation
// marks, links as their text. A value that a person gave is whole or described:
// a part of a secret is not masked.
func plain(text string, room room, given ...string) string {
	parts := strings.Split(text, "`")
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			b.WriteString(strings.NewReplacer("{", "", "}", "").Replace(part))
			continue
		}
		switch isGiven := slices.Contains(given, part); {
		case isGiven && utf8.RuneCountInString(part) > room.given:
			b.WriteString(untrusted.Describe(part))
		case isGiven:
			b.WriteString(`"` + part + `"`)
		default:
			b.WriteString(`"` + cut(part, room.foreign) + `"`)
		}
	}
	return b.String()
}

// cut shortens text to a number of characters.
func cut(text string, length int) string {
	if utf8.RuneCountInString(text) <= length {
		return text
	}
	return string([]rune(text)[:length-1]) + "…"
}

// fail writes the error annotation of a failed run, and into the log what the
// annotation is too short for.
func (r *Reporter) fail(f *failure.Failure) {
	text, shown := message(f.Title, strings.TrimSpace(f.Cause+" "+f.Sent), f.Fixes, r.given)
	r.annotate("error", f.Title, text)
	r.fixes(f.Fixes[shown:])
	r.facts(f.Facts)
	if f.Table != nil {
		for _, row := range append([][]string{f.Table.Head}, f.Table.Rows...) {
			r.Info("  %s", untrusted.Line(strings.Join(row, " | ")))
		}
	}
	r.commands(f.Commands)
	r.facts(f.Trace)
	for _, line := range []string{f.Query, f.Link} {
		if line != "" {
			r.Info("  %s", line)
		}
	}
}

// warn writes a warning annotation.
func (r *Reporter) warn(w failure.Warning) {
	var fixes []string
	if w.Fix != "" {
		fixes = []string{w.Fix}
	}
	text, shown := message(w.Title, w.Text, fixes, r.given)
	r.annotate("warning", w.Title, text)
	r.fixes(fixes[shown:])
	r.facts(w.Facts)
	r.commands(w.Commands)
}

func (r *Reporter) fixes(fixes []string) {
	for _, fix := range fixes {
		r.Info("  %s", plain(fix, roomy, r.given...))
	}
}

func (r *Reporter) facts(facts []failure.Fact) {
	for _, fact := range facts {
		r.Info("  %s: %s", fact.Name, untrusted.Text(fact.Value))
	}
}

// commands writes lines to copy, folded where the log can fold: some widen who
// may act.
func (r *Reporter) commands(all []failure.Commands) {
	for _, c := range all {
		if r.inWorkflow {
			r.action.Group(untrusted.Inert(r.secrets.hide(c.Heading)))
		} else {
			r.Info("  %s.", c.Heading)
		}
		for _, line := range append(sentence(plain(c.Consequence, roomy)), c.Lines...) {
			r.Info("    %s", line)
		}
		if r.inWorkflow {
			r.action.EndGroup()
		}
	}
}

// sentence is a line with a text, or none where the text is empty.
func sentence(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// annotate writes an annotation, or lines of the log outside GitHub Actions.
func (r *Reporter) annotate(level, title, text string) {
	// A command may stand anywhere in a line, even behind ours.
	text = cut(untrusted.Inert(r.secrets.hide(text)), maxAnnotation)
	if !r.inWorkflow {
		r.Info("%s: %s", level, strings.ReplaceAll(text, "\n", "\n  "))
		return
	}
	action := r.action.WithFieldsMap(map[string]string{"title": title})
	if level == "error" {
		action.Errorf("%s", text)
	} else {
		action.Warningf("%s", text)
	}
}
