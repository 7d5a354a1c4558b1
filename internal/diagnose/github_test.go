package diagnose

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/entra"
)

func TestNoIDToken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		getenv func(string) string
		first  string
		yaml   bool
	}{
		"dispatched":   {env("GITHUB_ACTIONS", "true", "GITHUB_JOB", "start", "GITHUB_EVENT_NAME", "workflow_dispatch"), "Give the job `start` the permission", true},
		"no job":       {env("GITHUB_ACTIONS", "true"), "Give the job the permission", true},
		"pull request": {env("GITHUB_ACTIONS", "true", "GITHUB_EVENT_NAME", "pull_request"), "If this is a pull request from a fork", true},
		"elsewhere":    {env(), "Leave `tenant-id` and `client-id` empty", false},
	} {
		f := IDTokenURL(tt.getenv, entra.ErrNoRequest)
		checkTexts(t, name, f)
		if !strings.HasPrefix(f.Do[0], tt.first) || !strings.Contains(f.What, "Nothing was sent.") {
			t.Errorf("%s: %q, %q", name, f.What, f.Do)
		}
		if got := strings.HasPrefix(strings.Join(f.Commands, "\n"), "permissions:\n  id-token: write\n  contents: read"); got != tt.yaml {
			t.Errorf("%s: commands %q", name, f.Commands)
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
	f := IDTokenURL(env(entra.RequestURLVariable, "http://runner.example/token"), entra.ErrRequestURL)
	checkTexts(t, "http", f)
	if f.Title != "The address for id tokens cannot be used" {
		t.Errorf("got %q", f.Title)
	}
}
