package request

import (
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
)

// TestTries: what came before the last attempt is said too.
func TestTries(t *testing.T) {
	t.Parallel()
	for want, got := range map[string][]int{
		"The answer to the read of the job is 503. All 3 attempts to read the job got 503.":                           {503, 503, 503},
		"The answer to the read of the job is 503. The 3 attempts to read the job got 429, no usable answer and 503.": {429, 0, 503},
		"The answer to the read of the job is 503.":                                                                   {503},
		"The answer to the read of the job is 503. The 2 attempts to read the job got 502 and 503.":                   {502, 503},
	} {
		f := explain(t.Context(), &graph.Client{RequestID: testRun}, hint.Reading, &graph.Error{Status: 503, RequestID: "r", Tries: got})
		if failuretest.Worded(t, f); f.Cause != want {
			t.Errorf("%v: got %q, want %q", got, f.Cause, want)
		}
	}
}
