package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
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

// sent are the claims of a GitHub token with a subject.
func sent(subject string) claims.Claims {
	c := claims.Claims{}
	c.Issuer, c.Subject, c.Audience = issuer, subject, []string{audience}
	return c
}

// entraRefusal is Entra's, with a code.
func entraRefusal(code int, subject string) *entra.Error {
	return &entra.Error{Step: entra.Exchanging, Status: 400, OAuth: "invalid_request", Code: code, Claims: sent(subject),
		Description: fmt.Sprintf("AADSTS%d: Something is wrong. It is this.", code)}
}

// knownCodes are the codes that users of such actions meet.
var knownCodes = []int{
	70021, 700211, 700212, 700213, 7002138, 70025, 7002381, 700236, 700238, 700016, 7000229, 90002, 900023, 90038, 900382,
	700024, 50027, 700027, 900384, 90061, 501661, 7000112, 53003, 500011, 1002012,
	50033, 90006, 90012, 90024, 90033, 90055, 90090,
}

func TestSignInHints(t *testing.T) {
	t.Parallel()
	var codes []int
	for _, h := range signInHints {
		codes = append(codes, h.codes...)
	}
	slices.Sort(codes)
	want := slices.Sorted(slices.Values(knownCodes))
	if !slices.Equal(codes, want) {
		t.Errorf("codes\ngot  %v\nwant %v", codes, want)
	}
	for _, code := range knownCodes {
		f := SignIn(signingIn("global"), entraRefusal(code, "repo:contoso/directory:ref:refs/heads/main"))
		checkTexts(t, fmt.Sprint(code), f)
		if !strings.Contains(f.What, fmt.Sprintf("AADSTS%d", code)) || !strings.Contains(f.Link, fmt.Sprintf("code=%d", code)) {
			t.Errorf("%d: What %q, Link %q", code, f.What, f.Link)
		}
	}
}

// checkTexts holds a failure against what is asked of every one.
func checkTexts(t *testing.T, name string, f *failure.Failure) {
	t.Helper()
	if f.Title == "" || f.What == "" || f.Means == "" || len(f.Do) == 0 {
		t.Errorf("%s: title, what, means or do is missing: %+v", name, f)
	}
	if n := len(f.Short()); n > 1500 {
		t.Errorf("%s: the annotation has %d bytes, want at most 1500", name, n)
	}
	for _, text := range append([]string{f.What, f.Means}, f.Do...) {
		if strings.Count(text, "`")%2 != 0 || strings.Contains(text, "  ") || !strings.HasSuffix(strings.TrimSuffix(text, "`"), ".") {
			t.Errorf("%s: not a plain sentence: %q", name, text)
		}
	}
	if strings.HasSuffix(f.Title, ".") {
		t.Errorf("%s: the title ends in a full stop: %q", name, f.Title)
	}
}

// TestSignInHintFor: what no row holds is passing only by status or by name.
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
		"a known code with a 503": {entra.Error{Status: 503, Code: 90002}, "There is no such tenant in this cloud"},
	} {
		tt.err.Step = entra.Exchanging
		got := ""
		if h := signInHintFor(&tt.err); h != nil {
			got = h.title
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func signInOf(cloudName string) signIn { return signIn{signingIn(cloudName)} }
