package untrusted

import (
	"strings"
	"testing"
)

// TestGiven: a value is quoted whole and unaltered, or described.
func TestGiven(t *testing.T) {
	t.Parallel()
	key := "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
	for value, want := range map[string]string{
		"":                        "(empty)",
		"contoso.com":             "`contoso.com`",
		"two words":               "`two words`",
		"<b>@x":                   "`<b>@x`",
		strings.Repeat("ä", 160):  "`" + strings.Repeat("ä", 160) + "`",
		strings.Repeat("ä", 161):  "a value of 161 characters",
		"two  blanks":             "a value of 11 characters",
		"line\nend":               "a text of several lines of 8 characters",
		"zero\u200bwidth":         "a value of 10 characters",
		"a`b":                     "a value of 3 characters",
		"a|b":                     "a value of 3 characters",
		"##[error]x":              "a value of 10 characters",
		"bytes\xff":               "a value of 6 characters",
		key:                       "a PEM key of 78 characters",
		`{"clientSecret":"x  y"}`: "a JSON object of 23 characters",
		"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln": "a JWT of 41 characters",
	} {
		if got := Given(value); got != want {
			t.Errorf("Given(%q) = %q, want %q", value, got, want)
		}
	}
}
