package signin

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure/failuretest"
)

func TestNoIDToken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		known hint.Known
		first string
		yaml  bool
	}{
		"dispatched":   {hint.Known{InWorkflow: true, Job: "start", Event: "workflow_dispatch"}, "Add `id-token: write` under `permissions` of the job `start`", true},
		"no job":       {hint.Known{InWorkflow: true}, "Add `id-token: write` under `permissions` of this workflow's job", true},
		"hostile job":  {hint.Known{InWorkflow: true, Job: "a`b\n::error::"}, "Add `id-token: write` under `permissions` of this workflow's job", true},
		"pull request": {hint.Known{InWorkflow: true, Event: "pull_request"}, "If the pull request is from a fork", true},
		"elsewhere":    {hint.Known{}, "Set `INPUT_FEDERATED_TOKEN_FILE`", false},
	} {
		f := IDTokenURL(tt.known, entra.ErrNoRequest)
		failuretest.Worded(t, f)
		if !strings.HasPrefix(f.Fixes[0], tt.first) || (len(f.Commands) > 0) != tt.yaml {
			t.Errorf("%s: %q, %q", name, f.Fixes, f.Commands)
		}
	}
}

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

func TestRequestURL(t *testing.T) {
	t.Parallel()
	f := IDTokenURL(hint.Known{InWorkflow: true, RequestURL: "http://runner.example/token"}, entra.ErrRequestURL)
	if failuretest.Worded(t, f); !strings.Contains(f.Cause, "`http://runner.example/token`") {
		t.Errorf("got %q", f.Cause)
	}
}
