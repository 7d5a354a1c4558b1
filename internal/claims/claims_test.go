package claims

import (
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// signed makes a token, by a key of no matter.
func signed(claims jwt.MapClaims) string {
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("key"))
	if err != nil {
		panic(err) // a map always encodes
	}
	return token
}

func TestRead(t *testing.T) {
	t.Parallel()
	application := jwt.MapClaims{"iss": "i", "aud": "https://graph.microsoft.com", "appid": "a", "oid": "o", "tid": "t", "roles": []string{"R1", "R2"}}
	person := jwt.MapClaims{"iss": "i", "aud": []string{"x", "y"}, "scp": " S1  S2 ", "roles": []string{"R"}}
	gitHub := jwt.MapClaims{"iss": "i", "sub": "repo:o/r:environment:e", "aud": "api", "environment": "e", "ref": "refs/heads/m", "repository": "o/r"}
	for name, tt := range map[string]struct {
		token       string
		ok          bool
		subject     string
		audience    []string
		permissions []string
		delegated   bool
	}{
		"application": {signed(application), true, "", []string{"https://graph.microsoft.com"}, []string{"R1", "R2"}, false},
		"person":      {signed(person), true, "", []string{"x", "y"}, []string{"S1", "S2"}, true},
		"GitHub":      {signed(gitHub), true, "repo:o/r:environment:e", []string{"api"}, nil, false},
		"opaque":      {token: "EwB4A8l6BAAUbDba3x2OMJElkF7gJ4z/VbCPEz0AAQ=="},
		"empty":       {token: ""},
		"no JSON":     {token: "a.b.c"},
		"two parts":   {token: "eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIn0"},
		"four parts":  {token: signed(gitHub) + ".x"},
		"no claims":   {token: signed(jwt.MapClaims{})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, ok := Read(tt.token)
			if signature := c.Algorithm + c.KeyID; signature != map[bool]string{true: "HS256", false: ""}[ok] {
				t.Errorf("signed with %q", signature)
			}
			if ok != tt.ok || c.Subject != tt.subject || !slices.Equal(c.Audience, tt.audience) ||
				!slices.Equal(c.Permissions(), tt.permissions) || c.Delegated() != tt.delegated {
				t.Errorf("%+v, %v", c, ok)
			}
		})
	}
}

// FuzzRead: for any text no panic, and nothing is read that is not in a JWT.
func FuzzRead(f *testing.F) {
	for _, token := range []string{
		"", ".", "..", "...", "a.b.c", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIn0.", "eyJhbGciOiJub25lIn0.eyJpc3MiOjF9.", "eyJhbGciOjF9.bnVsbA.x",
		signed(jwt.MapClaims{"iss": "i", "sub": "s", "aud": []any{"a", 1}, "exp": 1e300}),
		signed(jwt.MapClaims{"iss": "\u202e::error::", "aud": nil, "roles": "not a list", "scp": "a\x00b"}),
		"eyJhbGciOiJub25lIn0." + strings.Repeat("W1tb", 5000) + ".",
	} {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		c, ok := Read(token)
		if ok && strings.Count(token, ".") != 2 {
			t.Errorf("%q was read as a JWT", token)
		}
		if ok == (c.Issuer == "" && c.Subject == "" && len(c.Audience) == 0) {
			t.Errorf("%q: %+v, %v", token, c, ok)
		}
		if c.Delegated() && c.Scopes == "" || len(c.Permissions()) > len(token) {
			t.Errorf("%q: %+v", token, c)
		}
	})
}
