package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/test/simulator"
)

// TestRuns are whole runs whose log, outputs and summary are golden files.
func TestRuns(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]Scenario{
		"paused":                {},
		"quarantine":            reading("quarantine"),
		"active":                reading("active"),
		"just-started":          reading("just-started"),
		"not-configured":        reading("just-started", "status.code", "NotConfigured", "schedule.state", "Disabled"),
		"not-configured-active": reading("just-started", "status.code", "NotConfigured"),
		"read-back-refused":     Failing(simulator.CallReadBack, simulator.Status(403)),
		"bad-input":             Scenario{}.Set("job-id", "a/b", "timeout", "soon", "cloud", "azure", "client-id", "-"),
		"bearer-token":          Scenario{}.Set("access-token", "BEARER ya.not-a-token", "tenant-id", "-", "client-id", "-"),
		"access-token":          Scenario{}.Bringing(Application),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Play(t, s.Racing()).golden(t, "runs/"+name)
		})
	}
}

// TestRequestsOfARun: nothing that serves nothing.
func TestRequestsOfARun(t *testing.T) {
	t.Parallel()
	signIn, start := []string{"oidc", "read", "read-back", "start", "token"}, []string{"read", "read-back", "start"}
	for name, tt := range map[string]struct {
		scenario    Scenario
		calls       []string
		connections int
	}{
		"sign-in":      {Scenario{}, signIn, 3},
		"HTTP/1.1":     {Given(simulator.Config{HTTP1: true}), signIn, 3},
		"access-token": {Scenario{}.Bringing(Application), start, 1},
		"delegated":    {Scenario{}.Bringing(Delegated), start, 1},
		"dry run":      {Scenario{}.Set("dry-run", "True"), []string{"oidc", "read", "token"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, tt.scenario.Racing())
			calls := slices.Sorted(slices.Values(r.Sim.Calls()))
			if diff := cmp.Diff(tt.calls, calls); diff != "" || r.Sim.Connections() != tt.connections || r.ExitCode != 0 {
				t.Errorf("%d connections, want %d, exit %d; calls (-want +got):\n%s", r.Sim.Connections(), tt.connections, r.ExitCode, diff)
			}
			id := r.Outputs["client-request-id"]
			for _, q := range r.Sim.Requests() {
				if q.Host != r.Sim.GraphHost() {
					continue
				}
				want := map[string]string{
					"client-request-id": id, "User-Agent": "start-synchronization-job/dev", "Accept": "application/json", "Content-Length": "",
				}
				if q.Call == simulator.CallStart { // Graph answers 411 without it
					want["Content-Length"] = "0"
				}
				for name, value := range want {
					if got := q.Header.Get(name); got != value {
						t.Errorf("%s carries %s %q, want %q", q.Call, name, got, value)
					}
				}
			}
		})
	}
}

// TestClouds: a run in each, which has hosts and an audience of its own; a
// request to another host breaks a promise.
func TestClouds(t *testing.T) {
	t.Parallel()
	for _, name := range simulator.Clouds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, Given(simulator.Config{Cloud: name}))
			if r.Outputs["result"] != "started" {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
		})
	}
}

// TestOutside: anywhere else the same binary runs with plain variables.
func TestOutside(t *testing.T) {
	t.Parallel()
	s := Scenario{}.Bringing(Delegated).Set(
		"job-id", "-", "job_id", simulator.JobID, "service-principal-id", "-", "service_principal_id", simulator.ServicePrincipalID)
	s.Step.Outside = true
	r := Play(t, s)
	if r.ExitCode != 0 || !strings.Contains(r.Log, "result=started") || strings.Contains(r.Log, "::") {
		t.Errorf("exit %d\n%s", r.ExitCode, r.Log)
	}
}

// TestUnknownAdminCenter: where no admin center and no name for az is known, no
// link and no az command is made up, whatever is refused.
func TestUnknownAdminCenter(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]Scenario{
		"started":       {},
		"no credential": Given(simulator.Config{NoCredentials: true}),
		"wrong subject": Given(simulator.Config{Credentials: []simulator.Credential{{Issuer: simulator.Issuer, Subject: "repo:contoso/directory:pull_request"}}}),
		"not an owner":  Given(simulator.Config{NotOwner: true}),
		"quarantine":    reading("quarantine", "status.quarantine.reason", "EncounteredTotalEscrowThreshold"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.Cloud = "bleu"
			r := Play(t, s)
			if written := r.Log + r.Summary; r.Outputs["portal-url"] != "" || strings.Contains(written, "#view") ||
				strings.Contains(written, "az ad") || strings.Contains(written, "az rest") || strings.Contains(written, "az cloud") {
				t.Errorf("portal-url %q\n%s\n%s", r.Outputs["portal-url"], r.Log, r.Summary)
			}
		})
	}
}
