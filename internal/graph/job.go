package graph

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Job is a synchronization job, as far as this program shows or decides by it:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationjob.
// Most objects in it may be null or absent, and every string may hold a value
// that no documentation names.
type Job struct {
	ID         string   `json:"id"`
	TemplateID string   `json:"templateId"`
	Schedule   Schedule `json:"schedule"`
	Status     Status   `json:"status"`
	// Settings are the job's own, such as the accidental-deletion threshold.
	Settings []Setting `json:"synchronizationJobSettings"`
	// RequestID and Date are those of the answer that brought the job.
	RequestID string `json:"-"`
	Date      string `json:"-"`
}

// The values of Status.Code and Schedule.State that Microsoft documents, and
// those of Execution.State. New ones may come
// unannounced.
const (
	StatusActive        = "Active"
	StatusNotConfigured = "NotConfigured"
	StatusNotRun        = "NotRun"
	StatusPaused        = "Paused"
	StatusQuarantine    = "Quarantine"

	ScheduleActive   = "Active"
	ScheduleDisabled = "Disabled"
	SchedulePaused   = "Paused"

	ExecutionSucceeded   = "Succeeded"
	ExecutionFailed      = "Failed"
	ExecutionEntryErrors = "EntryLevelErrors"
)

// ReadAt returns when the job was read, by Graph's clock, or the zero time where
// the answer did not say.
func (j *Job) ReadAt() time.Time {
	at, err := http.ParseTime(j.Date)
	if err != nil {
		return time.Time{}
	}
	return at
}

// Schedule says whether and how often the job runs.
type Schedule struct {
	// State is one of the constants. ScheduleActive means scheduled, not that a
	// cycle is running now.
	State    string   `json:"state"`
	Interval Interval `json:"interval"`
	// Expiration is when the schedule ends. It is zero where it never does.
	Expiration Time `json:"expiration"`
}

// Setting is a setting of a job by its name.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Status is what the job did last and how it stands.
type Status struct {
	// Code is one of the constants. It lags behind Schedule.State after a start.
	Code string `json:"code"`
	// Quarantine may be there whatever the Code: pausing a job leaves it. It is
	// nil where the body has none, or an empty one.
	Quarantine    *Quarantine `json:"-"`
	LastExecution *Execution  `json:"lastExecution"`
	// LastSuccess is the last execution that succeeded.
	LastSuccess *Execution `json:"lastSuccessfulExecution"`
	// EscrowsPruned says that the initial cycle dropped its errors, and that the
	// service waits for somebody to clean them up.
	EscrowsPruned bool `json:"escrowsPruned"`
	// Failures counts the executions in a row that failed completely.
	Failures int64        `json:"countSuccessiveCompleteFailures"`
	Entries  []EntryCount `json:"synchronizedEntryCountByType"`
	// SteadyState is when the initial cycle was finished first, as Graph writes
	// it, LastSteadyState when a cycle was finished last.
	SteadyState     string     `json:"steadyStateFirstAchievedTime"`
	LastSteadyState Time       `json:"steadyStateLastAchievedTime"`
	Progress        []Progress `json:"progress"`
}

// Progress is how much of a cycle is done, in units that Graph names.
type Progress struct {
	Completed int64  `json:"completedUnits"`
	Total     int64  `json:"totalUnits"`
	Units     string `json:"units"`
}

// Quarantine is why and since when a job is held back.
type Quarantine struct {
	// Reason is a quarantine reason of Microsoft's, a list of them, or empty.
	Reason string `json:"-"`
	// Began is when the job went into quarantine, Evaluated when the service
	// last looked and kept it there, and SeriesCount how often it did.
	Began       Time            `json:"seriesBegan"`
	Evaluated   Time            `json:"currentBegan"`
	SeriesCount int64           `json:"seriesCount"`
	NextAttempt Time            `json:"nextAttempt"`
	Error       *ExecutionError `json:"error"`
}

// Execution is one run of the job.
type Execution struct {
	// State is Succeeded, Failed or EntryLevelErrors.
	State    string          `json:"state"`
	Began    Time            `json:"timeBegan"`
	Ended    Time            `json:"timeEnded"`
	Exported int64           `json:"countExported"`
	Escrowed int64           `json:"countEscrowed"`
	Error    *ExecutionError `json:"error"`
}

// ExecutionError is what went wrong in an execution. Code "None" means nothing.
type ExecutionError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	// TenantActionable says whether the tenant can do anything about it. It is
	// nil where Graph does not say.
	TenantActionable *bool `json:"tenantActionable"`
}

// EntryCount is how many entries of a kind, such as "user to User", are in
// sync.
type EntryCount struct {
	Key   string `json:"key"`
	Value int64  `json:"value"`
}

// QuarantineReason returns the reason of the quarantine in the body, whatever
// the state, or nothing.
func (j *Job) QuarantineReason() string {
	if j.Status.Quarantine == nil {
		return ""
	}
	return j.Status.Quarantine.Reason
}

// EverRan reports whether the job has an execution to show. A job that never
// ran carries one that Failed with the error None and no time.
func (j *Job) EverRan() bool {
	e := j.Status.LastExecution
	return e != nil && !(e.Began.IsZero() && e.Ended.IsZero())
}

// Quarantined reports whether the body has a quarantine that says anything, or
// whether the job's code is Quarantine.
func (j *Job) Quarantined() bool {
	q := j.Status.Quarantine
	return j.Status.Code == StatusQuarantine || q != nil && (q.Reason != "" || q.Error.Known())
}

// QuarantineCause returns the error behind the quarantine: the quarantine's
// own, otherwise that of the last execution. It returns nil where there is
// neither, or no quarantine.
func (j *Job) QuarantineCause() *ExecutionError {
	switch q := j.Status.Quarantine; {
	case !j.Quarantined():
		return nil
	case q != nil && q.Error.Known():
		return q.Error
	case j.EverRan() && j.Status.LastExecution.Error.Known():
		return j.Status.LastExecution.Error
	}
	return nil
}

// InitialCycleOpen reports whether Graph says that the initial cycle was never
// finished. Where it says nothing of it, InitialCycleOpen is false.
func (j *Job) InitialCycleOpen() bool {
	return strings.HasPrefix(j.Status.SteadyState, "0001-01-01") && j.Status.LastSteadyState.IsZero()
}

// DeletesThreshold returns how many deletions the accidental-deletion guard
// lets through, or nothing where the job's settings give no number:
// https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions.
func (j *Job) DeletesThreshold() string {
	for _, setting := range j.Settings {
		if _, err := strconv.ParseUint(setting.Value, 10, 64); err == nil && strings.EqualFold(setting.Name, "QuarantineTooManyDeletesThreshold") {
			return setting.Value
		}
	}
	return ""
}

// Known reports whether the error says anything.
func (e *ExecutionError) Known() bool { return e != nil && e.Code != "" && e.Code != "None" }

// TenantCannotAct reports whether Graph says that nobody in the tenant can
// correct the error.
func (e *ExecutionError) TenantCannotAct() bool {
	return e != nil && e.TenantActionable != nil && !*e.TenantActionable
}
