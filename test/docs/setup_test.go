package docs

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
)

// The ids of the tenant in the stand-in.
const (
	tenantID = "84841066-274d-4ec0-a5c1-276be684bdd3"
	graphID  = "7ea3d1ab-aa42-4e4e-8d6d-7a1b2bd7c9a1" // service principal of Microsoft Graph
	targetID = "60443998-8cf7-4e61-b05c-a53b658cb5e1"
	jobsPath = "servicePrincipals/" + targetID + "/synchronization/jobs"
	issuer   = "https://token.actions.githubusercontent.com"
	prefix   = "repo:octo-org@123456/octo-repo@456789"
)

func newWorld(name string) *world {
	c, _ := cloud.Lookup(name)
	return &world{
		Cloud: c.CLI, Graph: c.Graph, Variables: map[string]string{}, Environments: []object{}, Refuse: map[string]int{},
		Subjects: object{"use_default": true, "sub_claim_prefix": prefix},
		Objects: map[string][]object{
			"applications": {{"id": "a", "appId": "b", "displayName": "another"}},
			"servicePrincipals": {
				{"id": graphID, "appId": "00000003-0000-0000-c000-000000000000", "displayName": "Microsoft Graph"},
				{"id": targetID, "appId": "c", "displayName": "Contoso SCIM"},
			},
			jobsPath: {{"id": "BoxOutDelta.3a8f"}},
		},
	}
}

// setup runs docs/setup.sh in a world.
func (w *world) setup(t *testing.T, shell, answer string, args ...string) (said string, ok bool) {
	t.Helper()
	read(t, "docs/setup.sh") // or go test repeats the result of another version from its cache
	return w.run(t, shell, answer, append([]string{"docs/setup.sh"}, args...)...)
}

// run runs a shell in a world, which is then what the run left behind.
func (w *world) run(t *testing.T, shell, answer string, args ...string) (said string, ok bool) {
	t.Helper()
	jq := filepath.Dir(need(t, "jq"))
	bin := t.TempDir()
	file := filepath.Join(bin, "world.json")
	for _, program := range standIns {
		if err := os.Symlink(player, filepath.Join(bin, program)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.save(file); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), shell, args...)
	cmd.Dir = root
	cmd.Env = []string{"PATH=" + bin + ":/usr/bin:/bin:" + jq, worldFile + "=" + file}
	cmd.Stdin = strings.NewReader(answer)
	out, failed := cmd.CombinedOutput()
	b, err := os.ReadFile(file)
	*w = world{}
	if err != nil || json.Unmarshal(b, w) != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return string(out), failed == nil
}

// inRepository is the usual arguments, with a trust and perhaps more.
func inRepository(args ...string) []string {
	return append([]string{"--repository", "octo-org/octo-repo", "--service-principal-id", targetID}, args...)
}

var usual = inRepository("--environment", "production")

// with is the usual arguments and some more.
func with(args ...string) []string { return slices.Concat(usual, args) }

// workflowOf is the workflow that a run printed.
func workflowOf(said string) string {
	_, after, _ := strings.Cut(said, "\nname: ")
	return "name: " + after
}

// TestSetup holds what a run leaves behind against what Entra and GitHub need.
func TestSetup(t *testing.T) {
	t.Parallel()
	// https://learn.microsoft.com/graph/permissions-reference
	const ownedBy, readWrite = "18a4783c-866b-4cc7-a460-3d5e5662c884", "9b50c33d-700f-43b1-b2eb-87e89b703581"
	for _, tc := range []struct{ cloud, permission, role string }{
		{"global", "owned", ownedBy}, {"usgov-l4", "owned", ownedBy}, {"usgov-l5", "owned", ownedBy}, {"china", "owned", ownedBy},
		{"global", "all", readWrite},
	} {
		t.Run(tc.cloud+" "+tc.permission, func(t *testing.T) {
			t.Parallel()
			w := newWorld(tc.cloud)
			said, ok := w.setup(t, "sh", "", with("--cloud", tc.cloud, "--permission", tc.permission, "--yes")...)
			if !ok {
				t.Fatal(said)
			}
			c, _ := cloud.Lookup(tc.cloud)
			app, sp := w.Objects["applications"][1], w.Objects["servicePrincipals"][2]
			credential := w.Objects["applications/"+app["id"].(string)+"/federatedIdentityCredentials"][0]
			consent := w.Objects["servicePrincipals/"+sp["id"].(string)+"/appRoleAssignments"][0]
			want := object{
				"application": app["appId"], "issuer": issuer, "subject": prefix + ":environment:production",
				"audiences": []any{c.Audience}, "principal": sp["id"], "resource": graphID, "role": tc.role, "environment": "production",
				"variables": map[string]string{
					"ENTRA_TENANT_ID": tenantID, "ENTRA_CLIENT_ID": app["appId"].(string),
					"ENTRA_SERVICE_PRINCIPAL_ID": targetID, "ENTRA_JOB_ID": "BoxOutDelta.3a8f",
				},
			}
			got := object{
				"application": sp["appId"], "issuer": credential["issuer"], "subject": credential["subject"],
				"audiences": credential["audiences"], "principal": consent["principalId"], "resource": consent["resourceId"],
				"role": consent["appRoleId"], "environment": w.Environments[0]["name"], "variables": w.Variables,
			}
			if tc.permission == "owned" {
				want["owner"], got["owner"] = sp["id"], w.Objects["servicePrincipals/"+targetID+"/owners"][0]["id"]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("left behind (-want +got):\n%s", diff)
			}
		})
	}
}

// Where only the audience differs, Entra refuses a second credential. A flexible
// one beside it has no subject.
func TestSetupUpdatesTheAudience(t *testing.T) {
	t.Parallel()
	w := newWorld("global")
	w.setup(t, "sh", "y\n", usual...)
	at := "applications/" + w.Objects["applications"][1]["id"].(string) + "/federatedIdentityCredentials"
	ours := w.Objects[at][0]
	ours["id"], ours["audiences"] = "credential-1", []string{"api://another"}
	w.Objects[at], w.Writes = []object{{"id": "0", "issuer": issuer, "audiences": ours["audiences"]}, ours}, nil
	said, _ := w.setup(t, "sh", "y\n", usual...)
	if !strings.Contains(said, "audience api://AzureADTokenExchange, in place of api://another") || !slices.Equal(w.Writes, []string{"patch credential-1"}) {
		t.Errorf("it changed %q and says:\n%s", w.Writes, said)
	}
	if said, _ := w.setup(t, "sh", "", usual...); !strings.Contains(said, "Nothing to do.") {
		t.Errorf("the same command says:\n%s", said)
	}
}

// The script is plain POSIX: every shell at hand runs it alike.
func TestSetupShells(t *testing.T) {
	t.Parallel()
	want, _ := newWorld("global").setup(t, "sh", "y\n", usual...)
	for _, shell := range []string{"dash", "bash", "busybox", "zsh"} {
		program, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		link := filepath.Join(t.TempDir(), "sh") // by which name they are all plain shells
		if err := os.Symlink(program, link); err != nil {
			t.Fatal(err)
		}
		got, _ := newWorld("global").setup(t, link, "y\n", usual...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-sh +%s):\n%s", shell, shell, diff)
		}
	}
}

func TestShellcheck(t *testing.T) {
	t.Parallel()
	read(t, "docs/setup.sh") // as above
	cmd := exec.CommandContext(t.Context(), need(t, "shellcheck"), "docs/setup.sh", "docs/picture.sh")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}
