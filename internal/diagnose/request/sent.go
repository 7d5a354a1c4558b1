package request

import (
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
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
// find out what became of it.
// readAgain says whether there was an answer to the read after it.
func Unsettled(f *failure.Failure, readAgain bool) {
	f.Title = "It is not known whether the job was started"
	settled := "The job was not read again. "
	if readAgain {
		settled = "Reading the job again did not settle it. "
	}
	f.Cause = settled + f.Cause
	f.Fixes = []string{hint.RunAgain, "Or look at the job on its {provisioning page}."}
}
