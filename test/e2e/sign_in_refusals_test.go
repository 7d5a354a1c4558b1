package e2e

import (
	"maps"
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// TestSignInRefusals drives every way a sign-in can be refused through the
// program.
func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	for name, s := range signInRefusals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, s)
			if got := r.Outputs["result"]; got != "failed" || len(r.graphCalls()) != 0 {
				t.Errorf("result %q after %v, want failed before any request to Graph\n%s", got, r.graphCalls(), r.Log)
			}
			r.golden(t, "entra/"+name)
		})
	}
}

// signInRefusals are those that have a golden file of their own.
func signInRefusals() map[string]Scenario {
	all := map[string]Scenario{}
	for _, part := range []map[string]Scenario{idTokenRefusals(), credentialRefusals(), otherRefusals(), signInNetwork()} {
		maps.Copy(all, part)
	}
	return all
}

// TestNoIDTokenOutside: outside GitHub Actions no permission helps.
func TestNoIDTokenOutside(t *testing.T) {
	t.Parallel()
	r := Play(t, Scenario{Unset: IDTokenVariables, Step: runner.Step{Outside: true}})
	if r.ExitCode != 1 || len(r.Sim.Requests()) != 0 || strings.Contains(r.Log, "id-token: write") || !strings.Contains(r.Log, "INPUT_ACCESS_TOKEN") {
		t.Errorf("exit %d, %d requests\n%s", r.ExitCode, len(r.Sim.Requests()), r.Log)
	}
}

// idTokenRefusals are GitHub's.
func idTokenRefusals() map[string]Scenario {
	oidc := func(fault simulator.Fault) Scenario { return Failing(simulator.CallOIDC, fault) }
	return map[string]Scenario{
		"no-id-token":              {Unset: IDTokenVariables},
		"no-id-token-pull-request": {Unset: IDTokenVariables, Env: []string{"GITHUB_EVENT_NAME=pull_request"}},
		"id-token-http":            {Env: []string{"ACTIONS_ID_TOKEN_REQUEST_URL=http://runner.example/token"}},
		"github-401":               {Env: []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN=expired-request-token"}},
		"github-404":               oidc(simulator.Status(404)),
		"github-redirect":          oidc(simulator.Redirect(302, "https://elsewhere.example/")),
		"github-503":               oidc(simulator.Status(503)),
		"github-retry-after":       oidc(simulator.Status(429, "Retry-After", "3600")),
		"github-no-token":          oidc(simulator.Body(200, "application/json", `{"value":""}`)),
		"github-huge":              oidc(simulator.Huge(200, 0)),
	}
}

// credentialRefusals are those of a token that no federated credential admits.
func credentialRefusals() map[string]Scenario {
	sent := func(subject string) Scenario {
		return Given(simulator.Config{
			Subject: subject, Credentials: []simulator.Credential{{Issuer: simulator.Issuer, Subject: simulator.Subject}},
		})
	}
	other := func(c simulator.Credential) Scenario {
		return Given(simulator.Config{Credentials: []simulator.Credential{c}})
	}
	abroad := func(cloud string) Scenario {
		s := sent("repo:contoso/directory:environment:production")
		s.Cloud = cloud
		return s
	}
	return map[string]Scenario{
		"70021":   Failing(simulator.CallToken, simulator.AADSTS(70021, "")),
		"700211":  other(simulator.Credential{Issuer: simulator.Issuer + "/contoso", Subject: simulator.Subject}),
		"700212":  other(simulator.Credential{Issuer: simulator.Issuer, Subject: simulator.Subject, Audiences: []string{"api://else"}}),
		"700213":  other(simulator.Credential{Issuer: simulator.Issuer, Subject: simulator.Subject + "-2"}),
		"7002138": other(simulator.Credential{Issuer: simulator.Issuer, Subject: "repo:Contoso/Directory:ref:refs/heads/main"}),
		"70025":   Given(simulator.Config{NoCredentials: true}),

		"subject-environment-ids": sent("repo:contoso@41302/directory@720816:environment:production"),
		"subject-tag":             sent("repo:contoso/directory:ref:refs/tags/v1.2.0"),
		"subject-pull-request":    sent("repo:contoso/directory:pull_request"),
		"subject-customised":      sent("repo:contoso/directory:context:main:job_workflow_ref:x.yml"),
		"subject-merge-queue":     sent("repo:contoso/directory:ref:refs/heads/gh-readonly-queue/main/pr-7-0a1b2c3d"),
		"subject-quotes":          sent("repo:contoso/directory:ref:refs/heads/a';rm${IFS}$HOME`id`"),
		"subject-hostile":         sent("repo:contoso/directory:ref:refs/heads/a';rm -rf $HOME;`id`|@octavia<img>\u202e::error::x"),
		"cloud-usgov-l4":          abroad("usgov-l4"),
		"cloud-usgov-l5":          abroad("usgov-l5"),
		"cloud-china":             abroad("china"),
	}
}

// otherRefusals are all others of Entra's.
func otherRefusals() map[string]Scenario {
	const elsewhere = "1b7c6d50-7a1e-4a53-9d4c-0e8f2b6a9c31"
	entra := func(fault simulator.Fault) Scenario { return Failing(simulator.CallToken, fault) }
	return map[string]Scenario{
		"700016":       Scenario{}.Set("client-id", elsewhere),
		"90002":        Scenario{}.Set("tenant-id", elsewhere),
		"unknown-code": entra(simulator.AADSTS(9999999, "The moon is in the wrong house. Wait for another month.")),
		"hostile-words": entra(simulator.AADSTS(9999998, "x\n::error::owned ##[error]owned %0A::set-output name=result::started "+
			"<img src=x> @octavia | `a` \u202e "+strings.Repeat("long ", 200))),
		"entra-502":         entra(simulator.Body(502, "text/html", "<h1>Bad gateway</h1>")),
		"entra-403-page":    entra(simulator.Body(403, "text/html", "<h1>Blocked</h1>")),
		"entra-no-token":    entra(simulator.Body(200, "application/json", "{}")),
		"entra-retry-after": entra(simulator.Status(429, "Retry-After", "3600")),
		"7000229-usgov-l5":  Given(simulator.Config{Cloud: "usgov-l5"}).Failing(simulator.CallToken, simulator.AADSTS(7000229, "")),
	}
}

// signInNetwork are the ways not to reach GitHub or Entra at all, or not to the
// end.
func signInNetwork() map[string]Scenario {
	entra := func(fault simulator.Fault) Scenario { return Failing(simulator.CallConnectEntra, fault) }
	return map[string]Scenario{
		"entra-proxy-403":         entra(simulator.Status(403)),
		"entra-proxy-407":         entra(simulator.Status(407)),
		"entra-reset":             entra(simulator.Reset()),
		"entra-certificate":       entra(simulator.BadTLS("unknown-ca")),
		"entra-certificate-old":   entra(simulator.BadTLS("expired")),
		"entra-certificate-other": entra(simulator.BadTLS("wrong-name")),
		"entra-old-tls":           entra(simulator.BadTLS("old")),
		"github-certificate":      Failing(simulator.CallConnectGitHub, simulator.BadTLS("unknown-ca")),
		"deadline-github":         hanging(simulator.CallOIDC),
		"deadline-token":          hanging(simulator.CallToken),
		"interrupted":             Interrupted(simulator.CallToken),
	}
}
