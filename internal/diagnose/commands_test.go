package diagnose

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// TestCredentialCommands runs what is printed in a shell and looks at what az
// would get.
func TestCredentialCommands(t *testing.T) {
	t.Parallel()
	const subject = "repo:contoso@41302/directory@720816:ref:refs/heads/feat/a_b-c.d"
	wantBody := map[string]any{"name": "start-job-b1b108f0", "issuer": issuer, "subject": subject, "audiences": []any{audience}}
	create := []string{"ad", "app", "federated-credential", "create", "--id", clientID, "--parameters"}
	for name, tt := range map[string]struct{ before, create []string }{
		"global":   {nil, create},
		"usgov-l4": {abroad("AzureUSGovernment"), create},
		"usgov-l5": {abroad("AzureUSGovernment"), []string{"rest", "--method", "post", "--resource", "https://dod-graph.microsoft.us/",
			"--url", "https://dod-graph.microsoft.us/v1.0/applications(appId='" + clientID + "')/federatedIdentityCredentials", "--body"}},
		"china": {abroad("AzureChinaCloud"), create},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := explained(signingIn(name), entraRefusal(700213, subject))
			calls := runAz(t, f.Commands[0].Lines)
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
	const sp, oid = testSP, "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	global, _ := cloud.Lookup("global")
	l5, _ := cloud.Lookup("usgov-l5")
	az, dod := azure{cloud: global}, azure{cloud: l5}
	const v1 = "https://graph.microsoft.com/v1.0"
	post := func(path, body string) string {
		return "rest --method post --resource https://graph.microsoft.com/ --url " + v1 + path + " --body " + body
	}
	for name, tt := range map[string]struct {
		lines []string
		want  string
	}{
		"owner":    {[]string{az.addOwner(sp, oid)}, post("/servicePrincipals/"+sp+"/owners/$ref", `{"@odata.id":"`+v1+"/directoryObjects/"+oid+`"}`)},
		"role":     {az.grant(oid, roleOwnedBy)[1:], post("/servicePrincipals/"+oid+"/appRoleAssignments", `{"principalId":"`+oid+`","resourceId":"GRAPH","appRoleId":"`+roleOwnedBy+`"}`)},
		"validate": {[]string{az.validateCredentials(sp, "a.b", "Box")}, post("/servicePrincipals/"+sp+"/synchronization/jobs/a.b/validateCredentials", `{"useSavedCredentials":true,"templateId":"Box"}`)},
		"restart":  {[]string{az.restart(sp, "a.b", "Escrows")}, post("/servicePrincipals/"+sp+"/synchronization/jobs/a.b/restart", `{"criteria":{"resetScope":"Escrows"}}`)},
		"update":   {az.updateCredential(clientID, credential{Audiences: []string{"x"}}), `ad app federated-credential update --id ` + clientID + ` --federated-credential-id ID --parameters {"audiences":["x"]}`},
		"update, L5": {dod.updateCredential(clientID, credential{Subject: "x"}), "rest --method patch --resource https://dod-graph.microsoft.us/ --url https://dod-graph.microsoft.us/v1.0/applications(appId='" +
			clientID + `')/federatedIdentityCredentials/ID --body {"subject":"x"}`},
		"service principal": {[]string{az.createServicePrincipal(clientID)}, "ad sp create --id " + clientID},
		"service principal, L5": {[]string{dod.createServicePrincipal(clientID)}, "rest --method post --resource https://dod-graph.microsoft.us/" +
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

// TestGrants: they hold GUIDs and nothing else that is not ours.
func TestGrants(t *testing.T) {
	t.Parallel()
	const oid = "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	explain := func(oid, sp string, says jwt.MapClaims) *failure.Failure {
		says["oid"] = oid
		c := &graph.Client{Token: tokenOf(t, says), ServicePrincipalID: sp}
		c.Cloud, _ = cloud.Lookup("global")
		return explain(t.Context(), Known{}, c, starting, &graph.Error{Status: 403, RequestID: "r"})
	}
	roles := func(names ...string) jwt.MapClaims { return jwt.MapClaims{"roles": names} }
	const owner = testSP + `/owners/$ref`
	for _, tt := range []struct {
		name    string
		oid, sp string
		claims  jwt.MapClaims
		holds   []string
	}{
		{"nothing granted", oid, testSP, roles(), []string{roleOwnedBy, roleReadWriteAll, owner}},
		{"read granted", oid, testSP, roles(readAll), []string{roleOwnedBy, roleReadWriteAll, owner}},
		{"not an owner", oid, testSP, roles(ownedBy), []string{owner, "directoryObjects/" + oid}},
		{"person", oid, testSP, jwt.MapClaims{"scp": readWriteAll}, []string{owner, "directoryObjects/" + oid}},
		{"all granted", oid, testSP, roles(readWriteAll), nil},
		{"no caller", "", testSP, roles(), nil},
		{"hostile caller", `x"; curl evil`, testSP, roles(), nil},
		{"caller with a line end", oid + "\n", testSP, roles(), nil},
		{"caller in braces", "{" + oid + "}", testSP, roles(), nil},
		{"hostile target", oid, "$(id)", roles(), nil},
		{"target with a line end", oid, testSP[:35] + "\n", roles(), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for _, c := range explain(tt.oid, tt.sp, tt.claims).Commands {
				all.WriteString(strings.Join(c.Lines, "\n"))
				if c.Consequence == "" {
					t.Errorf("%q says nothing of its consequence", c.Heading)
				}
			}
			if tt.holds == nil && all.Len() > 0 {
				t.Errorf("got %q, want none", all.String())
			}
			for _, part := range tt.holds {
				if !strings.Contains(all.String(), part) {
					t.Errorf("%q is missing in\n%s", part, all.String())
				}
			}
		})
	}
}

// TestQuarantineCommands: none holds an ID that is no ID.
func TestQuarantineCommands(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, sp, job, template, reason string
		want                            string
	}{
		{"credentials", testSP, testJob, "BoxOutDelta", "EncounteredQuarantineException", "validateCredentials"},
		{"threshold", testSP, testJob, "BoxOutDelta", "EncounteredTotalEscrowThreshold", "Escrows"},
		{"another reason", testSP, testJob, "BoxOutDelta", "Unknown", ""},
		{"service principal", "$(id)", testJob, "BoxOutDelta", "EncounteredQuarantineException", ""},
		{"service principal, threshold", testSP + "x", testJob, "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"job", testSP, "a'b", "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"template", testSP, testJob, "a'b", "EncounteredQuarantineException", ""},
	} {
		known := Known{Inputs: inputs.Inputs{ServicePrincipalID: tt.sp, JobID: tt.job}}
		job := &graph.Job{TemplateID: tt.template}
		job.Status.Code, job.Status.Quarantine = "Quarantine", &graph.Quarantine{Reason: tt.reason}
		got := quarantined(known, job, false).Commands
		if (len(got) > 0) != (tt.want != "") || len(got) > 0 && !strings.Contains(strings.Join(got[0].Lines, " "), tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
