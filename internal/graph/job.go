package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
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
	// RequestID and Date are those of the answer that brought the job.
	RequestID string `json:"-"`
	Date      string `json:"-"`
}

// The values of Status.Code and Schedule.State that Microsoft documents, and
// those of Execution.State that say that something went wrong. New ones may come
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

	ExecutionFailed      = "Failed"
	ExecutionEntryErrors = "EntryLevelErrors"
)

// Schedule says whether and how often the job runs.
type Schedule struct {
	// State is one of the constants. ScheduleActive means scheduled, not that a
	// cycle is running now.
	State    string   `json:"state"`
	Interval Interval `json:"interval"`
}

// Status is what the job did last and how it stands.
type Status struct {
	// Code is one of the constants. It lags behind Schedule.State after a start.
	Code string `json:"code"`
	// Quarantine may be there whatever the Code, left over from earlier.
	Quarantine    *Quarantine `json:"quarantine"`
	LastExecution *Execution  `json:"lastExecution"`
	// LastSuccess is the last execution that succeeded.
	LastSuccess *Execution `json:"lastSuccessfulExecution"`
	// EscrowsPruned says that the initial cycle dropped its errors, and that the
	// service waits for somebody to clean them up.
	EscrowsPruned bool         `json:"escrowsPruned"`
	Entries       []EntryCount `json:"synchronizedEntryCountByType"`
}

// Quarantine is why and since when a job is held back.
type Quarantine struct {
	// Reason is a quarantine reason of Microsoft's, a list of them, or empty.
	Reason      string `json:"reason"`
	Since       Time   `json:"currentBegan"`
	SeriesSince Time   `json:"seriesBegan"`
	NextAttempt Time   `json:"nextAttempt"`
	// SeriesCount is how often in a row the job went into quarantine.
	SeriesCount int64           `json:"seriesCount"`
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

// QuarantineCause returns the error behind the quarantine: the quarantine's
// own, else that of the last execution. It returns nil where there is neither,
// or no quarantine.
func (j *Job) QuarantineCause() *ExecutionError {
	q := j.Status.Quarantine
	switch {
	case q == nil || j.Status.Code != StatusQuarantine && q.Reason == "":
		return nil
	case q.Error.Known():
		return q.Error
	case j.EverRan() && j.Status.LastExecution.Error.Known():
		return j.Status.LastExecution.Error
	}
	return nil
}

// Known reports whether the error says anything.
func (e *ExecutionError) Known() bool { return e != nil && e.Code != "" && e.Code != "None" }

// verdict is the part of a job that the gate decides by. It is read strictly:
// a value of a wrong type must not pass for an absent one.
type verdict struct {
	Schedule *struct {
		State *string `json:"state"`
	} `json:"schedule"`
	Status *struct {
		Code       *string `json:"code"`
		Quarantine *struct {
			Reason *string `json:"reason"`
		} `json:"quarantine"`
	} `json:"status"`
}

// parseJob reads a job. What the gate decides by must be of the right type;
// all else that is not is left out.
func parseJob(body []byte) (*Job, error) {
	if err := json.Unmarshal(body, new(verdict)); err != nil {
		return nil, fmt.Errorf("read the job's JSON: %w", err)
	}
	job := new(Job)
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(body, job); err != nil && !errors.As(err, &wrongType) {
		return nil, fmt.Errorf("read the job's JSON: %w", err)
	}
	return job, nil
}

// Time is a point in time. Graph writes "never" as the year 1 and may leave it
// empty, so neither is an error: both are the zero Time.
type Time struct{ time.Time }

// UnmarshalJSON never fails: a time that cannot be read is unknown.
func (t *Time) UnmarshalJSON(body []byte) error {
	var s string
	_ = json.Unmarshal(body, &s)
	parsed, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || parsed.Year() <= 1 {
		parsed = time.Time{}
	}
	t.Time = parsed
	return nil
}

// Interval is the time from one cycle to the next. Zero is unknown, or so long
// that it means never.
type Interval struct{ time.Duration }

// never is the least interval that is taken for none: Graph writes the largest
// duration .NET knows, ten million days.
const never = 365 * 24 * time.Hour

var isoDuration = regexp.MustCompile(`^P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$`)

// UnmarshalJSON reads an ISO 8601 duration of days, hours, minutes and seconds.
// It never fails: an interval that cannot be read is unknown.
func (i *Interval) UnmarshalJSON(body []byte) error {
	var s string
	_ = json.Unmarshal(body, &s)
	i.Duration = 0
	parts := isoDuration.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil {
		return nil
	}
	var seconds float64
	for n, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		count, _ := strconv.ParseFloat(parts[n+1], 64)
		seconds += count * unit.Seconds()
	}
	if seconds < never.Seconds() {
		i.Duration = time.Duration(seconds * float64(time.Second))
	}
	return nil
}
