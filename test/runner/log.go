package runner

import "strings"

// View is a log as GitHub shows it.
type View struct {
	Text        string       // masked, without the commands that leave no line
	Annotations []Annotation // of errors, warnings and notices
	Commands    []Command    // every workflow command that the runner would obey
}

// Annotation is a note on the page of the run.
type Annotation struct{ Level, Title, Message string }

// Render obeys the commands of a log as the runner does, and gives what a
// reader of the run sees.
func Render(log string) View {
	var view View
	var masks []string
	var text strings.Builder
	for line := range strings.Lines(log) {
		command, ok := parseCommand(strings.TrimRight(line, "\r\n"))
		if !ok {
			text.WriteString(masked(line, masks))
			continue
		}
		view.Commands = append(view.Commands, command)
		switch command.Name {
		case "add-mask":
			masks = append(masks, command.Data)
		case "error", "warning", "notice":
			message := masked(command.Data, masks)
			view.Annotations = append(view.Annotations,
				Annotation{command.Name, masked(command.Properties["title"], masks), message})
			text.WriteString(strings.ToUpper(command.Name[:1]) + command.Name[1:] + ": " + message + "\n")
		case "group":
			text.WriteString("▸ " + masked(command.Data, masks) + "\n")
		}
	}
	view.Text = text.String()
	return view
}

func masked(text string, masks []string) string {
	for _, mask := range masks {
		if mask != "" {
			text = strings.ReplaceAll(text, mask, "***")
		}
	}
	return text
}
