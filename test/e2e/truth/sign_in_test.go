package truth

import (
	"path/filepath"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// clusterSays is a run with a token of a cluster that Entra refuses by a number,
// serverSays one on a GitHub Enterprise Server.
func clusterSays(number int) e2e.Scenario { return refused(e2e.AdmitsCluster().Federated(nil), number) }

func serverSays(number int) e2e.Scenario {
	s := e2e.Given(simulator.Config{GitHub: serverHost, Issuer: "https://" + serverHost + "/_services/token"})
	s.Env = []string{"GITHUB_SERVER_URL=https://" + serverHost}
	return refused(s, number)
}

const serverHost = "github.contoso.example"

func refused(s e2e.Scenario, number int) e2e.Scenario {
	return s.Failing(simulator.CallToken, simulator.AADSTS(number, ""))
}

// entraIssued is a run with an id token that Entra itself issued.
func entraIssued(number int) e2e.Scenario {
	return refused(e2e.AdmitsCluster().Federated(map[string]any{"iss": "https://login.microsoftonline.com/" + simulator.TenantID + "/v2.0", "sub": "/eid1/c/pub/t/x/a/y/sc/z"}), number)
}

// credentialCauses are id tokens that no federated credential admits.
func credentialCauses() []cause {
	const group = "federated credentials"
	credential := func(c simulator.Credential) e2e.Scenario {
		return e2e.Given(simulator.Config{Credentials: []simulator.Credential{c}})
	}
	sends := func(subject string) e2e.Scenario {
		return e2e.Given(simulator.Config{Subject: subject, Credentials: []simulator.Credential{{Issuer: simulator.Issuer, Subject: simulator.Subject}}})
	}
	cluster := func(c simulator.Credential) e2e.Scenario {
		s := e2e.AdmitsCluster().Federated(nil)
		s.Credentials = []simulator.Credential{c}
		return s
	}
	const repo = "repo:contoso/directory:"
	audience := []string{"api://else"}
	server := serverSays(700211)
	lost := map[string]any{"enterprise": nil}
	other := map[string]any{"enterprise": "contoso-labs"}
	claims := func(c map[string]any) e2e.Scenario {
		return e2e.Given(simulator.Config{Claims: c}).Failing(simulator.CallToken, simulator.AADSTS(7002381, ""))
	}
	return []cause{
		{group, "no credential has the subject", hint.WrongSubject, nil, nil, map[string]way{
			"700213, another branch":    credential(simulator.Credential{Issuer: simulator.Issuer, Subject: repo + "ref:refs/heads/release"}),
			"700213, an environment":    sends(repo + "environment:production"),
			"700213, a tag":             sends(repo + "ref:refs/tags/v1.2.0"),
			"700213, a pull request":    sends(repo + "pull_request"),
			"700213, a merge queue":     sends(repo + "ref:refs/heads/gh-readonly-queue/main/pr-7-0a1b2c3d"),
			"700213, customised":        sends(repo + "context:main:job_workflow_ref:x.yml"),
			"700213, a cluster":         cluster(simulator.Credential{Issuer: simulator.ClusterIssuer, Subject: "system:serviceaccount:other:start"}),
			"70021":                     aadsts(70021),
			"7002138, other capitals":   credential(simulator.Credential{Issuer: simulator.Issuer, Subject: "repo:Contoso/Directory:ref:refs/heads/main"}),
			"7002137, Azure Pipelines'": entraIssued(7002137),
		}},
		{group, "the credential has ids, the subject names", hint.WrongSubject, nil, nil, map[string]way{
			"700213": credential(simulator.Credential{Issuer: simulator.Issuer, Subject: "repo:contoso@41302/directory@720816:ref:refs/heads/main"}),
		}},
		{group, "the subject has ids, the credential names", hint.WrongSubject, nil, nil, map[string]way{
			"700213": sends("repo:contoso@41302/directory@720816:ref:refs/heads/main"),
		}},
		{group, "no credential has the issuer", hint.WrongIssuer, nil, nil, map[string]way{
			"700211, an enterprise of its own": credential(simulator.Credential{Issuer: simulator.Issuer + "/contoso", Subject: simulator.Subject}),
			"700211, a server":                 server,
			"700211, a cluster":                cluster(simulator.Credential{Issuer: simulator.ClusterIssuer + "/", Subject: simulator.ClusterSubject}),
		}},
		{group, "no credential has the audience", hint.WrongAudience, nil, nil, map[string]way{
			"700212":                     credential(simulator.Credential{Issuer: simulator.Issuer, Subject: simulator.Subject, Audiences: audience}),
			"700212, by the input":       e2e.Scenario{}.Set("audience", "api://else"),
			"700212, a cluster":          e2e.AdmitsCluster().Federated(map[string]any{"aud": []string{"https://kubernetes.default.svc"}}),
			"70022204, Azure Pipelines'": entraIssued(70022204),
		}},
		{group, "there is no credential", hint.NoCredential, nil, nil, map[string]way{
			"70025": e2e.Given(simulator.Config{NoCredentials: true}), "70025, a cluster": clusterSays(70025),
		}},
		// What Entra finds counts as true, for as long as it finds no other.
		{group, "the credential is too new", hint.TooNew, nil, []hint.Claim{hint.WrongSubject, hint.NoCredential}, map[string]way{
			"70025": aadsts(70025), "700213": aadsts(700213), "70021": aadsts(70021),
		}},
		{group, "the token lacks a claim", hint.MissingClaim, nil, []hint.Claim{hint.TenantPolicy}, map[string]way{
			"7002381": claims(lost),
		}},
		{group, "a policy of the tenant blocks it", hint.TenantPolicy, nil, []hint.Claim{hint.EntraIssued}, map[string]way{
			"7002381, the enterprise": claims(other), "700223": aadsts(700223), "700238": aadsts(700238), "700238, a cluster": clusterSays(700238),
			"700236, Entra's own": entraIssued(700236),
		}},
	}
}

// tenantCauses are tenants and clouds that are not those that were meant.
func tenantCauses() []cause {
	const group = "tenants and clouds"
	noOrganization := simulator.GraphError(404, "OrganizationFromTenantGuidNotFound", "The tenant for tenant guid 'x' does not exist.")
	graphID := simulator.TokenOptions{Audience: "00000003-0000-0000-c000-000000000000"}
	return []cause{
		{group, "the application is another one", hint.WrongApplication, nil, []hint.Claim{hint.NoCredential}, map[string]way{
			"700016":               e2e.Scenario{}.Set("client-id", nobody),
			"700016, an object ID": e2e.Scenario{}.Set("client-id", simulator.CallerRegistrationID),
			"70025":                aadsts(70025),
		}},
		{group, "the tenant is another one", hint.WrongTenant, nil, []hint.Claim{hint.WrongApplication, hint.NoPrincipal, hint.WrongServicePrincipal}, map[string]way{
			"90002":                   e2e.Scenario{}.Set("tenant-id", nobody),
			"900023":                  aadsts(900023),
			"700016":                  aadsts(700016),
			"7000229":                 aadsts(7000229),
			"404 by name":             e2e.Failing(simulator.CallRead, noOrganization),
			"404":                     e2e.Failing(simulator.CallRead, nothing404).Failing(simulator.CallJobs, nothing404),
			"404, token of the input": e2e.Failing(simulator.CallRead, nothing404).Failing(simulator.CallJobs, nothing404).Bringing(e2e.Application),
		}},
		{group, "the cloud is another one", hint.WrongCloud, nil, []hint.Claim{hint.WrongTenant, hint.WrongApplication, hint.WrongAudience, hint.OtherToken}, map[string]way{
			"90002": aadsts(90002), "90038": aadsts(90038), "900382": aadsts(900382), "900432": aadsts(900432),
			"700016": aadsts(700016), "500011": aadsts(500011), "1002012": aadsts(1002012), "700212": aadsts(700212),
			"404 by name":             e2e.Failing(simulator.CallRead, noOrganization),
			"401, token of the input": e2e.Failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")).Bringing(graphID),
			"before it is sent":       e2e.Scenario{}.Bringing(simulator.TokenOptions{Audience: "https://graph.microsoft.us"}),
		}},
		{group, "the tenant is blocked", hint.TenantBlocked, nil, nil, map[string]way{"5000225": aadsts(5000225)}},
		{group, "a proxy restricts the tenants", hint.Restricted, nil, nil, map[string]way{"500021": aadsts(500021), "500022": aadsts(500022)}},
	}
}

// tokenCauses are tokens that cannot be used, whatever they are for.
func tokenCauses(t *testing.T) []cause {
	const group = "tokens"
	past := map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}
	file := e2e.AdmitsCluster()
	path := filepath.Join(t.TempDir(), "token")
	file.Prepare = func(sim *simulator.Simulator, with map[string]string) {
		e2e.Replace(t, path, sim.ClusterToken(past))
		with["federated-token-file"] = path
	}
	bad := func(number int) map[string]way {
		return map[string]way{"GitHub's": aadsts(number), "a cluster's": clusterSays(number), "a server's": serverSays(number)}
	}
	justExpired := e2e.Failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."))
	justExpired.TokenClaims = map[string]any{"exp": time.Now().Add(-2 * time.Minute).Unix()}
	return []cause{
		{group, "Entra issued the id token", hint.EntraIssued, nil, []hint.Claim{hint.TenantPolicy}, map[string]way{
			"700222": entraIssued(700222), "700229": entraIssued(700229), "700231": entraIssued(700231), "700236": entraIssued(700236),
			"before it is sent": e2e.AdmitsCluster().Federated(map[string]any{"aud": "https://graph.microsoft.com", "iss": "https://sts.windows.net/" + simulator.TenantID + "/"}),
		}},
		{group, "the id token is expired", hint.Expired, nil, nil, map[string]way{
			"700024, the input": e2e.AdmitsCluster().Federated(past), "700024, the file": file, "700024, GitHub's": aadsts(700024), "700024, a server's": serverSays(700024),
		}},
		{group, "the access token is expired", hint.Expired, nil, nil, map[string]way{
			"401":               justExpired.Bringing(e2e.Application),
			"before it is sent": e2e.Scenario{}.Bringing(simulator.TokenOptions{Expired: true}),
		}},
		{group, "the access token is for another service", hint.OtherToken, nil, nil, map[string]way{
			"before it is sent": e2e.Scenario{}.Bringing(simulator.TokenOptions{Audience: "https://management.azure.com/"}),
		}},
		{group, "the token's form is not valid (50027)", hint.NotVerified, nil, nil, bad(50027)},
		{group, "the token's signature is not valid (700027)", hint.NotVerified, nil, nil, bad(700027)},
		{group, "the token's signature is not valid (900384)", hint.NotVerified, nil, nil, bad(900384)},
		{group, "the issuer is out of reach (90061)", hint.IssuerUnreachable, nil, nil, bad(90061)},
		{group, "the issuer is out of reach (501661)", hint.IssuerUnreachable, nil, nil, bad(501661)},
		{group, "the issuer is out of reach (50166)", hint.IssuerUnreachable, nil, nil, bad(50166)},
		{group, "a step replaced what asks for id tokens", hint.BadVariable, nil, nil, map[string]way{
			"the address": e2e.Scenario{Env: []string{"ACTIONS_ID_TOKEN_REQUEST_URL=http://runner.example/token"}},
			"the token":   e2e.Scenario{Env: []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN=expired-request-token"}},
		}},
	}
}
