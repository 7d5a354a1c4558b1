// Package report writes what a run did: log, annotations, outputs and job
// summary. Nothing else writes to the runner.
//
// The rules of the output:
//   - Workflow commands are written only where GITHUB_ACTIONS is true. Anywhere
//     else ::add-mask:: would print the very token it is to hide.
//   - Text from elsewhere comes in through package untrusted, is escaped here for
//     where it goes, and never begins a line of the log.
//   - An annotation has at most 600 characters, its title included.
//   - A token that was masked or hidden here leaves no trace in any of the four.
//   - Nothing here ends the program or panics: a run that acted must go on to
//     say so.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/sethvargo/go-githubactions"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// A Reporter writes for one run. Use New.
type Reporter struct {
	action     *githubactions.Action
	out        io.Writer
	getenv     func(string) string
	inWorkflow bool
	noOutputs  bool // their file cannot be written, which was said
	secrets    secrets
	given      []string // values that a person gave, which are never cut
}

// New returns a reporter that logs to out and finds the runner's files by
// getenv.
func New(out io.Writer, getenv func(string) string) *Reporter {
	r := &Reporter{getenv: getenv, inWorkflow: inputs.TakesCommands(getenv)}
	r.out = quiet{out}
	r.action = githubactions.New(githubactions.WithWriter(r.out), githubactions.WithGetenv(getenv))
	return r
}

// Mask hides a token from the log, from here on and in every form of output.
func (r *Reporter) Mask(token string) {
	if token == "" {
		return
	}
	if r.inWorkflow {
		r.action.AddMask(token)
	}
	r.Hide(token)
}

// Hide keeps a secret out of everything written here, without a workflow
// command: for what the runner masks by itself.
func (r *Reporter) Hide(secret string) { r.secrets.add(secret) }

// Info logs a line.
func (r *Reporter) Info(format string, args ...any) {
	for line := range strings.Lines(fmt.Sprintf(format, args...)) {
		fmt.Fprintln(r.out, harmless(r.secrets.hide(strings.TrimRight(line, "\r\n"))))
	}
}

// Debug logs a line that GitHub shows only with debug logging. Outside of GitHub
// Actions it logs nothing.
func (r *Reporter) Debug(format string, args ...any) {
	if r.inWorkflow {
		r.action.Debugf("%s", untrusted.Inert(r.secrets.hide(fmt.Sprintf(format, args...))))
	}
}

// harmless breaks what the runner would take for a command: "::" at the start
// of a line and "##[" or "##vso[" anywhere in it.
func harmless(line string) string {
	line = untrusted.Inert(line)
	if strings.HasPrefix(strings.TrimSpace(line), "::") {
		return "| " + line
	}
	return line
}

// quiet is a log that nobody may be reading any more. A log that cannot be
// written must not stop a run that is about to say what it did: the library
// panics on an error of its writer.
type quiet struct{ io.Writer }

func (q quiet) Write(p []byte) (int, error) {
	_, _ = q.Writer.Write(p)
	return len(p), nil
}
