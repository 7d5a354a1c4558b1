package hint

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/inputs"
)

// TestFillOnce: what a value holds is never taken for the name of another.
func TestFillOnce(t *testing.T) {
	t.Parallel()
	e := &Evidence{JobID: "the job", Given: Given{Name: "Acme<job-id>"}}
	if got, want := e.Fill("It is <given's name>, of <job-id>."), "It is `Acme<job-id>`, of `the job`."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFirstSentence(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"AADSTS50196: The moon is wrong. Wait.": "The moon is wrong.",
		"AADSTS50196: The moon 1.2 is wrong":    "The moon 1.2 is wrong",
		"No code here. Really.":                 "No code here.",
		"AADSTS50196:":                          "",
	} {
		if got := firstSentence(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestTimes: the deadline is shown as it was chosen, and a time long past as a
// date.
func TestTimes(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		2 * time.Minute: "2 minutes", 1500 * time.Millisecond: "1.5s", 150 * time.Second: "2m30s", 90 * time.Second: "90 seconds",
	} {
		e := &Evidence{Known: Known{Inputs: inputs.Inputs{Timeout: d}}}
		if got := e.Fill("<timeout>"); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		for at, want := range map[time.Time]string{
			{}:                                "on 0001-01-01",
			time.Now().Add(-50 * time.Minute): "at " + time.Now().Add(-50*time.Minute).UTC().Format("15:04 UTC") + ", 50 minutes ago",
		} {
			e := &Evidence{}
			e.Token.ExpiresAt = jwt.NewNumericDate(at)
			if got := e.Fill("<expired at>"); got != want {
				t.Errorf("%v: got %q, want %q", at, got, want)
			}
		}
	})
}

// TestIssuer: who issued an id token, by what it says.
func TestIssuer(t *testing.T) {
	t.Parallel()
	for issuer, want := range map[string]Issuer{
		"https://token.actions.githubusercontent.com":           GitHubCom,
		"https://token.actions.githubusercontent.com/contoso":   GitHubCom,
		"https://token.actions.contoso.ghe.com":                 GHECom,
		"https://github.contoso.example/_services/token":        GHES,
		"https://login.microsoftonline.com/7f3c1a52-9b1e/v2.0":  Entra,
		"https://sts.windows.net/7f3c1a52-9b1e-4c60-8a55-0d2f/": Entra,
	} {
		e := &Evidence{Origin: entra.FromGitHub, IDToken: withIssuer(issuer)}
		if got := e.Issuer(); got != want {
			t.Errorf("%s: got %d, want %d", issuer, got, want)
		}
		if e.Origin = entra.FromFile; want == GHES && e.Issuer() != Elsewhere {
			t.Errorf("%s: a token in a file is not that of a GitHub Enterprise Server", issuer)
		}
	}
}

// TestOwnServer: whose host it is that gives the id tokens.
func TestOwnServer(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"run-actions-1-azure-eastus.actions.githubusercontent.com": false, "actions.contoso.ghe.com": false, "github.contoso.example:8443": true, "": false,
	} {
		if got := (&Evidence{Call: GettingIDToken, Host: host}).OwnServer(); got != want {
			t.Errorf("%s: got %v", host, got)
		}
		if (&Evidence{Call: Exchanging, Host: host}).OwnServer() {
			t.Errorf("%s: Entra's host is taken for the user's", host)
		}
	}
}

// TestAroundTheProxy: an entry of NO_PROXY is a name.
func TestAroundTheProxy(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"graph.microsoft.com":         "If `graph.microsoft.com` is reachable without the proxy, add it to NO_PROXY.",
		"github.contoso.example:8443": "If `github.contoso.example` is reachable without the proxy, add it to NO_PROXY, without the port.",
	} {
		if got := (&Evidence{Host: host}).Fill("<around the proxy>"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func withIssuer(issuer string) (c claims.Claims) {
	c.Issuer = issuer
	return c
}
