package runner

import (
	"strings"
	"unicode/utf16"
)

// View is a step as GitHub shows it.
type View struct {
	Text        string       // of the log: masked, without the commands that leave no line
	Annotations []Annotation // of errors, warnings and notices
	Commands    []Command    // every workflow command that the runner obeyed

	masks masks
}

// Annotation is a note on the page of the run.
type Annotation struct{ Level, Title, Message string }

// The runner keeps so much of an annotation, in UTF-16 code units, and so many
// of each level. The log has the others too.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs
const (
	maxMessage = 4096
	maxOfLevel = 10
)

// Render obeys the commands of a log as the runner does, and gives what a
// reader of the run sees. secrets are those that the runner knows of before the
// step begins, as those of the repository. What comes before a mask is shown.
func Render(log string, secrets ...string) View {
	var view View
	for _, secret := range secrets {
		view.masks.add(strings.TrimSpace(secret))
	}
	var text strings.Builder
	var stopped string // until this command comes
	for _, line := range lines(log) {
		command, ok := parseCommand(line, stopped)
		switch {
		case !ok, stopped != "" && command.Name != stopped:
			text.WriteString(view.Mask(line) + "\n")
			continue
		case stopped != "":
			stopped = ""
			text.WriteString(view.Mask(line) + "\n")
			continue
		}
		view.Commands = append(view.Commands, command)
		if command.Name == "stop-commands" {
			if stopped = stopToken(command.Data); len(stopped) > 6 {
				view.masks.add(command.Data)
			}
			text.WriteString(view.Mask(line) + "\n")
		}
		text.WriteString(view.obey(command))
	}
	view.Text = text.String()
	return view
}

// obey does what a command asks for, and gives what the log shows of it.
func (v *View) obey(command Command) string {
	switch command.Name {
	case "add-mask":
		v.masks.add(command.Data)
	case "error", "warning", "notice":
		message := firstUnits(v.Mask(command.Data), maxMessage)
		if v.count(command.Name) < maxOfLevel {
			// The runner masks no title.
			v.Annotations = append(v.Annotations, Annotation{command.Name, command.Properties["title"], message})
		}
		return strings.ToUpper(command.Name[:1]) + command.Name[1:] + ": " + message + "\n"
	case "group":
		return "▸ " + v.Mask(command.Data) + "\n"
	}
	return ""
}

func (v *View) count(level string) int {
	n := 0
	for _, a := range v.Annotations {
		if a.Level == level {
			n++
		}
	}
	return n
}

// Mask is a text as the runner shows it, such as the job summary: line by line,
// without what is masked by the end of the log.
func (v *View) Mask(text string) string {
	var shown []string
	for line := range strings.SplitSeq(text, "\n") {
		shown = append(shown, v.masks.hide(line))
	}
	return strings.Join(shown, "\n")
}

// lines are the lines of a log as the runner reads them: a carriage return
// alone ends one too. https://learn.microsoft.com/dotnet/api/system.io.streamreader.readline
func lines(log string) []string {
	log = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(log)
	if log == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(log, "\n"), "\n")
}

// firstUnits cuts a text after a number of UTF-16 code units.
func firstUnits(text string, n int) string {
	units := utf16.Encode([]rune(text))
	if len(units) <= n {
		return text
	}
	return string(utf16.Decode(units[:n]))
}
