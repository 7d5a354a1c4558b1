package signin

import (
	"fmt"
	"strings"
	"testing"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
)

// TestUnknownSubject: the first fix and the commands are those of the kind of
// subject that was sent.
func TestUnknownSubject(t *testing.T) {
	t.Parallel()
	const environment, branch = "If the credential is for an environment", "If the credential is for a branch"
	const hasIDs, noIDs = "If the credential has `repo:o@41302/r@720816:", "If the subject of the credential has the names"
	const send, update, with, as = "Have GitHub send ids in the subject", "Update the subject of the credential", ", with ids in the subject", ", as sent"
	for subject, tt := range map[string]struct {
		first, second string
		commands      []string // the ends of their headings
	}{
		"repo:o/r:ref:refs/heads/main":                             {environment, hasIDs, []string{send, with, as}},
		"repo:o@1/r@2:ref:refs/heads/main":                         {environment, noIDs, []string{update, as}},
		"repo:o/r:ref:refs/tags/v1":                                {branch, hasIDs, []string{send, with, as}},
		"repo:o/r:pull_request":                                    {branch, hasIDs, []string{send, with, as}},
		"repo:o/r:environment:production":                          {branch, hasIDs, []string{send, with, as}},
		"repo:o/r:ref:refs/heads/gh-readonly-queue/main/pr-7-0a1b": {"Add `environment: NAME`", "Or run the workflow outside", nil},
		"repo:o/r:context:x":                                       {"Compare", "Check the subject template", []string{as}},
	} {
		f := explained(signingIn("global"), entraRefusal(700213, subject))
		failuretest.Worded(t, f)
		if !strings.HasPrefix(f.Fixes[0], tt.first) || !strings.HasPrefix(f.Fixes[1], tt.second) ||
			strings.Contains(strings.Join(f.Fixes, " "), "ompare subject, issuer and audience") != (len(tt.commands) > 0) {
			t.Errorf("%s: fixes %q", subject, f.Fixes)
		}
		if len(f.Commands) != len(tt.commands) {
			t.Fatalf("%s: commands %q", subject, f.Commands)
		}
		for i, end := range tt.commands {
			if c := f.Commands[i]; !strings.HasSuffix(c.Heading, end) || c.Consequence == "" {
				t.Errorf("%s: commands %+v", subject, c)
			}
		}
	}
}

// TestUnknownAudience: the credential is updated, never created, since Entra
// allows one for an issuer and a subject, and to the audience of the cloud alone.
func TestUnknownAudience(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		origin        entra.Origin
		audience, fix string
	}{
		"given":           {entra.FromGitHub, "api://else", "Remove `audience`"},
		"default":         {entra.FromGitHub, audience, "Set the audience of the credential"},
		"a cluster's own": {entra.FromFile, "https://kubernetes.default.svc", "Ask for a token with the audience `" + audience + "`"},
		"a cluster's":     {entra.FromFile, audience, "Set the audience of the credential"},
	} {
		e := entraRefusal(700212, "repo:o/r:pull_request")
		e.Claims.Audience = []string{tt.audience}
		f := Explain(knownOf(signingIn("global")), tt.origin, e)
		failuretest.Worded(t, f)
		lines := fmt.Sprint(f.Commands)
		if !strings.HasPrefix(f.Fixes[0], tt.fix) || strings.Contains(lines, "create") || !strings.Contains(lines, `"audiences":["`+audience+`"]`) {
			t.Errorf("%s: %q, %s", name, f.Fixes, lines)
		}
		if given := strings.Contains(f.Cause, "the input `audience`"); given != (name == "given") {
			t.Errorf("%s: %q", name, f.Cause)
		}
	}
}

// TestCloudWithoutCommands: where az has no name for a cloud, a person is told to
// enter the values, and that this is why.
func TestCloudWithoutCommands(t *testing.T) {
	t.Parallel()
	for cloud, says := range map[string]bool{"global": false, "bleu": true, "delos": true} {
		f := explained(signingIn(cloud), entraRefusal(700213, "repo:o/r:ref:refs/heads/main"))
		failuretest.Worded(t, f)
		if says == strings.Contains(fmt.Sprint(f.Commands), "[az ") {
			t.Errorf("%s: commands %+v", cloud, f.Commands)
		}
		byHand := "if you expect them: no az command is known for the cloud " + cloud + "."
		if says != strings.Contains(strings.Join(f.Fixes, " "), byHand) {
			t.Errorf("%s: fixes %q", cloud, f.Fixes)
		}
	}
}

// TestNoUnsafeCommand: claims that a shell could take for more than text are
// shown and never printed as a command.
func TestNoUnsafeCommand(t *testing.T) {
	t.Parallel()
	const good = "repo:o/r:ref:refs/heads/main"
	if f := explained(signingIn("global"), entraRefusal(700213, good)); len(f.Commands) != 3 {
		t.Fatal("no commands for good claims")
	}
	for _, bad := range []string{"", "a b", "a'b", `a"b`, "a$b", "a;b", "a`b", "a\\b", "a|b", "a&b", "a%3Ab", "a\nb", "a\n", "a#b", "aéb", "a\u202eb", "a!b", "a*b", "a{b}"} {
		for claim, set := range map[string]func(c *claims.Claims){
			"subject":  func(c *claims.Claims) { c.Subject = bad },
			"issuer":   func(c *claims.Claims) { c.Issuer = bad },
			"audience": func(c *claims.Claims) { c.Audience = []string{bad} },
			"two":      func(c *claims.Claims) { c.Audience = []string{"a", "b"} },
		} {
			e := entraRefusal(700213, good)
			set(&e.Claims)
			f := explained(signingIn("global"), e)
			if last := f.Fixes[len(f.Fixes)-1]; len(f.Commands) != 0 || !strings.Contains(last, "no command to copy") {
				t.Errorf("%s %q: %q, %q", claim, bad, f.Commands, last)
			}
			failuretest.Worded(t, f)
		}
	}
	for _, code := range []int{700212, 7002138} {
		e := entraRefusal(code, "a'b")
		e.Claims.Audience = []string{"a$b"}
		if f := explained(signingIn("global"), e); strings.Contains(fmt.Sprint(f.Commands), "$") {
			t.Errorf("%d: %q", code, f.Commands)
		}
	}
	s := signingIn("global")
	s.ClientID = "x'; id; '"
	for _, code := range []int{700212, 700213, 7000229} {
		if f := explained(s, entraRefusal(code, good)); len(f.Commands) != 0 {
			t.Errorf("%d: a client ID that is no GUID is in %q", code, f.Commands)
		}
	}
}

// TestNoTrustInAccessTokens: no command makes an application trust an issuer of
// Microsoft's access tokens.
func TestNoTrustInAccessTokens(t *testing.T) {
	t.Parallel()
	for _, code := range []int{70021, 700211, 700212, 700213, 7002138} {
		for _, from := range []string{"https://sts.windows.net/" + tenantID + "/", "https://login.microsoftonline.com/" + tenantID + "/v2.0"} {
			e := entraRefusal(code, "a")
			e.Claims.Issuer = from
			if f := explained(signingIn("global"), e); len(f.Commands) != 0 {
				t.Errorf("%d, %s: %q", code, from, f.Commands)
			}
		}
	}
}

// TestIDTokenFacts: what was sent can be compared.
func TestIDTokenFacts(t *testing.T) {
	t.Parallel()
	for _, code := range []int{70021, 700211, 700212, 700213, 7002138, 70025, 700223, 700024, 90061} {
		f := explained(signingIn("global"), entraRefusal(code, "repo:o/r:pull_request"))
		want := []failure.Fact{
			{Name: "issuer of the id token", Value: issuer, Copied: true},
			{Name: "subject of the id token", Value: "repo:o/r:pull_request", Copied: true},
			{Name: "audience of the id token", Value: audience, Copied: true},
		}
		for i, fact := range want {
			if len(f.Facts) < 3 || f.Facts[i] != fact {
				t.Errorf("%d: %v", code, f.Facts)
			}
		}
	}
	if f := explained(signingIn("global"), &entra.Error{Step: entra.Exchanging, Status: 401, Code: 7002381}); f.Facts[0] != (failure.Fact{Name: "enterprise of the id token", Value: "none", Copied: true}) {
		t.Errorf("got %v", f.Facts)
	}
}
