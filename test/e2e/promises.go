package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"start-synchronization-job/internal/report"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// keepsPromises holds a run against what is promised of every run, whatever the
// world. play does it, and no golden file is written of a run that breaks one.
func (r ran) keepsPromises(t *testing.T, s scenario) {
	t.Helper()
	r.sendsOneStart(t, s)
	r.keepsSecrets(t)
	r.neverCrashes(t)
	if s.step.Outside || slices.Contains(s.unset, "GITHUB_ACTIONS") {
		r.givesNoCommands(t)
		return
	}
	r.givesOurCommands(t)
	r.annotates(t)
	if s.hasFile("GITHUB_STEP_SUMMARY") {
		r.summarizes(t)
	}
	if s.hasFile("GITHUB_OUTPUT") {
		r.completesOutputs(t)
		r.deserves(t, s)
	}
}

// hasFile says whether the runner's own file stands behind a variable.
func (s scenario) hasFile(variable string) bool {
	elsewhere := func(e string) bool { return strings.HasPrefix(e, variable+"=") }
	return !slices.Contains(s.unset, variable) && !slices.ContainsFunc(s.env, elsewhere)
}

// sendsOneStart: at most one, none in a dry run, and nothing that the services
// would not take from a correct client, other hosts included.
func (r ran) sendsOneStart(t *testing.T, s scenario) {
	t.Helper()
	if starts := r.sim.Starts(); starts > 1 || starts > 0 && s.dry() {
		t.Errorf("%d starts on the wire, dry run: %v", starts, s.dry())
	}
	for _, v := range r.sim.Violations() {
		t.Errorf("the services saw what no correct client sends: %s", v)
	}
}

func (s scenario) dry() bool { return strings.EqualFold(s.with["dry-run"], "true") }

func (r ran) keepsSecrets(t *testing.T) {
	t.Helper()
	for _, text := range []string{r.Log, r.RawOutputs, r.Summary} {
		if got := leaked(text, r.sim.Secrets()); got != "" {
			t.Errorf("a piece of a secret is shown: %s in\n%s", got, text)
		}
	}
}

func (r ran) neverCrashes(t *testing.T) {
	t.Helper()
	if trouble := regexp.MustCompile(`panic|goroutine |DATA RACE|runtime error`).FindString(r.Log); trouble != "" {
		t.Errorf("%s in the log:\n%s", trouble, r.Log)
	}
}

// oldCommand is what Azure Pipelines, and in part GitHub's runner, take for a
// command anywhere in a line.
var oldCommand = regexp.MustCompile(`##[A-Za-z]*\[`)

// givesNoCommands: elsewhere a mask would print the token.
func (r ran) givesNoCommands(t *testing.T) {
	t.Helper()
	if commands := runner.Render(r.Log).Commands; len(commands) > 0 || strings.Contains(r.Log, "::add-mask::") || oldCommand.MatchString(r.Log) {
		t.Errorf("commands outside a workflow: %+v\n%s", commands, r.Log)
	}
}

// givesOurCommands: no other than these, and none in the old way of writing.
func (r ran) givesOurCommands(t *testing.T) {
	t.Helper()
	for _, c := range runner.Render(r.Log).Commands {
		if !slices.Contains([]string{"add-mask", "error", "warning", "debug", "group", "endgroup"}, c.Name) {
			t.Errorf("a command that is not ours: %+v\n%s", c, r.Log)
		}
	}
	if oldCommand.MatchString(r.Log) {
		t.Errorf("a command in the old way of writing:\n%s", r.Log)
	}
}

func (r ran) annotations() []runner.Annotation { return runner.Render(r.Log).Annotations }

// maxAnnotation is how many characters an annotation has, its title included.
const maxAnnotation = 600

// annotates: a failure is one error annotation, or one for each input that is
// wrong; a success has none. Each is short, and its message begins with its
// title.
func (r ran) annotates(t *testing.T) {
	t.Helper()
	errors, inputs := 0, 0
	for _, a := range r.annotations() {
		if n := utf8.RuneCountInString(a.Message); n > maxAnnotation || !strings.HasPrefix(a.Message, a.Title) {
			t.Errorf("an annotation of %d characters, want at most %d that begin with its title: %+v", n, maxAnnotation, a)
		}
		if a.Level == "error" {
			errors++
		}
		if strings.HasPrefix(a.Title, "Input ") || strings.HasPrefix(a.Title, "Variable ") {
			inputs++
		}
	}
	if right := errors == 0 && r.ExitCode == 0 || errors == max(1, inputs) && r.ExitCode == 1; !right {
		t.Errorf("%d error annotations, %d of inputs, with exit code %d:\n%s", errors, inputs, r.ExitCode, r.Log)
	}
}

// completesOutputs: each output once, in the three lines that the library makes
// of it.
func (r ran) completesOutputs(t *testing.T) {
	t.Helper()
	for _, name := range report.OutputNames {
		if value, ok := r.Outputs[name]; !ok || strings.ContainsAny(value, "\r\n") {
			t.Errorf("output %s = %q, present: %v", name, value, ok)
		}
	}
	if n := strings.Count(r.RawOutputs, "\n"); len(r.Outputs) != len(report.OutputNames) || n != 3*len(r.Outputs) {
		t.Errorf("%d outputs in %d lines, want %d in three lines each:\n%s", len(r.Outputs), n, len(report.OutputNames), r.RawOutputs)
	}
}

// deserves: the result is what follows from what went over the wire, and exit
// code, end of the log and message say the same.
func (r ran) deserves(t *testing.T, s scenario) {
	t.Helper()
	got, possible := r.Outputs["result"], r.deserved(s)
	if !slices.Contains(possible, got) {
		t.Errorf("result %q after %d starts, of which the service acted on %d, want %q\n%s", got, r.sim.Starts(), r.sim.Acts(), possible, r.Log)
	}
	if success := got != "failed" && got != "unknown"; success != (r.ExitCode == 0) {
		t.Errorf("result %q with exit code %d", got, r.ExitCode)
	}
	if s.step.NoLog || s.step.LogFile != nil {
		return
	}
	if logged := r.loggedResult(); logged != got {
		t.Errorf("result %q, and the log says %q:\n%s", got, logged, r.Log)
	}
	if got == "failed" && r.sim.Starts() == 0 && !nothingSent.MatchString(r.Log+r.Summary) {
		t.Errorf("nobody says that nothing was sent:\n%s", r.Log)
	}
	if got == "unknown" && !againIsSafe.MatchString(r.Log) {
		t.Errorf("the log does not say that running again is safe:\n%s", r.Log)
	}
}

var (
	lastResult  = regexp.MustCompile(`(?:^|\n)Result: ([a-z-]+)\b.*\n$`)
	nothingSent = regexp.MustCompile(`(?i)\b(nothing|no start) was (sent|started)\b|\bstart was not sent\b`)
	againIsSafe = regexp.MustCompile(`(?i)\bagain(, which)? is safe\b`)
)

// loggedResult is the one that the log ends with.
func (r ran) loggedResult() string {
	if m := lastResult.FindStringSubmatch(r.Log); m != nil {
		return m[1]
	}
	return ""
}

// deserved are the results that a run may have. Only a start's own answer, or a
// look at the job afterwards, says what became of it.
func (r ran) deserved(s scenario) []string {
	answer := r.lastStatus(simulator.CallStart)
	switch {
	case r.sim.Starts() == 0 && s.dry():
		return []string{"would-start", "already-active", "failed"}
	case r.sim.Starts() == 0:
		return []string{"already-active", "failed"}
	case answer == 204:
		return []string{"started"}
	case answer >= 400 && answer < 500 && answer != 408 && strings.Contains(r.Log, "\n  request-id: "):
		return []string{"failed"}
	case r.sim.Acts() == 1 && r.lastStatus(simulator.CallReadBack) == 200:
		return []string{"started"}
	}
	return []string{"unknown"}
}

// lastStatus is the answer to the last request of a call, 0 where none came.
func (r ran) lastStatus(call string) int {
	status := 0
	for _, q := range r.sim.Requests() {
		if q.Call == call {
			status = q.Status
		}
	}
	return status
}
