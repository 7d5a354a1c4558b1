package schema

import "encoding/json"

// Result is what a run makes of a body whose start is accepted, by the table of
// the README and not by the program: started, would-start, already-active or
// failed. The body may be odd, but has no value of another type.
func Result(body []byte, dryRun, allowTooManyDeletes bool) string {
	var job struct {
		Schedule struct{ State string }
		Status   struct {
			Code       string
			Quarantine struct{ Reason string }
		}
	}
	if err := json.Unmarshal(body, &job); err != nil {
		return "failed"
	}
	allowed := false
	switch job.Status.Code {
	case "Quarantine", "Paused":
		allowed = true
	case "Active", "NotRun", "NotConfigured":
		if job.Schedule.State == "Active" {
			return "already-active"
		}
		allowed = job.Schedule.State == "Paused" || job.Schedule.State == "Disabled"
	}
	switch {
	case !allowed, job.Status.Quarantine.Reason == "TooManyDeletes" && !allowTooManyDeletes:
		return "failed"
	case dryRun:
		return "would-start"
	}
	return "started"
}
