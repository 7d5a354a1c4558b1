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
// world. Play does it, and no golden file is written of a run that breaks one.
func (r Ran) keepsPromises(t *testing.T, s Scenario) {
	t.Helper()
	r.sendsOneStart(t, s)
	r.keepsSecrets(t)
	r.neverCrashes(t)
	if s.Step.Outside || slices.Contains(s.Unset, "GITHUB_ACTIONS") {
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
func (s Scenario) hasFile(variable string) bool {
	elsewhere := func(e string) bool { return strings.HasPrefix(e, variable+"=") }
	return !slices.Contains(s.Unset, variable) && !slices.ContainsFunc(s.Env, elsewhere)
}

// sendsOneStart: at most one, none in a dry run, and nothing that the services
// would not take from a correct client, other hosts included.
func (r Ran) sendsOneStart(t *testing.T, s Scenario) {
	t.Helper()
	if starts := r.Sim.Starts(); starts > 1 || starts > 0 && s.dry() {
		t.Errorf("%d starts on the wire, dry run: %v", starts, s.dry())
	}
	for _, v := range r.Sim.Violations() {
		t.Errorf("the services saw what no correct client sends: %s", v)
	}
}

func (s Scenario) dry() bool { return strings.EqualFold(s.With["dry-run"], "true") }

func (r Ran) keepsSecrets(t *testing.T) {
	t.Helper()
	for _, text := range []string{r.Log, r.RawOutputs, r.Summary} {
		if got := Leaked(text, r.Sim.Secrets()); got != "" {
			t.Errorf("a piece of a secret is shown: %s in\n%s", got, text)
		}
	}
}

func (r Ran) neverCrashes(t *testing.T) {
	t.Helper()
	if trouble := regexp.MustCompile(`panic|goroutine |DATA RACE|runtime error`).FindString(r.Log); trouble != "" {
		t.Errorf("%s in the log:\n%s", trouble, r.Log)
	}
}

// oldCommand is what Azure Pipelines, and in part GitHub's runner, take for a
// command anywhere in a line.
var oldCommand = regexp.MustCompile(`##[A-Za-z]*\[`)

// givesNoCommands: elsewhere a mask would print the token.
func (r Ran) givesNoCommands(t *testing.T) {
	t.Helper()
	if commands := runner.Render(r.Log).Commands; len(commands) > 0 || strings.Contains(r.Log, "::add-mask::") || oldCommand.MatchString(r.Log) {
		t.Errorf("commands outside a workflow: %+v\n%s", commands, r.Log)
	}
}

// givesOurCommands: no other than these, and none in the old way of writing.
func (r Ran) givesOurCommands(t *testing.T) {
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

// Annotations are those that the log makes on GitHub.
func (r Ran) Annotations() []runner.Annotation { return runner.Render(r.Log).Annotations }

// maxAnnotation is how many characters an annotation has, its title included.
const maxAnnotation = 600

// annotates: a failure is one error annotation, or one for each input that is
// wrong; a success has none. Each is short, and its message begins with its
// title.
func (r Ran) annotates(t *testing.T) {
	t.Helper()
	errors, inputs := 0, 0
	for _, a := range r.Annotations() {
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
func (r Ran) completesOutputs(t *testing.T) {
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
func (r Ran) deserves(t *testing.T, s Scenario) {
	t.Helper()
	got, possible := r.Outputs["result"], r.deserved(s)
	if !slices.Contains(possible, got) {
		t.Errorf("result %q after %d starts, of which the service acted on %d, want %q\n%s", got, r.Sim.Starts(), r.Sim.Acts(), possible, r.Log)
	}
	if success := got != "failed" && got != "unknown"; success != (r.ExitCode == 0) {
		t.Errorf("result %q with exit code %d", got, r.ExitCode)
	}
	if s.Step.NoLog || s.Step.LogFile != nil {
		return
	}
	if logged := r.loggedResult(); logged != got {
		t.Errorf("result %q, and the log says %q:\n%s", got, logged, r.Log)
	}
	if got == "failed" && r.Sim.Starts() == 0 && !nothingSent.MatchString(r.Log+r.Summary) {
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
func (r Ran) loggedResult() string {
	if m := lastResult.FindStringSubmatch(r.Log); m != nil {
		return m[1]
	}
	return ""
}

// deserved are the results that a run may have. Only a start's own answer, or a
// look at the job afterwards, says what became of it.
func (r Ran) deserved(s Scenario) []string {
	answer := r.LastStatus(simulator.CallStart)
	switch {
	case r.Sim.Starts() == 0 && s.dry():
		return []string{"would-start", "already-active", "failed"}
	case r.Sim.Starts() == 0:
		return []string{"already-active", "failed"}
	case answer == 204:
		return []string{"started"}
	case answer >= 400 && answer < 500 && answer != 408 && strings.Contains(r.Log, "\n  request-id: "):
		return []string{"failed"}
	case r.Sim.Acts() == 1 && r.LastStatus(simulator.CallReadBack) == 200:
		return []string{"started"}
	}
	return []string{"unknown"}
}

// LastStatus is the answer to the last request of a call, 0 where none came.
func (r Ran) LastStatus(call string) int {
	status := 0
	for _, q := range r.Sim.Requests() {
		if q.Call == call {
			status = q.Status
		}
	}
	return status
}
