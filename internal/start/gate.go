package start

import (
	"slices"
	"strings"
	"unicode"

	"start-synchronization-job/internal/graph"
)

// Verdict is what the gate says about a job.
type Verdict int

const (
	// Refuse: the state is unknown or missing; nothing documented allows a start.
	Refuse Verdict = iota
	// Allow: the job is paused, in quarantine or new.
	Allow
	// Scheduled: the job is active; Microsoft warns against starting it.
	Scheduled
	// TooManyDeletes: the accidental-deletion guard holds the job, and a start
	// would clear it.
	TooManyDeletes
	// NumberedReason: the reason of the quarantine is a number, which may stand
	// for the guard.
	NumberedReason
)

// ReasonTooManyDeletes is the quarantine reason of the accidental-deletion
// guard,
// https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions.
const ReasonTooManyDeletes = "TooManyDeletes"

// Gate decides whether a job may be started, by status.code, schedule.state and
// the quarantine's reason. The guard stands above every state that would allow
// a start: an administrator who pauses the job leaves its quarantine in place.
// A reason that is a number stands for a name that is not known, so it allows
// no start either.
func Gate(job *graph.Job) Verdict {
	verdict := byState(job)
	if verdict != Allow {
		return verdict
	}
	named := names(job.QuarantineReason())
	switch {
	case slices.ContainsFunc(named, isGuard):
		return TooManyDeletes
	case slices.ContainsFunc(named, isNumber):
		return NumberedReason
	}
	return Allow
}

// byState is the gate without the guard. Microsoft allows a start of a job that
// is paused or in quarantine, and of a new one, whose schedule is disabled
// (https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start,
// https://learn.microsoft.com/graph/api/synchronization-synchronization-post-jobs).
func byState(job *graph.Job) Verdict {
	switch job.Status.Code {
	case graph.StatusQuarantine, graph.StatusPaused:
		return Allow
	case graph.StatusActive, graph.StatusNotRun, graph.StatusNotConfigured:
		switch job.Schedule.State {
		case graph.SchedulePaused, graph.ScheduleDisabled:
			return Allow
		case graph.ScheduleActive:
			return Scheduled
		}
	}
	return Refuse
}

// names takes a quarantine's reason apart. The reasons are flags, so several may
// come in one string:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine.
// No page says how they are separated, so whatever is not a letter or a digit
// separates them, and what cannot be seen is not part of a name.
func names(reasons string) []string {
	visible := strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, reasons)
	return strings.FieldsFunc(visible, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// isGuard takes a name in any case of letters: an SDK spells the reasons in
// camelCase.
func isGuard(name string) bool { return strings.EqualFold(name, ReasonTooManyDeletes) }

// isNumber reports whether a name is the number of an enum's member, as an SDK
// may write it: that of TooManyDeletes is 32 in the CSDL of Microsoft Graph,
// https://github.com/microsoftgraph/msgraph-metadata/blob/master/schemas/v1.0-Prod.csdl.
func isNumber(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsDigit(r) })
}
