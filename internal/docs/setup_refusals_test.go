package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
)

func global(t *testing.T) *world {
	t.Helper()
	c, _ := cloud.Lookup("global")
	return newWorld(t, c)
}

func TestSetupRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		alter func(*world, *directory)
		args  []string
		want  string
	}{
		{"no trust", nil, []string{"--repository", "a/b", "--service-principal-id", targetID}, "exactly one of"},
		{"two trusts", nil, with("--branch", "main"), "exactly one of"},
		{"unknown option", nil, with("--force"), "--force is not an option"},
		{"no value", nil, with("--job-id"), "--job-id needs a value"},
		{"line end", nil, with("--name", "a\nb"), "--name holds a control character"},
		{"repository", nil, with("--repository", "octo-repo"), "--repository must be OWNER/REPO"},
		{"service principal", nil, with("--service-principal-id", "contoso"), "--service-principal-id must be a GUID"},
		{"two lines", nil, with("--client-id", targetID+"x"), "--client-id must be a GUID"},
		{"issuer", nil, with("--issuer", "http://x"), "--issuer must be an https:// URL"},
		{"cloud", nil, with("--cloud", "germany"), "--cloud must be"},
		{"permission", nil, with("--permission", "some"), "--permission must be owned or all"},
		{"az of another cloud", func(_ *world, d *directory) { d.Cloud = "AzureChinaCloud" }, usual, "az cloud set --name AzureCloud"},
		{"signed out", func(_ *world, d *directory) { d.SignedOut = true }, usual, "az login"},
		{"gh signed out", func(w *world, _ *directory) { w.gh = "" }, usual, "Else give --subject"},
		{"template", func(w *world, _ *directory) { w.gh = "false " + idForm }, usual, "a subject template of its own"},
		{"not an enterprise application", nil, with("--service-principal-id", tenantID), "no enterprise application with the object ID"},
		{"unknown client", nil, with("--client-id", targetID), "no app registration has the client ID"},
		{"several of the name", func(_ *world, d *directory) {
			d.Objects["applications"] = []object{{"id": "1", "displayName": "x"}, {"id": "2", "displayName": "x"}}
		}, with("--name", "x"), "several app registrations are called"},
		{"several jobs", func(_ *world, d *directory) {
			d.Objects["servicePrincipals/"+targetID+"/synchronization/jobs"] = []object{{"id": "one"}, {"id": "two"}}
		}, usual, "--job-id:\none\ntwo"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := global(t)
			if tc.alter != nil {
				d := w.tenant()
				tc.alter(w, d)
				w.change(d)
			}
			out, errs, ok := w.setup("", append([]string{"--yes"}, tc.args...)...)
			if ok || !strings.Contains(errs, tc.want) {
				t.Errorf("succeeded: %t, want the words %q; it says:\n%s%s", ok, tc.want, out, errs)
			}
			if got := w.writes(); len(got) > 0 {
				t.Errorf("wrote %q", got)
			}
		})
	}
}

func TestSetupAsksFirst(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, answer string
		args         []string
		ok           bool
		writes       int
	}{
		{"no", "n\n", usual, false, 0},
		{"no answer", "", usual, false, 0},
		{"yes", "y\n", usual, true, 5},
		{"plan", "y\n", with("--plan", "--yes"), true, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := global(t)
			out, _, ok := w.setup(tc.answer, tc.args...)
			if ok != tc.ok || len(w.writes()) != tc.writes {
				t.Errorf("succeeded: %t, want %t; wrote %q, want %d", ok, tc.ok, w.writes(), tc.writes)
			}
			for _, text := range []string{"to do     admin consent to the application permission Application.ReadWrite.OwnedBy", "The workflow will reach"} {
				if !strings.Contains(out, text) {
					t.Errorf("the plan lacks %q:\n%s", text, out)
				}
			}
		})
	}
}

// A new app registration is not known everywhere at once, and a consent may be
// refused for good: the next run goes on where the first one stopped.
func TestSetupGoesOn(t *testing.T) {
	t.Parallel()
	w := global(t)
	d := w.tenant()
	d.Refuse = map[string]int{"post servicePrincipals": 2, "post appRoleAssignments": 6}
	w.change(d)

	out, errs, ok := w.setup("", with("--yes")...)
	if ok || !strings.Contains(errs, "run the same command again") || strings.Contains(out, "gh variable set") {
		t.Errorf("succeeded: %t; it says:\n%s%s", ok, out, errs)
	}
	second := w.must(with("--yes")...)
	if got, want := strings.Count(second, "in place"), 3; got != want {
		t.Errorf("in place: got %d, want %d:\n%s", got, want, second)
	}
	want := trust{Issuer: issuer, Subject: idForm + ":environment:production", Audience: "api://AzureADTokenExchange", Role: ownedBy, Owner: "the calling service principal"}
	if got, _ := w.trust(); got != want {
		t.Errorf("left behind (-want +got):\n%s", cmp.Diff(want, got))
	}
}

// Without the right to read jobs the ID stays to be filled in.
func TestSetupWithoutJob(t *testing.T) {
	t.Parallel()
	w := global(t)
	d := w.tenant()
	d.Refuse = map[string]int{"get jobs": 1}
	w.change(d)
	if out := w.must(with("--yes")...); !strings.Contains(out, "JOB_ID is not known yet") {
		t.Errorf("it says:\n%s", out)
	}
}

// The script is plain POSIX: every shell at hand runs it alike.
func TestSetupShells(t *testing.T) {
	t.Parallel()
	var first, from string
	for _, shell := range []string{"sh", "dash", "bash", "busybox", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		w := global(t)
		w.shell = path
		if shell == "busybox" { // which is a shell only by the name sh
			w.shell = filepath.Join(t.TempDir(), "sh")
			if err := os.Symlink(path, w.shell); err != nil {
				t.Fatal(err)
			}
		}
		out := w.must(with("--environment", `it's "here"`, "--yes")...)
		if first == "" {
			first, from = out, shell
		}
		if diff := cmp.Diff(first, out); diff != "" {
			t.Errorf("%s and %s differ (-%s +%s):\n%s", from, shell, from, shell, diff)
		}
	}
}

func TestSetupHelp(t *testing.T) {
	t.Parallel()
	w := global(t)
	help := w.must("--help")
	_, parser, _ := strings.Cut(read(t, "docs/setup.sh"), "read_arguments() {")
	parser, _, _ = strings.Cut(parser, "esac")
	for _, option := range regexp.MustCompile(`--[a-z-]+`).FindAllString(parser, -1) {
		if !strings.Contains(help, " "+option+" ") {
			t.Errorf("--help does not explain %s", option)
		}
	}
	if len(w.tenant().Calls) > 0 {
		t.Error("--help called az")
	}
}

func TestShellcheck(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), need(t, "shellcheck"), "docs/setup.sh", "docs/picture.sh")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}
