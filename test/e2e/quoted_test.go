package e2e

import (
	"strings"
	"testing"
)

// TestLoginSecret: the JSON that azure/login takes, given in place of an ID.
// GitHub masks it where it stands whole, so no part of it is shown.
func TestLoginSecret(t *testing.T) {
	t.Parallel()
	const clientSecret = "Zq28Q~kT5uVwXyAbCdEfGhIjKlMnOpQrStUv"
	login := `{"clientId": "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4", "clientSecret": "` + clientSecret +
		`", "subscriptionId": "11111111-2222-3333-4444-555555555555", "tenantId": "11111111-2222-3333-4444-555555555555",` +
		` "activeDirectoryEndpointUrl": "https://login.example.com", "resourceManagerEndpointUrl": "https://management.example.com/"}`
	for _, input := range []string{"tenant-id", "client-id", "service-principal-id", "job-id", "federated-token-file", "cloud", "audience", "timeout"} {
		t.Run(input, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{with: map[string]string{input: login}})
			if r.Outputs["result"] != "failed" || r.sim.Connections() != 0 || !strings.Contains(r.Log, input) {
				t.Errorf("result %s, %d connections\n%s", r.Outputs["result"], r.sim.Connections(), r.Log)
			}
			said := r.Log + r.Summary
			for _, output := range r.Outputs {
				said += output
			}
			for i := range len(clientSecret) - 7 {
				if strings.Contains(said, clientSecret[i:i+8]) {
					t.Fatalf("%q of the secret is shown:\n%s", clientSecret[i:i+8], said)
				}
			}
			if !strings.Contains(r.Log, "a JSON object of ") {
				t.Errorf("the log does not say what was given:\n%s", r.Log)
			}
		})
	}
}
