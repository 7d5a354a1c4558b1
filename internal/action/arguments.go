package action

import (
	"fmt"
	"io"
	"strings"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// answer does what the arguments ask for in place of a run, sends nothing, and
// returns the exit code. A run takes no arguments: one that is not known is
// more likely a mistake than to be passed over.
func (a *action) answer(arguments []string, out, problems io.Writer) int {
	switch argument := arguments[0]; {
	case len(arguments) == 1 && argument == "--version":
		fmt.Fprintln(out, a.name())
	case len(arguments) == 1 && (argument == "--help" || argument == "-h"):
		fmt.Fprint(out, help())
	default:
		fmt.Fprintf(problems, "unknown arguments %s: inputs are environment variables, see --help\n",
			untrusted.Given(strings.Join(arguments, " ")))
		return 2
	}
	return 0
}

func (a *action) name() string {
	return strings.TrimSpace("start-synchronization-job " + a.version + " " + a.commit)
}

func help() string {
	var variables strings.Builder
	for _, name := range inputs.Names {
		variables.WriteString("  " + inputs.Variable(name) + "\n")
	}
	return `start-synchronization-job starts one Microsoft Entra provisioning job, once, and
only if it is paused, in quarantine or new. It takes no arguments. action.yml and
the README describe its inputs; these environment variables hold them:

` + variables.String() + `
Outputs go to the file that GITHUB_OUTPUT names, or to the log. The exit code is 0
for the results started, already-active and would-start, 1 for failed and unknown,
and 2 for arguments that are not known.
`
}
