package report

import (
	"fmt"
	"strings"
	"time"

	"start-synchronization-job/internal/graph"
)

// cycles says how often the job runs: Graph gives an interval, and when the next
// cycle begins is not known. A job in quarantine does not keep to the interval,
// nor does one whose schedule expired.
func (run *Run) cycles() string {
	job := run.last()
	expires, every := job.Schedule.Expiration, length(job.Schedule.Interval.Duration)
	switch {
	case run.stale(), every == "", job.Status.Code == graph.StatusQuarantine, job.Schedule.State != graph.ScheduleActive:
		return ""
	case expires.IsZero():
		return "Cycles run every " + every
	case expires.After(run.now()):
		return "Cycles run every " + every + " until " + when(expires)
	}
	return ""
}

// length is a length of time in words, exact to the second.
func length(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		n := d / unit.length
		d %= unit.length
		switch {
		case n == 1:
			parts = append(parts, "1 "+unit.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
	}
	return strings.Join(parts, " ")
}

// initialCycle says of a job that it never finished its initial cycle, and how
// far it is.
func initialCycle(job *graph.Job) string {
	if !job.InitialCycleOpen() {
		return ""
	}
	text := "The initial cycle is not finished"
	if done := progress(job); done != "" {
		text += ": " + done
	}
	return text
}

// progress is how much of the current cycle is done.
func progress(job *graph.Job) string {
	var parts []string
	for i, p := range job.Status.Progress {
		if i == maxKinds {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d of %d %s", p.Completed, p.Total, code(p.Units))))
	}
	return strings.Join(parts, ", ")
}
