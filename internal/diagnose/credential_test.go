package diagnose

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"start-synchronization-job/internal/entra"

	"github.com/google/go-cmp/cmp"
)

// TestCredentialCommands runs what is printed in a shell and looks at what az
// would get.
func TestCredentialCommands(t *testing.T) {
	t.Parallel()
	const subject = "repo:contoso@41302/directory@720816:ref:refs/heads/feat/a_b-c.d"
	wantBody := map[string]any{"name": "github-b1b108f0", "issuer": issuer, "subject": subject, "audiences": []any{audience}}
	for name, tt := range map[string]struct{ before, create []string }{
		"global":   {nil, []string{"ad", "app", "federated-credential", "create", "--id", clientID, "--parameters"}},
		"usgov-l4": {abroad("AzureUSGovernment"), []string{"ad", "app", "federated-credential", "create", "--id", clientID, "--parameters"}},
		"usgov-l5": {abroad("AzureUSGovernment"), []string{"rest", "--method", "post", "--resource", "https://dod-graph.microsoft.us/",
			"--url", "https://dod-graph.microsoft.us/v1.0/applications(appId='" + clientID + "')/federatedIdentityCredentials", "--body"}},
		"china": {abroad("AzureChinaCloud"), []string{"ad", "app", "federated-credential", "create", "--id", clientID, "--parameters"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := SignIn(signingIn(name), entraRefusal(700213, subject))
			calls := runAz(t, f.Commands)
			if len(calls) != len(tt.before)+2 {
				t.Fatalf("%d calls of az: %v", len(calls), calls)
			}
			for i, want := range tt.before {
				if got := strings.Join(calls[i], " "); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
			create, identity := calls[len(calls)-2], calls[len(calls)-1]
			if diff := cmp.Diff(tt.create, create[:len(create)-1]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var body map[string]any
			if err := json.Unmarshal([]byte(create[len(create)-1]), &body); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantBody, body); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			wantIdentity := []string{"identity", "federated-credential", "create", "--name", "github-b1b108f0", "--identity-name", "NAME",
				"--resource-group", "GROUP", "--issuer", issuer, "--subject", subject, "--audiences", audience}
			if diff := cmp.Diff(wantIdentity, identity); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func abroad(name string) []string {
	return []string{"cloud set --name " + name, "login --allow-no-subscriptions --tenant " + tenantID}
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

// TestNoUnsafeCommand: claims that a shell could take for more than text are
// shown and never printed as a command.
func TestNoUnsafeCommand(t *testing.T) {
	t.Parallel()
	good := sent("repo:o/r:ref:refs/heads/main")
	if _, ok := signInOf("global").credentialCommands(&entra.Error{Claims: good}); !ok {
		t.Fatal("no command for good claims")
	}
	for _, bad := range []string{"", "a b", "a'b", `a"b`, "a$b", "a;b", "a`b", "a\\b", "a|b", "a&b", "a%3Ab", "a\nb", "a\n", "a#b", "aéb", "a\u202eb", "a!b", "a*b", "a{b}"} {
		for claim, set := range map[string]func(e *entra.Error){
			"subject":  func(e *entra.Error) { e.Claims.Subject = bad },
			"issuer":   func(e *entra.Error) { e.Claims.Issuer = bad },
			"audience": func(e *entra.Error) { e.Claims.Audience = []string{bad} },
		} {
			e := entraRefusal(700213, good.Subject)
			set(e)
			f := SignIn(signingIn("global"), e)
			if len(f.Commands) != 0 {
				t.Errorf("%s %q: %q", claim, bad, f.Commands)
			}
			if last := f.Do[len(f.Do)-1]; !strings.Contains(last, "No command is printed") {
				t.Errorf("%s %q: the last step is %q", claim, bad, last)
			}
			checkTexts(t, claim+" "+bad, f)
		}
	}
	two := entraRefusal(700212, good.Subject)
	two.Claims.Audience = []string{"a", "b"}
	if f := SignIn(signingIn("global"), two); len(f.Commands) != 0 {
		t.Errorf("two audiences: %q", f.Commands)
	}
}

// TestNamed says which claim Entra named, and what of it was sent.
func TestNamed(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		700211: "the issuer", 700212: "the audience", 700213: "the subject", 7002138: "the subject, by letter case alone", 70021: "", 70025: "",
	} {
		f := SignIn(signingIn("global"), entraRefusal(code, "repo:o/r:pull_request"))
		got := map[string]string{}
		for _, fact := range f.Facts {
			got[fact.Name] = fact.Value
		}
		if got["Entra named"] != want || got["Issuer as sent"] != issuer || got["Subject as sent"] != "repo:o/r:pull_request" || got["Audience as sent"] != audience {
			t.Errorf("%d: %v", code, got)
		}
		if want != "" && !strings.Contains(f.Means, "Entra named "+want) {
			t.Errorf("%d: %q", code, f.Means)
		}
	}
}

func TestCreateServicePrincipal(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"global":   "ad sp create --id " + clientID,
		"usgov-l5": `rest --method post --resource https://dod-graph.microsoft.us/ --url https://dod-graph.microsoft.us/v1.0/servicePrincipals --body {"appId":"` + clientID + `"}`,
	} {
		calls := runAz(t, SignIn(signingIn(name), entraRefusal(7000229, "")).Commands)
		if got := strings.Join(calls[len(calls)-1], " "); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
	}
}
