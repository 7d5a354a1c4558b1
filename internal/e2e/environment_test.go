package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// TestBadInput: every problem at once, no request at all.
func TestBadInput(t *testing.T) {
	t.Parallel()
	r := play(t, scenario{with: map[string]string{
		"tenant-id": "::error::x", "client-id": "\n", "service-principal-id": "60443998", "job-id": "a b%", "cloud": "moon",
		"audience": "a\u202eb", "dry-run": "perhaps", "allow-too-many-deletes": "1", "timeout": "-1s",
	}})
	if r.ExitCode != 1 || r.Outputs["result"] != "failed" || len(r.sim.Requests()) != 0 || r.sim.Connections() != 0 {
		t.Errorf("exit %d, result %q, %d requests, %d connections", r.ExitCode, r.Outputs["result"], len(r.sim.Requests()), r.sim.Connections())
	}
	for _, name := range []string{"tenant-id", "client-id", "service-principal-id", "job-id", "cloud", "audience", "dry-run", "allow-too-many-deletes", "timeout"} {
		if n := strings.Count(r.Log, "::error title=Input "+name+"::"); n != 1 {
			t.Errorf("%d annotations for %s", n, name)
		}
	}
}

// TestClouds: each cloud's own hosts, audience and admin centre.
func TestClouds(t *testing.T) {
	t.Parallel()
	for _, name := range simulator.Clouds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{Config: simulator.Config{Cloud: name}})
			if r.Outputs["result"] != "started" {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
			for _, q := range r.sim.Requests() {
				if q.Host != simulator.GitHubHost && q.Host != r.sim.GraphHost() && q.Host != r.sim.AuthorityHost() {
					t.Errorf("a request to %s", q.Host)
				}
			}
		})
	}
}

// TestRequestsOfARun: nothing that serves nothing.
func TestRequestsOfARun(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		scenario    scenario
		want        []string
		connections int
	}{
		"sign-in":      {scenario{}, []string{"oidc", "read", "read-back", "start", "token"}, 3},
		"HTTP/1.1":     {scenario{Config: simulator.Config{HTTP1: true}}, []string{"oidc", "read", "read-back", "start", "token"}, 3},
		"access-token": {scenario{token: "application"}, []string{"read", "read-back", "start"}, 1},
		"delegated":    {scenario{token: "delegated"}, []string{"read", "read-back", "start"}, 1},
		"dry run":      {scenario{with: map[string]string{"dry-run": "True"}}, []string{"oidc", "read", "token"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, tt.scenario)
			got := slices.Sorted(slices.Values(r.sim.Calls()))
			if diff := cmp.Diff(tt.want, got); diff != "" || r.sim.Connections() != tt.connections || r.ExitCode != 0 {
				t.Errorf("%d connections, want %d, exit %d; calls (-want +got):\n%s", r.sim.Connections(), tt.connections, r.ExitCode, diff)
			}
			id := r.Outputs["client-request-id"]
			for _, q := range r.sim.Requests() {
				if q.Host == r.sim.GraphHost() && (q.Header.Get("client-request-id") != id || !strings.HasPrefix(q.Header.Get("User-Agent"), "start-synchronization-job/")) {
					t.Errorf("%s carries client-request-id %q and user agent %q", q.Call, q.Header.Get("client-request-id"), q.Header.Get("User-Agent"))
				}
			}
		})
	}
}

// TestEnvironment: what the environment says changes neither hosts nor log.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	r := play(t, scenario{env: []string{
		"AZURE_AUTHORITY_HOST=https://evil.example", "AZURE_REGIONAL_AUTHORITY_NAME=westus", "MSAL_FORCE_REGION=westus",
		"AZURE_SDK_GO_LOGGING=all", "AZURE_TENANT_ID=x", "AZURE_CLIENT_ID=x", "AZURE_CLIENT_SECRET=x",
		"ACTIONS_STEP_DEBUG=true", "RUNNER_DEBUG=1", "REGION_NAME=westus",
	}})
	if r.Outputs["result"] != "started" || r.Stderr != "" {
		t.Errorf("result %s, standard error %q", r.Outputs["result"], r.Stderr)
	}
}

// TestOutside: anywhere else the same binary runs with plain variables.
func TestOutside(t *testing.T) {
	t.Parallel()
	r := play(t, scenario{outside: true, token: "delegated", with: map[string]string{
		"job-id": "-", "job_id": simulator.JobID, "service-principal-id": "-", "service_principal_id": simulator.ServicePrincipalID,
	}})
	if r.ExitCode != 0 || !strings.Contains(r.Log, "result=started") || strings.Contains(r.Log, "::") {
		t.Errorf("exit %d\n%s", r.ExitCode, r.Log)
	}
}

// TestWhereItWrites: the runner's odds.
func TestWhereItWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	readOnly := dir + "/missing-folder/file"
	for name, tt := range map[string]struct {
		s      scenario
		exit   int
		starts int
		log    string
	}{
		"output is a folder":     {scenario{env: []string{"GITHUB_OUTPUT=" + dir}}, 1, 0, "Nothing was started."},
		"output in no folder":    {scenario{env: []string{"GITHUB_OUTPUT=" + readOnly}}, 1, 0, "Nothing was started."},
		"output on a full disk":  {scenario{env: []string{"GITHUB_OUTPUT=/dev/full"}}, 1, 0, "Nothing was started."},
		"output not set":         {scenario{unset: []string{"GITHUB_OUTPUT"}}, 0, 1, "result=started"},
		"summary is a folder":    {scenario{env: []string{"GITHUB_STEP_SUMMARY=" + dir}}, 0, 1, "::warning title=The job summary"},
		"summary on a full disk": {scenario{env: []string{"GITHUB_STEP_SUMMARY=/dev/full"}}, 0, 1, "::warning title=The job summary"},
		"summary not set":        {scenario{unset: []string{"GITHUB_STEP_SUMMARY"}}, 0, 1, "\nResult: started (" + simulator.JobID + ")\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, tt.s)
			if r.ExitCode != tt.exit || r.sim.Starts() != tt.starts || !strings.Contains(r.Log, tt.log) {
				t.Errorf("exit %d after %d starts, want %d after %d, and %q in\n%s", r.ExitCode, r.sim.Starts(), tt.exit, tt.starts, tt.log, r.Log)
			}
		})
	}
	t.Run("nobody reads the log", func(t *testing.T) {
		t.Parallel()
		if r := play(t, scenario{noLog: true}); r.Outputs["result"] != "started" {
			t.Errorf("result %s", r.Outputs["result"])
		}
	})
}

// TestNetworkVariables: proxies and certificates are found as usual, in either
// case of letters.
func TestNetworkVariables(t *testing.T) {
	t.Parallel()
	sim, err := simulator.Start(simulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	certificates := t.TempDir()
	if err := os.WriteFile(filepath.Join(certificates, "ca.pem"), sim.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		env, unset []string
		want       string
	}{
		"SSL_CERT_DIR":           {[]string{"SSL_CERT_DIR=" + certificates}, []string{"SSL_CERT_FILE"}, "would-start"},
		"no certificate":         {[]string{"SSL_CERT_DIR=" + t.TempDir()}, []string{"SSL_CERT_FILE"}, "failed"},
		"lower case":             {[]string{"https_proxy=http://" + sim.Addr()}, []string{"HTTPS_PROXY"}, "would-start"},
		"nothing at HTTPS_PROXY": {[]string{"HTTPS_PROXY=http://127.0.0.1:1"}, nil, "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := runner.Run(t.Context(), runner.Step{
				Program: program, With: scenario{with: map[string]string{"dry-run": "true"}}.inputs(), Env: append(sim.Env(), tt.env...), Unset: tt.unset,
			})
			if err != nil || r.Outputs["result"] != tt.want {
				t.Errorf("result %q, error %v, want %s\n%s", r.Outputs["result"], err, tt.want, withoutMasks(r.Log))
			}
		})
	}
}

// TestNoProxy: a host that NO_PROXY names is not asked of the proxy. The name
// is one that never resolves, https://www.rfc-editor.org/rfc/rfc6761#section-6.4.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	r := play(t, scenario{
		env:  []string{"NO_PROXY=oidc.invalid", "ACTIONS_ID_TOKEN_REQUEST_URL=https://oidc.invalid/token?api-version=2.0"},
		with: map[string]string{"timeout": "5s"},
	})
	// A resolver may take its time to say no, so the deadline may come first.
	otherwise := !strings.Contains(r.Log, "title=No connection to GitHub") && !strings.Contains(r.Log, "title=The deadline passed")
	if r.Outputs["result"] != "failed" || otherwise {
		t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
	}
}
