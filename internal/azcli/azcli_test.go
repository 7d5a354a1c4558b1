package azcli

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
)

const (
	tenantID = "5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5"
	clientID = "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4"
	issuer   = "https://token.actions.githubusercontent.com"
	audience = "api://AzureADTokenExchange"
)

// TestCredentialCommands runs what is printed in a shell and looks at what az
// would get.
func TestCredentialCommands(t *testing.T) {
	t.Parallel()
	const subject = "repo:contoso@41302/directory@720816:ref:refs/heads/feat/a_b-c.d"
	wantBody := map[string]any{"name": "start-job-b1b108f0", "issuer": issuer, "subject": subject, "audiences": []any{audience}}
	create := []string{"ad", "app", "federated-credential", "create", "--id", clientID, "--parameters"}
	for name, tt := range map[string]struct{ before, create []string }{
		"global":   {abroad("AzureCloud")[1:], create},
		"usgov-l4": {abroad("AzureUSGovernment"), create},
		"usgov-l5": {abroad("AzureUSGovernment"), []string{"rest", "--method", "post", "--resource", "https://dod-graph.microsoft.us/",
			"--url", "https://dod-graph.microsoft.us/v1.0/applications(appId='" + clientID + "')/federatedIdentityCredentials", "--body"}},
		"china": {abroad("AzureChinaCloud"), create},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := cloud.Lookup(name)
			az := CLI{Cloud: c, Tenant: tenantID}
			create := az.CreateCredential(clientID, Credential{Issuer: issuer, Subject: subject, Audiences: []string{audience}})
			calls := runAz(t, az.Commands("", "", create...).Lines)
			var before []string
			for _, call := range calls[:len(calls)-1] {
				before = append(before, strings.Join(call, " "))
			}
			if diff := cmp.Diff(tt.before, before); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			last := calls[len(calls)-1]
			if diff := cmp.Diff(tt.create, last[:len(last)-1]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var body map[string]any
			if err := json.Unmarshal([]byte(last[len(last)-1]), &body); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantBody, body); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func abroad(name string) []string {
	return []string{"cloud set --name " + name, "login --allow-no-subscriptions --tenant " + tenantID}
}

// TestCommands: the other commands reach az as they are meant.
func TestCommands(t *testing.T) {
	t.Parallel()
	const sp, oid = "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27", "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	global, _ := cloud.Lookup("global")
	l5, _ := cloud.Lookup("usgov-l5")
	az, dod := CLI{Cloud: global}, CLI{Cloud: l5}
	const v1 = "https://graph.microsoft.com/v1.0"
	post := func(path, body string) string {
		return "rest --method post --resource https://graph.microsoft.com/ --url " + v1 + path + " --body " + body
	}
	for name, tt := range map[string]struct {
		lines []string
		want  string
	}{
		"owner":    {[]string{az.AddOwner(sp, oid)}, post("/servicePrincipals/"+sp+"/owners/$ref", `{"@odata.id":"`+v1+"/directoryObjects/"+oid+`"}`)},
		"role":     {az.Grant(oid, RoleOwnedBy)[1:], post("/servicePrincipals/"+oid+"/appRoleAssignments", `{"principalId":"`+oid+`","resourceId":"GRAPH","appRoleId":"`+RoleOwnedBy+`"}`)},
		"validate": {[]string{az.ValidateCredentials(sp, "a.b", "Box")}, post("/servicePrincipals/"+sp+"/synchronization/jobs/a.b/validateCredentials", `{"useSavedCredentials":true,"templateId":"Box"}`)},
		"restart":  {[]string{az.Restart(sp, "a.b", "Escrows")}, post("/servicePrincipals/"+sp+"/synchronization/jobs/a.b/restart", `{"criteria":{"resetScope":"Escrows"}}`)},
		"update":   {az.UpdateCredential(clientID, Credential{Audiences: []string{"x"}}, Credential{}), `ad app federated-credential update --id ` + clientID + ` --federated-credential-id ID --parameters {"audiences":["x"]}`},
		"update, L5": {dod.UpdateCredential(clientID, Credential{Subject: "x"}, Credential{}), "rest --method patch --resource https://dod-graph.microsoft.us/ --url https://dod-graph.microsoft.us/v1.0/applications(appId='" +
			clientID + `')/federatedIdentityCredentials/ID --body {"subject":"x"}`},
		"service principal": {[]string{az.CreateServicePrincipal(clientID)}, "ad sp create --id " + clientID},
		"service principal, L5": {[]string{dod.CreateServicePrincipal(clientID)}, "rest --method post --resource https://dod-graph.microsoft.us/" +
			` --url https://dod-graph.microsoft.us/v1.0/servicePrincipals --body {"appId":"` + clientID + `"}`},
	} {
		calls := runAz(t, append([]string{"graph=GRAPH"}, tt.lines...))
		if got := strings.Join(calls[len(calls)-1], " "); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, tt.want)
		}
	}
}

// runAz gives the arguments of each call of az in lines of a shell.
func runAz(t *testing.T, lines []string) [][]string {
	t.Helper()
	const az = `az() { for a; do printf '%s\037' "$a"; done; printf '\036'; }`
	out, err := exec.CommandContext(t.Context(), "sh", "-euc", az+"\n"+strings.Join(lines, "\n")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var calls [][]string
	for call := range strings.SplitSeq(strings.TrimSuffix(string(out), "\036"), "\036") {
		calls = append(calls, strings.Split(strings.TrimSuffix(call, "\037"), "\037"))
	}
	return calls
}

// TestManagedIdentity: the line for a managed identity, which is a comment, is
// there for both commands, and names all three values.
func TestManagedIdentity(t *testing.T) {
	t.Parallel()
	global, _ := cloud.Lookup("global")
	az, c := CLI{Cloud: global}, Credential{Issuer: issuer, Subject: "a", Audiences: []string{audience}}
	values := " --issuer '" + issuer + "' --subject 'a' --audiences '" + audience + "'"
	for verb, lines := range map[string][]string{
		"create": az.CreateCredential(clientID, c),
		"update": az.UpdateCredential(clientID, Credential{Subject: "a"}, c),
	} {
		last := lines[len(lines)-1]
		if !strings.HasPrefix(last, "# az identity federated-credential "+verb+" ") || !strings.HasSuffix(last, values) {
			t.Errorf("%s: %q", verb, last)
		}
	}
	c.Subject = "a'b"
	if all := strings.Join(az.UpdateCredential(clientID, Credential{Audiences: c.Audiences}, c), "\n"); strings.Contains(all, "az identity") {
		t.Errorf("a subject that is unsafe in a shell is in %q", all)
	}
}
