package inputs

import (
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"start-synchronization-job/internal/untrusted"
)

const prefix = "INPUT_"

// Variable is the environment variable of an input, as a plain shell can set
// it.
func Variable(name string) string { return strings.ReplaceAll(hyphenated(name), "-", "_") }

// hyphenated is the variable as GitHub's runner sets it:
// https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs.
func hyphenated(name string) string { return prefix + strings.ToUpper(name) }

// raw returns an input as given, by either of its variables.
func (r *reader) raw(name string) string {
	if v := r.env[hyphenated(name)]; strings.TrimSpace(v) != "" {
		return v
	}
	return r.env[Variable(name)]
}

// value returns an input, trimmed.
func (r *reader) value(name string) string { return strings.TrimSpace(r.raw(name)) }

// spelling finds what was meant to be an input and is not, or is one besides
// the one that GitHub set to its default: GitHub only warns of it.
func (r *reader) spelling() {
	for _, name := range Names {
		one, other := strings.TrimSpace(r.env[hyphenated(name)]), strings.TrimSpace(r.env[Variable(name)])
		if one != "" && other != "" && one != other {
			r.twice(name)
		}
	}
	for variable := range r.env {
		if isOurs(variable) || len(variable) < len(prefix) || !strings.EqualFold(variable[:len(prefix)], prefix) {
			continue
		}
		name := near(variable)
		if name == "" {
			name = r.emptyBeside(variable)
		}
		switch {
		case name != "":
			r.misspelt(name, variable)
		case r.refusesUnknown(variable):
			r.unknown(variable)
		}
	}
}

func isOurs(variable string) bool {
	return slices.ContainsFunc(Names, func(name string) bool { return variable == hyphenated(name) || variable == Variable(name) })
}

// near is the input that a variable misspells, empty where it is not like any.
func near(variable string) string {
	letters, best, least := bare(variable[len(prefix):]), "", len(variable)
	for _, name := range Names {
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

// otherNames are words for an input that people write in place of its own name.
var otherNames = map[string][]string{
	"tenant-id":            {"tenant", "tenantname", "directory", "directoryid", "azuretenantid", "entratenantid", "tenantdomain"},
	"client-id":            {"client", "application", "applicationid", "app", "appid", "azureclientid", "entraclientid"},
	"service-principal-id": {"serviceprincipal", "object", "objectid", "principal", "principalid", "spid", "sp", "enterpriseapplicationid", "enterpriseappid"},
	"job-id":               {"job", "synchronizationjob", "synchronizationjobid", "syncjobid"},
	"dry-run":              {"dry", "whatif", "plan", "preview", "check", "checkonly", "noop", "simulate", "test"},
	"federated-token":      {"idtoken", "oidctoken", "assertion"},
	"access-token":         {"token", "graphtoken", "accesstoken"},
}

// means is the input that a name may stand for, empty where none is known.
func means(variable string) string {
	for _, name := range Names {
		if slices.Contains(otherNames[name], bare(variable[len(prefix):])) {
			return name
		}
	}
	return ""
}

// emptyBeside is the required input that a name stands for where that input was
// left empty: then the unknown name is why.
func (r *reader) emptyBeside(variable string) string {
	if name := means(variable); wanted[name] != "" && r.value(name) == "" && r.refusesUnknown(variable) {
		return name
	}
	return ""
}

// refusesUnknown reports whether a variable that is not like any input is a
// problem: in a workflow, where it is an input under a name that this action
// does not have. GitHub's runner writes upper case and gives a container action
// args and entrypoint; runners of act's kind also hand down the inputs of a
// composite action around the step.
func (r *reader) refusesUnknown(variable string) bool {
	inWorkflow := r.env["GITHUB_ACTIONS"] == "true" || r.env["GITHUB_RUN_ID"] != ""
	likeAct := r.env["ACT"] != "" || r.env["GITEA_ACTIONS"] != "" || r.env["FORGEJO_ACTIONS"] != ""
	given := variable != prefix && strings.HasPrefix(variable, prefix) && variable == strings.ToUpper(variable)
	return inWorkflow && !likeAct && given && variable != "INPUT_ARGS" && variable != "INPUT_ENTRYPOINT"
}

// twice is the problem of an input whose two variables differ: in a workflow
// the one with underscores comes from a name that is not ours.
func (r *reader) twice(name string) {
	if InWorkflow(r.getenv) {
		r.misspelt(name, Variable(name))
		return
	}
	r.problem(name, "is given twice, with different values: in `%s` and in `%s`. Remove one of the two", hyphenated(name), Variable(name))
}

// misspelt is the problem of an input that was given under another name.
func (r *reader) misspelt(name, variable string) {
	if !InWorkflow(r.getenv) {
		r.problem(name, "is given as %s, which is not a variable of this program. Write `%s`", untrusted.Given(variable), Variable(name))
		return
	}
	r.problem(name, "is given as %s, which is not an input of this action: `%s` is. Write that under `with:`. %s", given(variable), name, fromEnv(variable))
}

// unknown is the problem of a name that is not ours. It names both ways in, and
// what may have been meant.
func (r *reader) unknown(variable string) {
	instead := ""
	if meant := means(variable); meant != "" {
		instead = ", or write `" + meant + "` if you mean that"
	}
	r.problem(untrusted.Line(variable), "stands for the input %s, which this action does not have: an unknown input never acts. Remove it under `with:`%s. %s",
		given(variable), instead, fromEnv(variable))
}

// given is a variable as it was written under with.
func given(variable string) string { return untrusted.Given(strings.ToLower(variable[len(prefix):])) }

// fromEnv is what to do where the variable is not from an input.
func fromEnv(variable string) string {
	return "If " + untrusted.Given(variable) + " is from an `env:` of the job or the workflow, rename it, or set it on the step that needs it"
}

// bare is a name without what joins its words.
func bare(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}
