package hostile

import (
	"regexp"
	"strings"
	"testing"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// clientSecret has the form of Entra's.
const clientSecret = "Zq28Q~kT5uVwXyAbCdEfGhIjKlMnOpQrStUv"

// mistaken are secrets that were given in place of something else, with the part
// of each that is secret.
var mistaken = map[string]struct{ value, secret string }{
	"azure/login's JSON": {
		`{"clientId": "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4", "clientSecret": "` + clientSecret +
			`", "subscriptionId": "11111111-2222-3333-4444-555555555555", "tenantId": "11111111-2222-3333-4444-555555555555",` +
			` "activeDirectoryEndpointUrl": "https://login.example.com", "resourceManagerEndpointUrl": "https://management.example.com/"}`,
		clientSecret,
	},
	"PEM key": {
		"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n",
		"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
	},
	"client secret":       {clientSecret, clientSecret},
	"GitHub token":        {"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F292c6912E7710c838347Ae178B4a"},
	"JWT":                 {"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL29pZGMuZXhhbXBsZSJ9.c2lnbmF0dXJlLW9mLW5vLXVzZQ", "c2lnbmF0dXJlLW9mLW5vLXVzZQ"},
	"password in a URL":   {"http://octavia:correcthorsebattery@proxy.example:port/path", "correcthorsebattery"},
	"password, blanks":    {"correct  horse  battery  staple", "battery  staple"},
	"password, odd marks": {"correcthorse|battery`staple", "correcthorse|battery"},
	"password, quotes":    {`it's"correct"horse<battery>`, `correct"horse<battery`},
	"password, ampersand": {"correct&horse&battery", "correct&horse"},
	"password, long":      {strings.Repeat("correcthorse.", 16), "correcthorse.correcthorse."},
	"password, trimmed":   {" correcthorse/battery ", "correcthorse/battery"},
}

// TestSecretsInPlaceOfInputs: a secret in the place of an input, or of a
// variable that the program reads, shows no part of it once GitHub's runner has
// masked what it masks.
func TestSecretsInPlaceOfInputs(t *testing.T) {
	t.Parallel()
	variables := []string{"HTTPS_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "ACTIONS_ID_TOKEN_REQUEST_URL", "INPUT_TOKENS"}
	for kind, tt := range mistaken {
		for _, name := range inputs.Names {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				if name == "audience" && strings.TrimSpace(tt.value) != strings.Trim(tt.value, "\r\n") {
					t.Skip("trimmed, it may be an audience, which is shown")
				}
				s := e2e.Given(simulator.Config{SameToken: true}).Set(name, tt.value)
				if name == "access-token" {
					s = s.Set("tenant-id", "-", "client-id", "-")
				}
				keepsSecret(t, e2e.Play(t, s), tt.value, tt.secret)
			})
		}
		for _, variable := range variables {
			t.Run(variable+", "+kind, func(t *testing.T) {
				t.Parallel()
				keepsSecret(t, e2e.Play(t, e2e.Scenario{Env: []string{variable + "=" + tt.value}}), tt.value, tt.secret)
			})
		}
	}
}

var serviceText = regexp.MustCompile(`(?m)^.*message of the answer.*$`)

// keepsSecret looks for any eight characters of a secret in all that was
// written, after the masks of GitHub's runner, which has no more than the secret.
func keepsSecret(t *testing.T, r e2e.Ran, value, secret string) {
	t.Helper()
	view := runner.Render(r.Log, value)
	said := view.Text + "\n" + view.Mask(r.Summary) + "\n" + view.Mask(r.RawOutputs) + "\n"
	for _, a := range view.Annotations {
		said += a.Title + "\n" + a.Message + "\n"
	}
	said = serviceText.ReplaceAllString(said, "") // what a service says back is its own text
	for i := range len(secret) - e2e.Piece + 1 {
		if strings.Contains(said, secret[i:i+e2e.Piece]) {
			t.Fatalf("%q of the secret is shown:\n%s", secret[i:i+e2e.Piece], said)
		}
	}
}
