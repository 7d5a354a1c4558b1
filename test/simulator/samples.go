package simulator

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

// samples are job bodies as Microsoft's documentation prints them.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get#examples
//
//go:embed samples/*.json
var samples embed.FS

// Sample is a documented job body: "active", "just-started", "paused" or
// "quarantine". "paused-as-printed" is the paused one as the page prints it,
// with empty strings for dates and for the reason, which the schema does not
// allow and Microsoft's SDK for Go cannot read; "paused" has the date that
// stands for never, and no reason. Another name panics.
func Sample(name string) []byte {
	body, err := samples.ReadFile("samples/" + name + ".json")
	if err != nil {
		panic(err)
	}
	return body
}

// Paused is a paused job by Graph's schema, the one to begin with. The sample of
// one has what the schema does not allow, empty texts for dates and for a reason.
func Paused() []byte { return With(Sample("paused"), "status.quarantine", nil) }

// With is a job body with other values, given as pairs of a dotted path and a
// value:
//
//	With(Sample("quarantine"), "status.quarantine.reason", "TooManyDeletes")
//
// Missing and null objects on the way are made. A body that is not a JSON object
// panics.
func With(body []byte, pairs ...any) []byte {
	var job map[string]any
	if err := json.Unmarshal(body, &job); err != nil {
		panic(fmt.Errorf("job to vary: %w", err))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		put(job, strings.Split(pairs[i].(string), "."), pairs[i+1])
	}
	varied, err := json.MarshalIndent(job, "", "  ")
	if err != nil {
		panic(err)
	}
	return varied
}

func put(object map[string]any, path []string, value any) {
	if len(path) == 1 {
		object[path[0]] = value
		return
	}
	next, ok := object[path[0]].(map[string]any)
	if !ok {
		next = map[string]any{}
		object[path[0]] = next
	}
	put(next, path[1:], value)
}

// started is the body of a job after a start: scheduled, its quarantine
// cleared, its status not yet caught up. A body that is not a JSON object stays as
// it is.
func started(body []byte, lag bool) []byte {
	var job struct {
		Status struct {
			Code string `json:"code"`
		} `json:"status"`
	}
	if json.Unmarshal(body, &job) != nil {
		return body
	}
	changes := []any{"schedule.state", "Active"}
	if code := job.Status.Code; !lag && (code == "Paused" || code == "Quarantine") {
		changes = append(changes, "status.code", "NotRun", "status.quarantine", nil)
	}
	return With(body, changes...)
}
