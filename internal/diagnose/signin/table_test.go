package signin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/hint/hinttest"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
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
	return Explain(knownOf(s), s.IDToken.Origin, err)
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

// issuers are whom the tests have tokens of.
var issuers = []string{
	issuer, "https://token.actions.contoso.ghe.com", "https://github.contoso.example/_services/token", "https://oidc.example/cluster",
	"https://login.microsoftonline.com/" + tenantID + "/v2.0",
}

// TestRows: every row is true of some sign-in and is worded as every failure is.
func TestRows(t *testing.T) {
	t.Parallel()
	numbers := []int{0, 1}
	for _, row := range Rows {
		numbers = append(numbers, row.AADSTS...)
	}
	numbers = append(numbers, entra.TransientCodes...)
	var all []*hint.Evidence
	for _, code := range numbers {
		for _, from := range issuers {
			for _, origin := range []entra.Origin{entra.FromGitHub, entra.FromFile, entra.FromInput} {
				for _, subject := range []string{
					"repo:contoso/directory:ref:refs/heads/main", "repo:contoso@1/directory@2:ref:refs/heads/main", "repo:o/r:context:x", "system:serviceaccount:sync:start",
					"repo:contoso/directory:ref:refs/heads/gh-readonly-queue/main/pr-7-0a1b",
				} {
					err := entraRefusal(code, subject)
					err.Claims.Issuer = from
					all = append(all, evidence(knownOf(signingIn("global")), origin, err))
				}
			}
		}
	}
	for _, origin := range []entra.Origin{entra.FromGitHub, entra.FromFile} {
		e := evidence(knownOf(signingIn("global")), origin, entraRefusal(700212, "x"))
		e.IDToken.Audience = []string{"api://else"}
		all = append(all, e)
	}
	enterprise := evidence(knownOf(signingIn("global")), entra.FromGitHub, entraRefusal(7002381, "x"))
	enterprise.IDToken.Enterprise = "fabrikam"
	other := evidence(knownOf(signingIn("global")), entra.FromFile, entraRefusal(50027, "x"))
	other.IDToken.Algorithm = "ES256"
	all = append(all, enterprise, other)
	for _, err := range otherErrors {
		all = append(all, evidence(knownOf(signingIn("global")), entra.FromGitHub, err))
	}
	for _, event := range []string{"push", "pull_request"} {
		for _, err := range []error{entra.ErrNoRequest, entra.ErrRequestURL, entra.ErrRequestToken} {
			for _, inWorkflow := range []bool{true, false} {
				all = append(all, &hint.Evidence{Known: hint.Known{Event: event, InWorkflow: inWorkflow, RequestURL: "http://x"}, Err: err})
			}
		}
	}
	hinttest.Rows(t, Rows, all)
}

// TestNumbers: each number in the table is in brackets behind its cause and leads
// to Microsoft's page of it, and nothing is said of GitHub where another issued
// the token.
func TestNumbers(t *testing.T) {
	t.Parallel()
	seen := make(map[int]bool)
	for _, row := range Rows {
		for _, code := range row.AADSTS {
			seen[code] = true
			e := entraRefusal(code, "system:serviceaccount:sync:start")
			e.Claims.Issuer = "https://oidc.example/cluster"
			s := signingIn("global")
			s.IDToken.Origin = entra.FromFile
			f := explained(s, e)
			if !strings.Contains(f.Cause, fmt.Sprintf("(AADSTS%d)", code)) || !strings.Contains(f.Link, fmt.Sprintf("code=%d", code)) {
				t.Errorf("%d: Cause %q, Link %q", code, f.Cause, f.Link)
			}
			if strings.Contains(fmt.Sprint(*f), "GitHub") && code != 53003 {
				t.Errorf("%d: speaks of GitHub of another's token: %+v", code, f)
			}
		}
	}
	for _, code := range []int{
		70021, 700211, 700212, 700213, 7002137, 7002138, 70022204, 70025, 7002381, 700222, 700223, 700229, 700231, 700236, 700238, 500021, 500022,
		700016, 7000229, 90002, 900023, 90038, 900382, 900432, 50196, 5000225, 500014, 700024, 50027, 700027, 900384, 90061, 501661, 50166,
		7000112, 53003, 500011, 1002012, 900144,
	} {
		if !seen[code] {
			t.Errorf("no row for %d", code)
		}
	}
}

// TestOtherNumbers: what no row has is temporary only by status or by name.
func TestOtherNumbers(t *testing.T) {
	t.Parallel()
	const temporary, refused, strange = "Entra had a temporary error", "Entra refused the sign-in", "The answer is possibly not Entra's"
	for name, tt := range map[string]struct {
		err  entra.Error
		want string
	}{
		"unknown":                 {entra.Error{Status: 400, Code: 1, Description: "x"}, refused},
		"unknown, 503":            {entra.Error{Status: 503, Code: 1, Description: "x"}, temporary},
		"unknown, by name":        {entra.Error{Status: 400, Code: 1, OAuth: "temporarily_unavailable"}, temporary},
		"no code":                 {entra.Error{Status: 503}, strange},
		"a known code with a 503": {entra.Error{Status: 503, Code: 90002, Description: "x"}, "No such tenant in this cloud"},
		"a loop":                  {entra.Error{Status: 429, Code: 50196, OAuth: "temporarily_unavailable"}, "Too many equal sign-ins"},
	} {
		tt.err.Step = entra.Exchanging
		if got := explained(signingIn("global"), &tt.err).Title; got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
