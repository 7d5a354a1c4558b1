package docs

import (
	"bytes"
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
	jobID    = "BoxOutDelta.3a8f"
	issuer   = "https://token.actions.githubusercontent.com"
	idForm   = "repo:octo-org@123456/octo-repo@456789"
)

// world is one tenant and one GitHub, and a PATH that leads to their stand-ins.
type world struct {
	t         *testing.T
	bin, file string
	gh        string
	shell     string
}

func newWorld(t *testing.T, c cloud.Cloud) *world {
	t.Helper()
	w := &world{t: t, bin: t.TempDir(), file: filepath.Join(t.TempDir(), "tenant.json"), gh: "true " + idForm, shell: "sh"}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name := range standIns {
		if err := os.Symlink(self, filepath.Join(w.bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	w.change(&directory{Cloud: c.CLI, Graph: c.Graph, Objects: map[string][]object{
		"applications": {{"id": "a", "appId": "b", "displayName": "another"}},
		"servicePrincipals": {
			{"id": graphID, "appId": "00000003-0000-0000-c000-000000000000", "displayName": "Microsoft Graph"},
			{"id": targetID, "appId": "c", "displayName": "Contoso SCIM"},
		},
		"servicePrincipals/" + targetID + "/synchronization/jobs": {{"id": jobID}},
	}})
	return w
}

func (w *world) tenant() *directory {
	d, err := load(w.file)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) change(d *directory) {
	if err := d.save(w.file); err != nil {
		w.t.Fatal(err)
	}
}

// writes are the requests so far that changed something, and were not refused.
func (w *world) writes() []string {
	return slices.DeleteFunc(w.tenant().Calls, func(call string) bool { return strings.HasPrefix(call, "get ") })
}

// setup runs docs/setup.sh and returns what it printed and whether it succeeded.
func (w *world) setup(answer string, args ...string) (stdout, stderr string, ok bool) {
	cmd := exec.CommandContext(w.t.Context(), w.shell, append([]string{"docs/setup.sh"}, args...)...)
	cmd.Dir = root
	cmd.Env = []string{
		"PATH=" + w.bin + ":/usr/bin:/bin", directoryFile + "=" + w.file, ghAnswer + "=" + w.gh,
		"GORACE=atexit_sleep_ms=0", // a second for each call of a stand-in otherwise
	}
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(answer), &out, &errs
	err := cmd.Run()
	return out.String(), errs.String(), err == nil
}

// must is setup that has to succeed.
func (w *world) must(args ...string) string {
	w.t.Helper()
	out, errs, ok := w.setup("", args...)
	if !ok {
		w.t.Fatalf("setup.sh %q failed:\n%s%s", args, out, errs)
	}
	return out
}

var usual = []string{"--repository", "octo-org/octo-repo", "--environment", "production", "--service-principal-id", targetID}

// with is the usual arguments and some more.
func with(args ...string) []string { return slices.Concat(usual, args) }

// trust is what a run left behind, as far as it matters to Entra.
type trust struct{ Issuer, Subject, Audience, Role, Owner string }

func (w *world) trust() (trust, string) {
	w.t.Helper()
	d := w.tenant()
	app := d.Objects["applications"][1]
	sp := d.filter("servicePrincipals", "appId", app["appId"].(string))[0]["id"].(string)
	var got trust
	for _, o := range d.Objects["applications/"+app["id"].(string)+"/federatedIdentityCredentials"] {
		got.Issuer, got.Subject = o["issuer"].(string), o["subject"].(string)
		got.Audience = o["audiences"].([]any)[0].(string)
	}
	for _, o := range d.Objects["servicePrincipals/"+sp+"/appRoleAssignments"] {
		if o["principalId"] == sp && o["resourceId"] == graphID {
			got.Role = o["appRoleId"].(string)
		}
	}
	for _, o := range d.Objects["servicePrincipals/"+targetID+"/owners"] {
		got.Owner = o["id"].(string)
	}
	if got.Owner == sp {
		got.Owner = "the calling service principal"
	}
	return got, app["appId"].(string)
}

// The permissions, https://learn.microsoft.com/graph/permissions-reference.
const (
	ownedBy   = "18a4783c-866b-4cc7-a460-3d5e5662c884"
	readWrite = "9b50c33d-700f-43b1-b2eb-87e89b703581"
)

func TestSetupTwice(t *testing.T) {
	t.Parallel()
	for _, name := range cloud.Names {
		for _, permission := range []string{"owned", "all"} {
			t.Run(name+" "+permission, func(t *testing.T) {
				t.Parallel()
				c, _ := cloud.Lookup(name)
				w := newWorld(t, c)
				args := with("--cloud", name, "--permission", permission, "--yes")
				first := w.must(args...)

				want := trust{Issuer: issuer, Subject: idForm + ":environment:production", Audience: c.Audience, Role: readWrite}
				if permission == "owned" {
					want.Role, want.Owner = ownedBy, "the calling service principal"
				}
				got, clientID := w.trust()
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("left behind (-want +got):\n%s", diff)
				}
				for _, text := range []string{
					"ENTRA_TENANT_ID --repo octo-org/octo-repo --body " + tenantID + "\n",
					"ENTRA_CLIENT_ID --repo octo-org/octo-repo --body " + clientID + "\n",
					"ENTRA_SERVICE_PRINCIPAL_ID --repo octo-org/octo-repo --body " + targetID + "\n",
					"ENTRA_JOB_ID --repo octo-org/octo-repo --body '" + jobID + "'\n",
				} {
					if !strings.Contains(first, text) {
						t.Errorf("the output lacks %q:\n%s", text, first)
					}
				}

				before := w.writes()
				second := w.must(args...)
				if after := w.writes(); len(after) != len(before) {
					t.Errorf("the second run wrote: %q", after[len(before):])
				}
				if !strings.Contains(second, "Nothing to do.") || strings.Contains(second, "to do  ") {
					t.Errorf("the second run says:\n%s", second)
				}
				if diff := cmp.Diff(workflowOf(first), workflowOf(second)); diff != "" {
					t.Errorf("the second run prints another workflow:\n%s", diff)
				}
			})
		}
	}
}

// workflowOf is the workflow that a run printed.
func workflowOf(stdout string) string {
	_, after, _ := strings.Cut(stdout, "\nname: ")
	return "name: " + after
}

func TestSetupSubjects(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, gh, flag, value, want string }{
		{"environment", "true " + idForm, "--environment", "production", idForm + ":environment:production"},
		{"branch", "true " + idForm, "--branch", "release/1.x", idForm + ":ref:refs/heads/release/1.x"},
		{"tag", "true " + idForm, "--tag", "v1.0.0", idForm + ":ref:refs/tags/v1.0.0"},
		{"name form", "true repo:octo-org/octo-repo", "--branch", "main", "repo:octo-org/octo-repo:ref:refs/heads/main"},
		{"older server", "true ", "--branch", "main", "repo:octo-org/octo-repo:ref:refs/heads/main"},
		{"colon", "true " + idForm, "--environment", "Production:V1", idForm + ":environment:Production%3AV1"},
		{"odd characters", "true " + idForm, "--environment", `é "$(id)" \ 'x' ` + "`;#&%", idForm + `:environment:é "$(id)" \ 'x' ` + "`;#&%"},
		{"word for word", "", "--subject", `repository_owner:octo-org:x"\$y`, `repository_owner:octo-org:x"\$y`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := cloud.Lookup("global")
			w := newWorld(t, c)
			w.gh = tc.gh
			args := []string{"--repository", "octo-org/octo-repo", "--service-principal-id", targetID, tc.flag, tc.value, "--yes"}
			w.must(args...)
			if got, _ := w.trust(); got.Subject != tc.want {
				t.Errorf("subject: got %q, want %q", got.Subject, tc.want)
			}
			before := w.writes()
			w.must(args...)
			if after := w.writes(); len(after) != len(before) {
				t.Errorf("the second run wrote: %q", after[len(before):])
			}
		})
	}
}

// Entra compares subjects to the letter, so one that differs in case is another.
func TestSetupExact(t *testing.T) {
	t.Parallel()
	w := global(t)
	for i, subject := range []string{"repo:a/b:environment:Prod", "repo:a/b:environment:prod", "repo:a/b:environment:pro", "repo:a/b:environment:pr.d"} {
		w.must("--subject", subject, "--service-principal-id", targetID, "--yes")
		if got, want := len(w.writes()), 5+i; got != want {
			t.Errorf("%s: %d writes in all, want %d", subject, got, want)
		}
	}
}
