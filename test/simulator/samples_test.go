package simulator

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// state is what the gate looks at.
type state struct {
	Schedule struct{ State string }
	Status   struct {
		Code       string
		Quarantine *struct{ Reason string }
	}
}

func stateOf(t *testing.T, body []byte) string {
	t.Helper()
	var s state
	if err := json.Unmarshal(body, &s); err != nil {
		t.Fatal(err)
	}
	reason := "none"
	if s.Status.Quarantine != nil {
		reason = s.Status.Quarantine.Reason
	}
	return s.Status.Code + "/" + s.Schedule.State + "/" + reason
}

func TestStarted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		job  []byte
		lag  bool
		want string
	}{
		{"paused", Sample("paused"), false, "NotRun/Active/none"},
		{"paused, lagging", Sample("paused"), true, "Paused/Active/"},
		{"quarantine", Sample("quarantine"), false, "NotRun/Active/none"},
		{"active", Sample("active"), false, "Active/Active/none"},
		{"not configured", With(Sample("paused"), "status.code", "NotConfigured"), false, "NotConfigured/Active/"},
	}
	for _, test := range tests {
		if got := stateOf(t, started(test.job, test.lag)); got != test.want {
			t.Errorf("%s: %s; want %s", test.name, got, test.want)
		}
	}
	if got := string(started([]byte("no json"), false)); got != "no json" {
		t.Errorf("no json: %q", got)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	got := With([]byte(`{"a":null,"b":{"c":1}}`), "a.x.y", "z", "b.c", nil)
	var have, want any
	if err := json.Unmarshal(got, &have); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal([]byte(`{"a":{"x":{"y":"z"}},"b":{"c":null}}`), &want)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
