package start

import "start-synchronization-job/internal/graph"

// Verdict is what the gate says about a job.
type Verdict int

const (
	// Refuse: the state is unknown or missing; nothing documented allows a start.
	Refuse Verdict = iota
	// Allow: the job is paused, in quarantine or new.
	Allow
	// AlreadyActive: the job is scheduled; Microsoft warns against starting it.
	AlreadyActive
	// TooManyDeletes: the accidental-deletion guard holds the job, and a start
	// would clear it.
	TooManyDeletes
)

// ReasonTooManyDeletes is the quarantine reason of the accidental-deletion
// guard, https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions.
const ReasonTooManyDeletes = "TooManyDeletes"

// Gate decides whether a job may be started, by status.code, schedule.state and
// the quarantine's reason. Microsoft allows a start of a job that is paused or
// in quarantine, and of a new one, whose schedule is disabled
// (https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start,
// https://learn.microsoft.com/graph/api/synchronization-synchronization-post-jobs).
func Gate(job *graph.Job) Verdict {
	switch job.Status.Code {
	case "Quarantine":
		if job.QuarantineReason() == ReasonTooManyDeletes {
			return TooManyDeletes
		}
		return Allow
	case "Paused":
		return Allow
	case "Active", "NotRun", "NotConfigured":
		switch job.Schedule.State {
		case "Paused", "Disabled":
			return Allow
		case "Active":
			return AlreadyActive
		}
	}
	return Refuse
}
