package inputs

import (
	"strings"

	"github.com/agext/levenshtein"

	"start-synchronization-job/internal/foreign"
)

const prefix = "INPUT_"

// Variable is the environment variable of an input, as a plain shell can set
// it.
func Variable(name string) string { return strings.ReplaceAll(hyphenated(name), "-", "_") }

// hyphenated is the variable as GitHub's runner sets it:
// https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs.
func hyphenated(name string) string { return prefix + strings.ToUpper(name) }

// value returns an input as given, trimmed, by either of its variables.
func (r *reader) value(name string) string {
	if v := strings.TrimSpace(r.env[hyphenated(name)]); v != "" {
		return v
	}
	return strings.TrimSpace(r.env[Variable(name)])
}

// spelling finds what was meant to be an input and is none, or is one besides
// the one that GitHub set to its default: GitHub only warns of it.
func (r *reader) spelling() {
	for _, name := range Names {
		one, other := strings.TrimSpace(r.env[hyphenated(name)]), strings.TrimSpace(r.env[Variable(name)])
		if one != "" && other != "" && one != other {
			r.problem(name, "given twice, with different values: in %s and in %s. In a workflow write `%s`.",
				foreign.Given(hyphenated(name)), foreign.Given(Variable(name)), name)
		}
	}
	for variable := range r.env {
		if name := meant(variable); name != "" {
			r.problem(name, "%s is no input. Write `%s` in a workflow, %s elsewhere.", foreign.Given(variable), name, Variable(name))
		}
	}
}

// meant is the input that a variable misspells, empty where it is one of ours
// or not like any.
func meant(variable string) string {
	if len(variable) < len(prefix) || !strings.EqualFold(variable[:len(prefix)], prefix) {
		return ""
	}
	letters, best, least := bare(variable[len(prefix):]), "", len(variable)
	for _, name := range Names {
		if variable == hyphenated(name) || variable == Variable(name) {
			return ""
		}
		want := bare(name)
		far := 1
		if len(want) >= 10 {
			far = 2
		}
		if d := levenshtein.Distance(letters, want, nil); d <= far && d < least {
			best, least = name, d
		}
	}
	return best
}

// bare is a name without what joins its words.
func bare(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}
