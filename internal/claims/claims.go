// Package claims reads the claims of a JSON web token, to show them to a
// person. Nothing here is verified, and nothing may be decided by it.
package claims

import (
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// Claims are the claims worth showing, of GitHub's OIDC tokens
// (https://docs.github.com/actions/reference/security/oidc) and of Microsoft's
// access tokens
// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
// What a token does not carry is empty.
type Claims struct {
	jwt.RegisteredClaims
	// Algorithm and KeyID say how the token is signed, by its header.
	Algorithm, KeyID string `json:"-"`
	// Environment, Repository, OwnerID, RepositoryID and Enterprise are GitHub's.
	Environment  string `json:"environment"`
	Repository   string `json:"repository"`
	OwnerID      string `json:"repository_owner_id"`
	RepositoryID string `json:"repository_id"`
	Enterprise   string `json:"enterprise"`
	// AppID and ObjectID are the calling application and its service principal
	// (or user) in an access token.
	AppID    string `json:"appid"`
	ObjectID string `json:"oid"`
	TenantID string `json:"tid"`
	// Roles are application permissions, Scopes delegated ones, blank-separated.
	Roles  []string `json:"roles"`
	Scopes string   `json:"scp"`
}

// Read decodes a token without verifying it. It returns false where the token
// is not a JWT, as the access tokens of personal accounts are not.
func Read(token string) (Claims, bool) {
	var c Claims
	parsed, _, _ := jwt.NewParser().ParseUnverified(token, &c)
	if parsed == nil || c.Issuer == "" && c.Subject == "" && len(c.Audience) == 0 {
		return Claims{}, false
	}
	c.Algorithm, _ = parsed.Header["alg"].(string)
	c.KeyID, _ = parsed.Header["kid"].(string)
	return c, true
}

// Delegated reports whether an access token acts for a signed-in user.
func (c Claims) Delegated() bool { return c.Scopes != "" }

// Permissions returns the roles of an application token or the scopes of a
// delegated one.
func (c Claims) Permissions() []string {
	if c.Delegated() {
		return strings.Fields(c.Scopes)
	}
	return c.Roles
}
