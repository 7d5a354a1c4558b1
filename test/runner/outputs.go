package runner

import (
	"fmt"
	"strings"
)

// parseOutputs reads an output file as the runner does: `name=value`, or
// `name<<delimiter`, lines, the delimiter on a line of its own. What the runner
// rejects is an error.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
func parseOutputs(text string) (map[string]string, error) {
	outputs := map[string]string{}
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line == "" {
			continue
		}
		equals, arrows := strings.Index(line, "="), strings.Index(line, "<<")
		switch {
		case equals == 0 || arrows == 0:
			return nil, fmt.Errorf("invalid output %q: no name", line)
		case equals > 0 && (arrows < 0 || equals < arrows):
			outputs[line[:equals]] = line[equals+1:]
		case arrows > 0:
			value, rest, err := untilDelimiter(line[arrows+2:], text)
			if err != nil {
				return nil, err
			}
			outputs[line[:arrows]], text = value, rest
		default:
			return nil, fmt.Errorf("invalid output %q", line)
		}
	}
	return outputs, nil
}

func untilDelimiter(delimiter, text string) (value, rest string, err error) {
	if delimiter == "" {
		return "", "", fmt.Errorf("invalid output: no delimiter")
	}
	var lines []string
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line == delimiter {
			return strings.Join(lines, "\n"), text, nil
		}
		lines = append(lines, line)
	}
	return "", "", fmt.Errorf("invalid output: delimiter %q not found", delimiter)
}
