package runner

import (
	"slices"
	"strings"
	"unicode"
)

// Command is a workflow command. Its name is in lower case.
type Command struct {
	Name       string
	Properties map[string]string
	Data       string
}

// known are the commands that the runner obeys, in any case of letters; anything
// else after a :: is text.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
var known = []string{
	"add-mask", "add-path", "add-matcher", "remove-matcher", "set-env", "set-output", "save-state",
	"debug", "warning", "error", "notice", "group", "endgroup", "echo", "stop-commands",
}

// parseCommand recognises `::name key=value,…::data` at the start of a line,
// behind any Unicode white space, and the old `##[name key=value;…]data` anywhere
// in it. further is one more name, of the command that ends stop-commands.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
func parseCommand(line, further string) (Command, bool) {
	if rest, ok := strings.CutPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::"); ok {
		if head, data, ok := strings.Cut(rest, "::"); ok {
			if command, ok := newCommand(head, further, ",", propertyEscapes); ok {
				command.Data = unescape(data, dataEscapes)
				return command, true
			}
		}
	}
	if _, rest, ok := strings.Cut(line, "##["); ok {
		if head, data, ok := strings.Cut(rest, "]"); ok {
			if command, ok := newCommand(head, further, ";", oldEscapes); ok {
				command.Data = unescape(data, oldEscapes)
				return command, true
			}
		}
	}
	return Command{}, false
}

func newCommand(head, further, separator string, escapes []string) (Command, bool) {
	name, properties, _ := strings.Cut(head, " ")
	name = strings.ToLower(name)
	if !slices.Contains(known, name) && (further == "" || name != further) {
		return Command{}, false
	}
	command := Command{Name: name, Properties: map[string]string{}}
	for pair := range strings.SplitSeq(properties, separator) {
		if key, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok && value != "" {
			command.Properties[strings.ToLower(key)] = unescape(value, escapes)
		}
	}
	return command, true
}

// stopToken is the name of the command that ends stop-commands, empty where the
// runner does not take the token: then nothing stops.
func stopToken(data string) string {
	token := strings.ToLower(data)
	if token == "pause-logging" || slices.Contains(known, token) {
		return ""
	}
	return token
}

// Each way of writing has escapes of its own. The percent sign comes last, as
// in the runner: %250A is the text %0A.
var (
	dataEscapes     = []string{"%0D", "\r", "%0A", "\n", "%25", "%"}
	propertyEscapes = []string{"%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%"}
	oldEscapes      = []string{"%3B", ";", "%0D", "\r", "%0A", "\n", "%5D", "]", "%25", "%"}
)

func unescape(text string, escapes []string) string {
	for i := 0; i < len(escapes); i += 2 {
		text = strings.ReplaceAll(text, escapes[i], escapes[i+1])
	}
	return text
}
