package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/start"
)

// TestMessages: what the output message says of each kind of run.
func TestMessages(t *testing.T) {
	t.Parallel()
	held, active, own, bare, aside := aJob("Quarantine", "Active"), aJob("NotRun", "Active"), aJob("Quarantine", "Active"), aJob("Quarantine", "Active"), aJob("Paused", "Disabled")
	own.Status.Quarantine.Error = &graph.ExecutionError{Code: "OwnError"}
	bare.Status.LastExecution = nil
	aside.Status.Quarantine = own.Status.Quarantine
	quarantine := failure.Warning{Title: "A start lifts the quarantine, not its cause", Quarantine: true}
	other := failure.Warning{Title: "The job could not be read after the start"}
	with := func(run *Run, change func(*Run)) *Run { change(run); return run }
	warned := func(run *Run, all ...failure.Warning) *Run { run.Warnings = all; return run }
	job := func(id string) func(*Run) { return func(run *Run) { run.Inputs.JobID = id } }
	failed := func(title string) func(*Run) { return func(run *Run) { run.Failure = &failure.Failure{Title: title} } }
	problems := func(names ...string) func(*Run) {
		return func(run *Run) {
			for _, name := range names {
				run.Problems = append(run.Problems, inputs.Problem{Input: name, Text: "is wrong"})
			}
		}
	}
	long := strings.Repeat("x", 256)
	for name, tt := range map[string]struct {
		run  *Run
		want string
	}{
		"started":               {aRun(start.Started, aJob("Paused", "Disabled"), active), "Started: Box.1."},
		"with a warning":        {warned(aRun(start.Started, aJob("Paused", "Disabled"), nil), other), "Started: Box.1. The job could not be read after the start."},
		"from quarantine":       {warned(aRun(start.Started, held, active), quarantine), "Started from quarantine: Box.1. Before the start, its last execution failed with BoxError."},
		"and a warning":         {warned(aRun(start.Started, held, nil), quarantine, other), "Started from quarantine: Box.1. Before the start, its last execution failed with BoxError. The job could not be read after the start."},
		"own error":             {warned(aRun(start.Started, own, active), quarantine), "Started from quarantine: Box.1. Before the start, the error of its quarantine was OwnError."},
		"no error":              {warned(aRun(start.Started, bare, active), quarantine), "Started from quarantine: Box.1. Before the start, the reason of its quarantine was Unknown."},
		"paused in quarantine":  {warned(aRun(start.Started, aside, active), quarantine), "Started, paused in quarantine: Box.1. Before the start, the error of its quarantine was OwnError."},
		"guard lifted":          {with(warned(aRun(start.Started, held, active), failure.Warning{Title: "The accidental-deletion guard was lifted"}), func(run *Run) { run.Outcome.Verdict = start.TooManyDeletes }), "Started from quarantine: Box.1. The accidental-deletion guard was lifted."},
		"active":                {aRun(start.AlreadyActive, active, nil), "Already active: Box.1."},
		"active, warned":        {warned(aRun(start.AlreadyActive, active, nil), failure.Warning{Title: "The job is active but some entries failed"}), "Already active: Box.1. The job is active but some entries failed."},
		"dry run":               {aRun(start.WouldStart, aJob("Paused", "Disabled"), nil), "A run would start: Box.1."},
		"dry run, quarantine":   {warned(aRun(start.WouldStart, held, nil), failure.Warning{Title: "A start would lift the quarantine, not its cause", Quarantine: true}), "A run would start: Box.1. A start would lift the quarantine, not its cause."},
		"refused":               {with(aRun(start.Failed, nil, nil), failed("The state of the job allows no start")), "Not started: Box.1. The state of the job allows no start."},
		"files":                 {with(aRun(start.Failed, nil, nil), failed(outputsTitle)), "Not started. The outputs cannot be written."},
		"an input":              {with(aRun(start.Failed, nil, nil), problems("timeout")), "Not started. The input timeout is not usable."},
		"inputs":                {with(aRun(start.Failed, nil, nil), problems("client-id", "timeout", "timeout")), "Not started. The inputs client-id, timeout are not usable."},
		"many inputs":           {with(aRun(start.Failed, nil, nil), problems("timeout", long)), "Not started. The inputs are not usable."},
		"hostile inputs":        {with(aRun(start.Failed, nil, nil), problems("timeout", "INPUT_@ALL")), "Not started. The inputs are not usable."},
		"unknown":               {with(aRun(start.Unknown, held, held), failed("x")), "It is not known whether the job was started: Box.1."},
		"long job":              {with(aRun(start.Started, held, active), job(long)), "Started from quarantine: " + long + "."},
		"too long a job":        {with(aRun(start.Unknown, held, held), job(long)), "It is not known whether the job was started."},
		"a job that is mark-up": {with(aRun(start.AlreadyActive, active, nil), job("<@octavia|x>`")), "Already active."},
		"no job":                {with(aRun(start.Failed, nil, nil), func(run *Run) { job("")(run); failed("Several jobs")(run) }), "Not started. Several jobs."},
	} {
		got := tt.run.message()
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
		if utf8.RuneCountInString(got) > 300 || tt.run.outputs()["message"] != got {
			t.Errorf("%s: the output is %q", name, tt.run.outputs()["message"])
		}
	}
}

// FuzzMessage: whatever others wrote, the message is one line of whole sentences
// without markup.
func FuzzMessage(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		run := foreignRun(s)
		for _, result := range []start.Result{start.Started, start.AlreadyActive, start.WouldStart, start.Failed, start.Unknown} {
			run.Outcome.Result, run.Outcome.Before.Status.Code = result, "Quarantine"
			got := run.outputs()["message"]
			if !strings.HasSuffix(got, ".") || strings.ContainsAny(got, "@<>|`\n\r") || utf8.RuneCountInString(got) > 300 {
				t.Errorf("%s, %q: %q", result, s, got)
			}
		}
	})
}
