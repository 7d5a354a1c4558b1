package runner

import (
	"errors"
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// Defaults returns the inputs of an action file and their defaults, "" for those
// without.
func Defaults(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read inputs: %w", err)
	}
	var action struct {
		Inputs map[string]struct{ Default string }
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		return nil, fmt.Errorf("read inputs: %w", err)
	}
	if len(action.Inputs) == 0 {
		return nil, errors.New("read inputs: none found in " + path)
	}
	defaults := map[string]string{}
	for name, input := range action.Inputs {
		defaults[name] = input.Default
	}
	return defaults, nil
}
