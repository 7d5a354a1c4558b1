package signin

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/inputs"
)

const (
	tenantID = "5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5"
	clientID = "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4"
	issuer   = "https://token.actions.githubusercontent.com"
	audience = "api://AzureADTokenExchange"
)

func signingIn(cloudName string) *entra.SignIn {
	c, _ := cloud.Lookup(cloudName)
	return &entra.SignIn{TenantID: tenantID, ClientID: clientID, Cloud: c}
}

// knownOf is what a run with a sign-in knows.
func knownOf(s *entra.SignIn) hint.Known {
	return hint.Known{InWorkflow: true, Job: "start", Inputs: inputs.Inputs{
		TenantID: s.TenantID, ClientID: s.ClientID, Cloud: s.Cloud, Audience: s.Cloud.Audience, Timeout: 2 * time.Minute,
	}}
}

// explained is the failure of a sign-in.
func explained(s *entra.SignIn, err *entra.Error) *failure.Failure {
	return Explain(knownOf(s), s, err)
}

// tokenWith are the claims of GitHub's token with a subject.
func tokenWith(subject string) claims.Claims {
	c := claims.Claims{OwnerID: "41302", RepositoryID: "720816"}
	c.Issuer, c.Subject, c.Audience = issuer, subject, []string{audience}
	return c
}

// entraRefusal is Entra's, with a code.
func entraRefusal(code int, subject string) *entra.Error {
	return &entra.Error{Step: entra.Exchanging, Status: 400, OAuth: "invalid_request", Code: code, Claims: tokenWith(subject),
		Description: fmt.Sprintf("AADSTS%d: Something is wrong. It is this.", code)}
}

// knownCodes are the codes that users of such actions meet.
var knownCodes = []int{
	70021, 700211, 700212, 700213, 7002138, 70025, 7002381, 700223, 700238, 500021, 500022, 700016, 7000229, 90002, 900023, 90038, 900382,
	700024, 50027, 700027, 900384, 90061, 501661, 7000112, 53003, 500011, 1002012,
	50033, 90006, 90012, 90024, 90033, 90055, 90090,
}

// TestSignInHints: every row is worded as every failure is, for GitHub's tokens
// and for those from elsewhere, which have nothing to do with GitHub.
func TestSignInHints(t *testing.T) {
	t.Parallel()
	var codes []int
	for _, h := range rows {
		codes = append(codes, h.codes...)
		if h.source == "" {
			t.Errorf("%q names no source", h.title)
		}
	}
	slices.Sort(codes)
	want := slices.Sorted(slices.Values(knownCodes))
	if !slices.Equal(codes, want) {
		t.Errorf("codes\ngot  %v\nwant %v", codes, want)
	}
	for _, code := range knownCodes {
		for _, origin := range []entra.Origin{entra.FromGitHub, entra.FromFile, entra.FromInput} {
			s := signingIn("global")
			s.IDToken.Origin = origin
			subject := "repo:contoso/directory:ref:refs/heads/main"
			e := entraRefusal(code, subject)
			if origin != entra.FromGitHub {
				e = entraRefusal(code, "system:serviceaccount:sync:start")
				e.Claims.Issuer = "https://oidc.example/cluster"
			}
			f := explained(s, e)
			failuretest.Worded(t, f)
			if !strings.Contains(f.Cause, fmt.Sprintf("(AADSTS%d)", code)) || !strings.Contains(f.Link, fmt.Sprintf("code=%d", code)) {
				t.Errorf("%d: Cause %q, Link %q", code, f.Cause, f.Link)
			}
			if origin != entra.FromGitHub && strings.Contains(fmt.Sprint(*f), "GitHub") && code != 53003 {
				t.Errorf("%d: speaks of GitHub of another's token: %+v", code, f)
			}
		}
	}
}

// TestSignInHintFor: what no row has is temporary only by status or by name.
func TestSignInHintFor(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  entra.Error
		want string
	}{
		"unknown":                 {entra.Error{Status: 400, Code: 1}, ""},
		"unknown, 503":            {entra.Error{Status: 503, Code: 1}, busy.title},
		"unknown, by name":        {entra.Error{Status: 400, Code: 1, OAuth: "temporarily_unavailable"}, busy.title},
		"no code":                 {entra.Error{Status: 503}, ""},
		"a known code with a 503": {entra.Error{Status: 503, Code: 90002}, "No such tenant in this cloud"},
	} {
		tt.err.Step = entra.Exchanging
		got := ""
		if h := rowFor(&tt.err); h != nil {
			got = h.title
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
