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
)

// ReasonTooManyDeletes is the quarantine reason of the accidental-deletion
// guard,
// https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions.
const ReasonTooManyDeletes = "TooManyDeletes"

// Gate decides whether a job may be started, by status.code, schedule.state and
// the quarantine's reason. The guard stands above every state that would allow
// a start: an administrator who pauses the job leaves its quarantine in place.
func Gate(job *graph.Job) Verdict {
	verdict := byState(job)
	if verdict == Allow && guarded(job.QuarantineReason()) {
		return TooManyDeletes
	}
	return verdict
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

// guarded reports whether a quarantine's reason names the guard. The reasons
// are flags, so several may come in one string, and an SDK spells them in
// camelCase:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine.
// No page says how they are separated, so whatever is not a letter or a digit
// separates them, and what cannot be seen is not part of a name.
func guarded(reasons string) bool {
	visible := strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, reasons)
	separator := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return slices.ContainsFunc(strings.FieldsFunc(visible, separator), func(reason string) bool {
		return strings.EqualFold(reason, ReasonTooManyDeletes)
	})
}
