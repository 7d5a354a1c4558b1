package docs

import (
	"strings"
	"testing"
)

// TestSetupCases holds what the script says in a case, and how many changes it
// makes; where it makes any, the same command finds all of them in place.
func TestSetupCases(t *testing.T) {
	t.Parallel()
	const refused = -1
	odd := `é "$(id)" \ 'x' ` + "`;#&%"
	elsewhere := []string{"--issuer", "https://oidc.example", "--subject", "system:serviceaccount:ns:sa", "--service-principal-id", targetID}
	for _, tc := range []struct {
		name    string
		alter   func(*world)
		answer  string
		args    []string
		changes int    // or refused
		want    string // in what it says
		never   string
	}{
		{"no trust", nil, "", inRepository(), refused, "exactly one of: --environment NAME", ""},
		{"two trusts", nil, "", with("--branch", "main"), refused, "exactly one of", ""},
		{"unknown option", nil, "", with("--force"), refused, "--force is not an option. To see all: sh setup.sh --help", ""},
		{"no value", nil, "", with("--job-id"), refused, "--job-id needs a value", ""},
		{"line end", nil, "", with("--name", "a\nb"), refused, "--name holds a control character", ""},
		{"repository", nil, "", with("--repository", "octo-repo"), refused, "--repository must be OWNER/REPO, not octo-repo", ""},
		{"service principal", nil, "", with("--service-principal-id", "contoso"), refused, "--service-principal-id must be the Object ID", ""},
		{"client", nil, "", with("--client-id", targetID+"x"), refused, "--client-id must be the Application (client) ID", ""},
		{"issuer", nil, "", with("--issuer", "http://x"), refused, "--issuer must be an https:// URL", ""},
		{"cloud", nil, "", with("--cloud", "germany"), refused, "--cloud must be", ""},
		{"cloud without az", nil, "", with("--cloud", "bleu"), refused, "no name of the cloud bleu for az is known. Set it up by hand: docs/portal.md", "--cloud must be"},
		{"permission", nil, "", with("--permission", "some"), refused, "--permission must be owned or all", ""},
		{"cloud of az", func(w *world) { w.Cloud = "AzureChinaCloud" }, "", usual, refused, "az cloud set --name AzureCloud", ""},
		{"az signed out", func(w *world) { w.Refuse["account show"] = 1 }, "", usual, refused, "Run: az login", ""},
		{"gh signed out", func(w *world) { w.Refuse["api actions/oidc/customization/sub"], w.Refuse["auth status"] = 1, 1 }, "", usual, refused, "Run: gh auth login", ""},
		{"no such repository", func(w *world) { w.Refuse["api actions/oidc/customization/sub"] = 1 }, "", usual, refused, "Check its name, and that the account of gh can see it", "gh auth login"},
		{".git", nil, "", with("--repository", "octo-org/octo-repo.git"), refused, "without .git: octo-org/octo-repo\n", ""},
		{"template", func(w *world) { w.Subjects["use_default"] = false }, "", usual, refused, "with --subject THAT_SUBJECT in place of", ""},
		{"no such application", nil, "", with("--service-principal-id", tenantID), refused, "Copy the Object ID from", ""},
		{"no such client", nil, "", with("--client-id", targetID), refused, "Leave --client-id out", ""},
		{"unreadable", func(w *world) { w.Refuse["get applications"] = 1 }, "", usual, refused, "Sign in as", ""},
		{"two of a name", func(w *world) {
			w.Objects["applications"] = []object{{"id": "1", "appId": "2", "displayName": "x"}, {"id": "3", "appId": "4", "displayName": "x"}}
		}, "", with("--name", "x"), refused, "Add --client-id and the second ID of one of them:\n1\t2\n3\t4", ""},
		{"two jobs", func(w *world) { w.Objects[jobsPath] = []object{{"id": "one"}, {"id": "two"}} }, "", usual, refused, "Add --job-id and one of them:\none\ntwo", ""},
		{"for good", func(w *world) { w.Refuse["post appRoleAssignments"] = 6 }, "y\n", usual, 3, "run the same command again", ""},

		{"n", nil, "n\n", usual, refused, "nothing was done", ""},
		{"no answer", nil, "", usual, refused, "nothing was done", ""},
		{"Y", nil, "Y\n", usual, 10, "", ""},
		{"yes", nil, "yes\n", usual, 10, "environment: 'production'", "ids that never change"},
		{"plan", nil, "y\n", with("--plan", "--yes"), 0, "to do     admin consent to the application permission Application.ReadWrite.OwnedBy", "Do this?"},
		{"not known everywhere", func(w *world) { w.Refuse["post servicePrincipals"] = 2 }, "y\n", usual, 10, "once more in 10 seconds", ""},

		{"branch", nil, "y\n", inRepository("--branch", "release/1.x"), 9, prefix + ":ref:refs/heads/release/1.x, audience", "environment"},
		{"tag", nil, "y\n", inRepository("--tag", "v1.0.0"), 9, prefix + ":ref:refs/tags/v1.0.0, audience", ""},
		{"names", func(w *world) { w.Subjects["sub_claim_prefix"] = "repo:octo-org/octo-repo" }, "y\n", usual, 10, "-F use_default=true -F use_immutable_subject=true", ""},
		{"names, plan", func(w *world) { w.Subjects["sub_claim_prefix"] = "repo:octo-org/octo-repo" }, "", with("--plan"), 0, "before the set-up", "answer"},
		{"Windows", func(w *world) { w.CRLF = true }, "y\n", usual, 10, "", "\r"},
		{"older server", func(w *world) { delete(w.Subjects, "sub_claim_prefix") }, "y\n", with("--issuer", "https://ghe.example/_services/token"), 10, "repo:octo-org/octo-repo:environment:production, audience", "use_immutable_subject"},
		{"colon", nil, "y\n", inRepository("--environment", "Production:V1"), 10, prefix + ":environment:Production%3AV1, audience", ""},
		{"odd", nil, "y\n", inRepository("--environment", odd), 10, prefix + ":environment:" + odd + ", audience", ""},
		{"word for word", nil, "y\n", inRepository("--subject", odd), 9, "subject " + odd + ", audience", ""},

		{"no reviewers", func(w *world) {
			w.Environments = []object{{"name": "production", "protection_rules": []object{{"type": "wait_timer"}}}}
		}, "y\n", usual, 9, "Without required reviewers", "to do     environment"},
		{"reviewers", func(w *world) {
			w.Environments = []object{{"name": "Production", "protection_rules": []object{{"type": "required_reviewers"}}}}
		}, "y\n", usual, 9, "has required reviewers", "Without"},
		{"another value", func(w *world) { w.Variables["ENTRA_TENANT_ID"] = "x" }, "y\n", usual, 10, tenantID + ", in place of x", ""},
		{"no right to variables", func(w *world) { w.Refuse["api --paginate actions/variables?per_page=30"] = 2 }, "y\n", usual, 5, "\ngh variable set ENTRA_JOB_ID --repo octo-org/octo-repo --body 'BoxOutDelta.3a8f'", ""},
		{"no right to jobs", func(w *world) { w.Refuse["get jobs"] = 2 }, "y\n", usual, 9, "name: Start", "JOB_ID"},
		{"without gh", nil, "y\n", []string{"--subject", "x", "--service-principal-id", targetID}, 5, "\ngh variable set ENTRA_TENANT_ID --body '" + tenantID + "'\n", ""},
		{"elsewhere", nil, "y\n", elsewhere, 5, "\nINPUT_SERVICE_PRINCIPAL_ID=" + targetID + "\nINPUT_JOB_ID=BoxOutDelta.3a8f\nINPUT_CLOUD=global\n", "gh variable set"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld("global")
			if tc.alter != nil {
				tc.alter(w)
			}
			said, ok := w.setup(t, "sh", tc.answer, tc.args...)
			if !strings.Contains(said, tc.want) || tc.never != "" && strings.Contains(said, tc.never) {
				t.Errorf("it should say %q, never %q. It says:\n%s", tc.want, tc.never, said)
			}
			if len(w.Writes) != max(0, tc.changes) {
				t.Errorf("succeeded: %t; it changed %q, want %d:\n%s", ok, w.Writes, tc.changes, said)
			}
			if !ok || tc.changes < 1 {
				if ok != (tc.changes == 0) && tc.name != "for good" {
					t.Errorf("succeeded: %t", ok)
				}
				return
			}
			w.Writes = nil
			again, ok := w.setup(t, "sh", "", tc.args...)
			if !ok || len(w.Writes) > 0 || workflowOf(said) != workflowOf(again) {
				t.Errorf("the same command changed %q and says:\n%s", w.Writes, again)
			}
		})
	}
}
