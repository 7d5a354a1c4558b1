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

// verdict is the part of a job that the gate decides by. It is read strictly: a
// value of a wrong type must not pass for an absent one. encoding/json takes
// members whose names differ in case only for one another, and a null for an
// order to forget the earlier one. Nothing here is forgotten.
type verdict struct {
	Schedule struct {
		State text `json:"state"`
	} `json:"schedule"`
	Status struct {
		Code       text `json:"code"`
		Quarantine struct {
			Reason reasons `json:"reason"`
		} `json:"quarantine"`
	} `json:"status"`
}

// text is a value that a body has at most once, under whatever spelling of its
// name.
type text string

// UnmarshalJSON fails for anything but a string or null, and for a second value
// that differs from the first.
func (t *text) UnmarshalJSON(body []byte) error {
	var s *string
	switch err := json.Unmarshal(body, &s); {
	case err != nil:
		return err
	case s == nil:
		return nil
	case *t != "" && string(*t) != *s:
		return errors.New("two values of one name")
	}
	*t = text(*s)
	return nil
}

// reasons are all reasons of a quarantine that a body has, in one list.
type reasons string

// UnmarshalJSON takes a number for its digits: an SDK may write the number of
// an enum's member, and it is for the gate to say what that allows.
func (r *reasons) UnmarshalJSON(body []byte) error {
	var s *string
	var number json.Number
	if err := json.Unmarshal(body, &s); err != nil {
		if body[0] == '"' || json.Unmarshal(body, &number) != nil {
			return err
		}
		s = (*string)(&number)
	}
	switch {
	case s == nil || *s == "" || string(*r) == *s:
	case *r == "":
		*r = reasons(*s)
	default:
		*r += ", " + reasons(*s)
	}
	return nil
}

// parseJob reads a job. What the gate decides by must be of the right type;
// all other values that are not are left out.
func parseJob(body []byte) (*Job, error) {
	var decides verdict
	if err := json.Unmarshal(body, &decides); err != nil {
		return nil, fmt.Errorf("read the job's JSON: %w", err)
	}
	// The quarantine is no pointer here, so that a null after it takes nothing
	// away.
	var rest struct {
		Status struct{ Quarantine Quarantine }
	}
	job := new(Job)
	for _, part := range []any{job, &rest} {
		var wrongType *json.UnmarshalTypeError
		if err := json.Unmarshal(body, part); err != nil && !errors.As(err, &wrongType) {
			return nil, fmt.Errorf("read the job's JSON: %w", err)
		}
	}
	q := rest.Status.Quarantine
	q.Reason = string(decides.Status.Quarantine.Reason)
	if q != (Quarantine{}) {
		job.Status.Quarantine = &q
	}
	job.Schedule.State, job.Status.Code = string(decides.Schedule.State), string(decides.Status.Code)
	return job, nil
}

// Time is a point in time. Graph writes "never" as the first or the last year that
// .NET knows, 1 or 9999, and may leave a time empty. None of it is an error: all
// are the zero Time.
type Time struct{ time.Time }

// UnmarshalJSON never fails: a time that cannot be read is unknown.
func (t *Time) UnmarshalJSON(body []byte) error {
	var s string
	_ = json.Unmarshal(body, &s)
	parsed, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || parsed.Year() <= 1 || parsed.Year() >= 9999 {
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
