package inputs

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// claimsToken is a token with some claims, by its form.
func claimsToken(claims string) string {
	return "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

// TestJudged: what is wrong with a value is named, and what to do. A word that
// begins with ! is not said.
func TestJudged(t *testing.T) {
	t.Parallel()
	const graph, minute = "https://graph.microsoft.com", 60
	now := time.Now().Unix()
	token := func(iss, aud string, exp int64) string {
		return claimsToken(fmt.Sprintf(`{"iss":%q,"aud":%q,"exp":%d}`, iss, aud, exp))
	}
	const sts = "https://sts.windows.net/7f3c1a52-9b1e-4c60-8a55-0d2f6f5b9a01/"
	for _, tt := range []struct {
		input, value string
		says         []string // none: the value is taken
	}{
		{"client-id", aClient + "\u200b", []string{"U+200B"}},
		{"tenant-id", "contoso\u2011x.com", []string{"U+2011"}},
		{"job-id", "a\u3164b", []string{"U+3164"}},
		{"job-id", "a\uffffb", []string{"U+FFFF"}},
		{"cloud", "glo\u00adbal", []string{"U+00AD"}},
		{"timeout", "2\u00a0m", []string{"U+00A0"}},
		{"dry-run", "tr\u2060ue", []string{"U+2060"}},
		{"client-id", "{" + aClient + "}", []string{"Remove the braces: write the GUID alone"}},
		{"client-id", `"` + aClient + `"`, []string{"Remove the quotes"}},
		{"dry-run", `"true"`, []string{"Remove the quotes"}},
		{"tenant-id", "{tenant}", []string{"placeholder"}},
		{"client-id", "00000000-0000-0000-0000-000000000000", []string{"placeholder"}},
		{"job-id", "$JOB_ID", []string{"${{ env.NAME }}"}},
		{"job-id", "${{ vars.JOB_ID }}", []string{"expression"}},
		{"client-id", aClient + ",", []string{"comma"}},
		{"client-id", "https://portal.example/" + aClient, []string{"It is an address"}},
		{"job-id", anSP + "/job/aws.1", []string{"Terraform", "after /job/"}},
		{"service-principal-id", anSP + "/job/aws.1", []string{"Terraform", "before /job/"}},
		{"client-id", anSP, []string{"same value as"}}, // named at service-principal-id
		{"cloud", "AzureUSGovernment", []string{"`usgov-l4` or `usgov-l5`"}},
		{"cloud", "gcc", []string{"`global`"}},
		{"tenant-id", "scim.0a1b2c3d4e5f.4c5d6e7f-8a9b-4c1d-8e2f-3a4b5c6d7e8f", []string{"neither"}},
		{"federated-token", "~/token", []string{"a path", "`federated-token-file`"}},
		{"federated-token", "run/secrets/token", []string{"a path"}},
		{"federated-token-file", " /nonexistent", []string{"is a value of 12 characters, which", "!`"}},
		{"federated-token-file", jwtOfCluster, []string{"a JWT of", "`federated-token`"}},

		{"access-token", "/run/token", []string{"a path"}},
		{"access-token", "ghs_16C7e42F292c6912E7710c838347Ae178B4a", []string{"a token of GitHub"}},
		{"access-token", "Zq28Q~kT5uVwXyAbCdEfGhIjKlMnOpQrStUv0000", []string{"a client secret"}},
		{"access-token", "abc\ndef", []string{"a line end"}},
		{"access-token", token(sts, "https://management.azure.com", now-90*minute), []string{"is for", "!expired"}},
		{"access-token", token(sts, "https://graph.microsoft.us", now+minute), []string{"`cloud: usgov-l4`"}},
		{"access-token", token("https://token.actions.githubusercontent.com", "api://AzureADTokenExchange", now), []string{"an id token", "`federated-token`"}},
		{"access-token", token(sts, "api://AzureADTokenExchange", now), []string{"an id token for", "`federated-token`"}},
		{"access-token", token("https://oidc.example", "mine", now), []string{"an id token of"}},
		{"access-token", token(sts, graph, now-6*minute), []string{"expired at", " minutes ago"}},
		{"access-token", token(sts, graph, now-4*minute), nil},
		{"access-token", token(sts, graph+"/", now+minute), nil},
		{"access-token", token(sts, "00000003-0000-0000-c000-000000000000", now+minute), nil},
		{"access-token", claimsToken(`{"iss":"` + sts + `"}`), nil},
		{"access-token", "EwB4A8l6BAAUbDba3x2OMJElkF7gJ4z/VbCPEz0AAQ==", nil},
		{"job-id", "a:b;c@d'e(f)~!$&*+,=", nil},
	} {
		changes := []string{tt.input + "=" + tt.value}
		if tt.input == "access-token" {
			changes = append(changes, "tenant-id=", "client-id=")
		}
		_, problems := Read(environment(changes...))
		if len(tt.says) == 0 {
			if len(problems) != 0 {
				t.Errorf("%s %q: %v, want none", tt.input, tt.value, problems)
			}
			continue
		}
		if len(problems) != 1 || strings.Contains(tt.input, "token") && tt.input != "federated-token-file" && strings.Contains(problems[0].Text, tt.value) {
			t.Errorf("%s %q: %v", tt.input, tt.value, problems)
			continue
		}
		for _, word := range tt.says {
			said, not := strings.CutPrefix(word, "!")
			if strings.Contains(problems[0].Error(), said) == not {
				t.Errorf("%s %q: %v, want %q", tt.input, tt.value, problems[0], word)
			}
		}
		if n := len([]rune(problems[0].Error())); n > 560 {
			t.Errorf("%s %q: %d characters", tt.input, tt.value, n)
		}
	}
}

// TestSwapped: two IDs in each other's input are named as swapped.
func TestSwapped(t *testing.T) {
	t.Parallel()
	const job = "scim.0a1b2c3d4e5f.4c5d6e7f-8a9b-4c1d-8e2f-3a4b5c6d7e8f"
	for _, changes := range [][]string{
		{"service-principal-id=" + job, "job-id=" + anSP}, {"tenant-id=" + aClient, "client-id=contoso.com"}, {"tenant-id=" + job, "job-id=" + aTenant},
	} {
		_, problems := Read(environment(changes...))
		other, _, _ := strings.Cut(changes[1], "=")
		if len(problems) != 1 || !strings.Contains(problems[0].Text, "swapped") || !strings.Contains(problems[0].Text, "`"+other+"`") {
			t.Errorf("%v: %v", changes, problems)
		}
	}
}

// TestProxyFixes: what is wrong with the address of a proxy is named.
func TestProxyFixes(t *testing.T) {
	t.Parallel()
	for proxy, says := range map[string]string{
		`"http://proxy:3128"`: "quotes", "http://proxy:3128 ": "blank", "http://proxy:3128\r": "line end", "socks4://proxy:1": "SOCKS 4",
		"http://user:p%ss@host:3128": "escape", "ftp://host": "begins with http", "http://host:port": "host and port", "${{ vars.PROXY }}": "expression",
	} {
		_, problems := Read(append(environment(), "HTTPS_PROXY="+proxy))
		if len(problems) != 1 || !strings.Contains(problems[0].Text, says) || (says != "escape") != !strings.Contains(problems[0].Text, "password") {
			t.Errorf("%q: %v, want %q", proxy, problems, says)
		}
	}
}

// TestCertificateFolders: a list of folders of which none is there is a problem.
func TestCertificateFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for folders, ok := range map[string]bool{"": true, dir: true, "/nonexistent:" + dir: true, "/nonexistent": false, "/dev/null": false} {
		_, problems := Read(append(environment(), "SSL_CERT_DIR="+folders))
		named := slices.ContainsFunc(problems, func(p Problem) bool { return p.Input == "SSL_CERT_DIR" })
		if named == ok || len(problems) > 1 {
			t.Errorf("%q: %v", folders, problems)
		}
	}
}
