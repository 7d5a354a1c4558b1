package main

import (
	"encoding/json"
	"time"
)

// recent moves the dates of a documented job, all by the same length of time, so
// that the newest was an hour ago: Microsoft's samples are from years back. Dates
// that stand for "never" stay.
func recent(job []byte, now time.Time) []byte {
	var body any
	if json.Unmarshal(job, &body) != nil {
		return job
	}
	var newest time.Time
	eachDate(body, func(date time.Time) time.Time {
		if date.After(newest) {
			newest = date
		}
		return date
	})
	by := now.Add(-time.Hour).Sub(newest)
	moved, err := json.MarshalIndent(eachDate(body, func(date time.Time) time.Time { return date.Add(by) }), "", "  ")
	if err != nil {
		return job
	}
	return moved
}

// eachDate puts what change makes of it in the place of each date in a JSON
// value.
func eachDate(value any, change func(time.Time) time.Time) any {
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			value[name] = eachDate(value[name], change)
		}
	case []any:
		for i := range value {
			value[i] = eachDate(value[i], change)
		}
	case string:
		if date, err := time.Parse(time.RFC3339Nano, value); err == nil && date.Year() > 1 {
			return change(date).UTC().Format(time.RFC3339Nano)
		}
	}
	return value
}
