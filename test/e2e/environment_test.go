package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// TestEnvironment: each variable by itself that steers a library changes neither
// hosts nor log, and all of them together neither.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	variables := []string{
		"AZURE_AUTHORITY_HOST=https://evil.example", "AZURE_REGIONAL_AUTHORITY_NAME=westus", "MSAL_FORCE_REGION=westus",
		"AZURE_SDK_GO_LOGGING=all", "GODEBUG=http2debug=1,http2client=0", "GODEBUG=http2debug=2",
	}
	all := append([]string{
		"AZURE_TENANT_ID=x", "AZURE_CLIENT_ID=x", "AZURE_CLIENT_SECRET=x", "REGION_NAME=westus", "ACTIONS_STEP_DEBUG=true", "RUNNER_DEBUG=1",
	}, variables...)
	cases := map[string][]string{"all": all}
	for _, variable := range variables {
		cases[variable] = []string{variable}
	}
	for name, env := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, Scenario{Env: env})
			if r.Outputs["result"] != "started" || r.Stderr != "" {
				t.Errorf("result %s, standard error %.500q", r.Outputs["result"], r.Stderr)
			}
		})
	}
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
				Program: Program, With: Scenario{}.Set("dry-run", "true").inputs(), Env: append(sim.Env(), tt.env...), Unset: tt.unset,
			})
			if err != nil || r.Outputs["result"] != tt.want {
				t.Errorf("result %q, error %v, want %s\n%s", r.Outputs["result"], err, tt.want, WithoutMasks(r.Log))
			}
		})
	}
}

// TestNoProxy: a host that NO_PROXY names is not asked of the proxy, which
// would not know it. The name is one that never resolves,
// https://www.rfc-editor.org/rfc/rfc6761#section-6.4.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	s := Scenario{Env: []string{"NO_PROXY=oidc.invalid", "ACTIONS_ID_TOKEN_REQUEST_URL=https://oidc.invalid/token?api-version=2.0"}}
	r := Play(t, s)
	if r.Outputs["result"] != "failed" {
		t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
	}
}
