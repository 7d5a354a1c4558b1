package report

import (
	"strings"
	"unicode/utf8"

	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
)

// maxMessage is how many characters the output message has at most.
const maxMessage = 300

// did is what the output message says first.
var did = map[start.Result]string{
	start.Started:       "Started",
	start.AlreadyActive: "Already active",
	start.WouldStart:    "A run would start",
	start.Failed:        "Not started",
	start.Unknown:       "It is not known whether the job was started",
}

// message is what happened in one line, for a chat or an issue: the result and
// the job, then sentences as long as they fit. It quotes no input but the job,
// whole or not at all, and has nothing in it that a chat reads as markup.
func (run *Run) message() string {
	text := did[run.Outcome.Result]
	if run.Outcome.Result == start.Started {
		text += run.outOf()
	}
	if job := untrusted.Line(run.job()); !run.beforeJob() && job == run.job() && job != "" && isPlain(job) && fits(text+": "+job+".") {
		text += ": " + job
	}
	text += "."
	for _, sentence := range run.reasons() {
		if longer := text + " " + sentence; isPlain(sentence) && fits(longer) {
			text = longer
		}
	}
	return text
}

// beforeJob reports whether the run ended before the job was its matter: what it
// was given, or the files of the runner, could not be used.
func (run *Run) beforeJob() bool {
	return len(run.Problems) > 0 || run.Failure != nil && run.Failure.Title == outputsTitle
}

// reasons are the sentences behind the result.
func (run *Run) reasons() []string {
	var all []string
	switch {
	case len(run.Problems) > 0:
		return []string{run.unusable()}
	case run.Outcome.Result == start.Failed && run.Failure != nil:
		return []string{run.Failure.Title + "."}
	case run.Outcome.Result == start.Unknown:
		return nil
	case run.Outcome.Result == start.Started && run.outOf() != "" && run.Outcome.Verdict != start.TooManyDeletes:
		all = append(all, run.cameFrom())
	}
	for _, w := range run.Warnings {
		if !w.Quarantine || len(all) == 0 { // what it says is said already
			all = append(all, w.Title+".")
		}
	}
	return all
}

// cameFrom is why the job was in quarantine.
func (run *Run) cameFrom() string {
	before := run.Outcome.Before
	cause := before.QuarantineCause()
	switch {
	case cause == nil && before.QuarantineReason() == "":
		return "Before the start, its quarantine had no reason."
	case cause == nil:
		return "Before the start, the reason of its quarantine was " + untrusted.Line(before.QuarantineReason()) + "."
	case before.Status.Quarantine != nil && cause == before.Status.Quarantine.Error:
		return "Before the start, the error of its quarantine was " + untrusted.Line(cause.Code) + "."
	}
	return "Before the start, its last execution failed with " + untrusted.Line(cause.Code) + "."
}

// unusable names the inputs that the run cannot use, each once.
func (run *Run) unusable() string {
	var names []string
	for _, p := range run.Problems {
		if len(names) == 0 || names[len(names)-1] != p.Input {
			names = append(names, p.Input)
		}
	}
	text := "The inputs " + strings.Join(names, ", ") + " are not usable."
	switch {
	case len(names) == 1:
		text = "The input " + names[0] + " is not usable."
	case !isPlain(text) || !fits(did[start.Failed]+". "+text):
		return "The inputs are not usable."
	}
	return text
}

// isPlain reports whether a chat takes nothing in a text for markup or for a
// person to call, and the text can be an output.
func isPlain(text string) bool {
	return !strings.ContainsAny(text, "@<>|`\n") && !strings.Contains(text, delimiter)
}

func fits(text string) bool { return utf8.RuneCountInString(text) <= maxMessage }
