package graph

import (
	"strconv"
	"testing"
)

// TestQuarantined: what is left of a quarantine in the body counts, whatever
// the code, and an empty one does not.
func TestQuarantined(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"status":{"code":"Paused"}}`:                                                                                  "false",
		`{"status":{"code":"Paused","quarantine":{}}}`:                                                                  "false",
		`{"status":{"code":"Paused","quarantine":{"reason":"","error":{"code":"None"}}}}`:                               "false",
		`{"status":{"code":"Paused","quarantine":{"reason":"Unknown"}}}`:                                                "true",
		`{"status":{"code":"NotRun","quarantine":{"error":{"code":"Own"}}}}`:                                            "true Own",
		`{"status":{"code":"Quarantine"}}`:                                                                              "true",
		`{"status":{"code":"Quarantine","lastExecution":{"timeEnded":"2026-08-03T09:30:00Z","error":{"code":"Last"}}}}`: "true Last",
		`{"status":{"code":"Paused","lastExecution":{"timeEnded":"2026-08-03T09:30:00Z","error":{"code":"Last"}}}}`:     "false",
	} {
		job, err := parseJob([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		got := strconv.FormatBool(job.Quarantined())
		if cause := job.QuarantineCause(); cause != nil {
			got += " " + cause.Code
		}
		if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

// TestInitialCycleOpen: only what Graph says of the initial cycle counts.
func TestInitialCycleOpen(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{}`: false,
		`{"status":{"steadyStateFirstAchievedTime":null}}`:                                                                        false,
		`{"status":{"steadyStateFirstAchievedTime":""}}`:                                                                          false,
		`{"status":{"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z"}}`:                                                      true,
		`{"status":{"steadyStateFirstAchievedTime":"2026-08-03T09:30:00Z"}}`:                                                      false,
		`{"status":{"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z","steadyStateLastAchievedTime":"2026-08-03T09:30:00Z"}}`: false,
	} {
		job, err := parseJob([]byte(body))
		if err != nil || job.InitialCycleOpen() != want {
			t.Errorf("%s: %v, want %v (%v)", body, !want, want, err)
		}
	}
}
