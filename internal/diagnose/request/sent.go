package request

import (
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/untrusted"
)

// What was sent, besides hint.Nothing. See sent.
const (
	refusal = "The start was refused."
	unclear = "The start was sent once; it may have taken effect."
)

// sent says what became of the start, by the call that failed.
func sent(call hint.Call, err error) string {
	switch {
	case call == hint.Reading, graph.EffectOf(err) == graph.NotSent:
		return hint.Nothing
	case graph.EffectOf(err) == graph.Refused:
		return refusal
	}
	return unclear
}

// Unsettled turns the failure of a start into that of a run which could not
// find out what became of it. after is the job as it was read then, nil where it
// was not.
func Unsettled(f *failure.Failure, after *graph.Job) {
	f.Title = "It is not known whether the job was started"
	settled := "The job was not read again. "
	if after != nil {
		settled = "Read again, the job has schedule.state " + untrusted.QuoteOr(after.Schedule.State, "(missing)") + ", which does not show a start. "
	}
	f.Cause = settled + f.Cause
	f.Fixes = []string{hint.RunAgain, "Or look at the job on its {provisioning page}."}
}
