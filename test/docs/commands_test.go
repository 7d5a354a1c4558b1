package docs

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// other is one call of a program that the pages use besides az and gh.
func other(program string, args []string) (string, error) {
	switch strings.Join(append([]string{program}, args[:min(2, len(args))]...), " ") {
	case "docker build --tag":
		if len(args) != 4 || !strings.HasSuffix(args[3], ".git#"+commit) {
			return "", fmt.Errorf("docker builds another commit: %q", args)
		}
		return "", nil
	case "docker push registry.example/start-synchronization-job":
		return "", nil
	case "docker run --rm":
		return "", known(args[1:], "rm=", "user", "read-only=", "cap-drop", "security-opt", "env-file", "env")
	case "curl -fsS --json":
		return "", json.NewDecoder(os.Stdin).Decode(&map[string]any{})
	case "kubectl get --raw":
		return `{"issuer": "https://oidc.example"}`, nil
	case "buildkite-agent oidc request-token":
		return "a.b.c", known(args[2:], "audience", "subject-claim")
	}
	return "", fmt.Errorf("%s %q: unknown to the stand-in", program, args)
}

// known holds that the options are ones that the program has, those with = at
// the end without a value, and that one argument comes with them.
func known(args []string, options ...string) error {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	for _, option := range options {
		if name, ok := strings.CutSuffix(option, "="); ok {
			f.Bool(name, false, "")
		} else {
			f.String(option, "", "")
		}
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") { // gh takes the argument first
		args = append(args[1:], args[0])
	}
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 1 {
		return fmt.Errorf("more than one argument: %q", f.Args())
	}
	return nil
}

func (w *world) deleteVariable(command string) error {
	name, repo, _ := strings.Cut(command, " --repo ")
	if _, ok := w.Variables[name]; !ok || repo != "octo-org/octo-repo" {
		return errors.New("HTTP 404: Not Found")
	}
	delete(w.Variables, name)
	return nil
}

var placeholders = regexp.MustCompile(`\b(?:ORG/REPO|[A-Z]+(?:_[A-Z0-9]+)*)\b`)

// fill puts values for what a page writes in capitals.
func (w *world) fill(text string) string {
	app, sp := w.Objects["applications"][1], w.Objects["servicePrincipals"][2]
	values := map[string]any{
		"ORG/REPO": "octo-org/octo-repo", "OWNER": "octo-org", "COMMIT": commit, "IMAGE": "registry.example/start-synchronization-job",
		"DIGEST": "sha256:" + commit, "ISSUER": "https://oidc.example", "SUBJECT": "system:serviceaccount:ns:sa",
		"OBJECT_ID": targetID, "TENANT_ID": tenantID, "CLIENT_ID": app["appId"],
		"OBJECT_ID_OF_THE_ENTERPRISE_APPLICATION_WITH_THE_JOB": targetID,
		"OBJECT_ID_OF_THE_ENTERPRISE_APPLICATION_OF_STEP_1":    sp["id"],
	}
	return placeholders.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := values[name]; ok {
			return fmt.Sprint(value)
		}
		return name
	})
}

// afterSetup is a world in which the quick start was done.
func afterSetup(t *testing.T) *world {
	t.Helper()
	w := newWorld("global")
	if said, ok := w.setup(t, "sh", "y\n", usual...); !ok {
		t.Fatal(said)
	}
	w.Writes = nil
	return w
}

// Every command of the pages is one that the stand-ins know. The tools of this
// repository, and the outputs of a log, have tests of their own.
func TestCommands(t *testing.T) {
	t.Parallel()
	for _, p := range append(pages(t), parse(t, "SECURITY.md")) {
		for i, b := range p.blocks {
			if b.language != "sh" || strings.HasPrefix(b.text, "go ") || b.heading == "Outputs" {
				continue
			}
			t.Run(fmt.Sprintf("%s %d", filepath.Base(p.name), i+1), func(t *testing.T) {
				t.Parallel()
				w := afterSetup(t)
				if said, ok := w.run(t, "sh", "y\n", "-euc", "BUILDKITE_STEP_KEY=provisioning CHAT_WEBHOOK=https://chat.example\n"+w.fill(b.text)); !ok {
					t.Errorf("%s\n%s", b.text, said)
				}
			})
		}
	}
}

// What the page says to undo the set-up leaves nothing of it but the environment.
func TestUndo(t *testing.T) {
	t.Parallel()
	w := afterSetup(t)
	for _, b := range parse(t, "docs/portal.md").blocks {
		if b.heading == "Undo" {
			w.run(t, "sh", "", "-euc", w.fill(b.text))
		}
	}
	if len(w.Objects["applications"]) != 1 || len(w.Objects["servicePrincipals"]) != 2 || len(w.Variables) != 0 {
		t.Errorf("left: %v, %v", w.Objects, w.Variables)
	}
}

// The command that README.md has for the commit of a version prints it.
func TestCommitOfTag(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile("`(gh api [^`]+/commits/[^`]+)`").FindStringSubmatch(read(t, "README.md"))
	if command == nil {
		t.Fatal("README.md has no such command")
	}
	w := afterSetup(t)
	text := strings.ReplaceAll(w.fill(command[1]), "octo-org/start-synchronization-job", "octo-org/octo-repo")
	if said, ok := w.run(t, "sh", "", "-euc", text); !ok || said != commit+"\n" {
		t.Errorf("%s\n%s", text, said)
	}
}

// The check that reads jobs by the Azure CLI fails where a person should look.
func TestReadOnlyCheck(t *testing.T) {
	t.Parallel()
	need(t, "jq")
	var script string
	for _, b := range parse(t, "docs/recipes.md").blocks {
		if b.heading == "A health check that cannot start anything" {
			_, script, _ = strings.Cut(b.text, "run: |\n")
		}
	}
	sample := func(name string) string { return read(t, "test/simulator/samples/"+name+".json") }
	last := func(execution string) string {
		return `{"schedule": {"state": "Active"}, "status": {"code": "Active", "lastExecution": ` + execution + `}}`
	}
	for _, tc := range []struct {
		name, jobs string
		ok         bool
	}{
		{"active", sample("active"), true},
		{"just started", sample("just-started"), true},
		{"paused", sample("paused"), false},
		{"quarantine", sample("quarantine"), false},
		{"one of two", sample("active") + "," + sample("paused"), false},
		{"none", "", false},
		{"never ran", last(`{"state": "Failed", "error": {"code": "None"}}`), true},
		{"no execution", last("null"), true},
		{"failed", last(`{"state": "Failed", "error": {"code": "TimeOut"}}`), false},
		{"errors of entries", last(`{"state": "EntryLevelErrors", "error": null}`), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "sh", "-ec", "az() { printf '%s' \"$BODY\"; }\n"+script)
			cmd.Dir, cmd.Env = t.TempDir(), append(cmd.Environ(), "APPLICATION=x", `BODY={"value": [`+tc.jobs+"]}")
			if out, err := cmd.CombinedOutput(); (err == nil) != tc.ok {
				t.Errorf("passed: %t, want %t:\n%s", err == nil, tc.ok, out)
			}
		})
	}
}
