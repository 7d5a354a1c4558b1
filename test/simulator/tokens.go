package simulator

import (
	"crypto/rand"
	"crypto/rsa"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The signing keys of GitHub, of the cluster and of Entra, made once per
// process: an RSA key takes longer than a whole run.
var (
	gitHubKey  = sync.OnceValue(newKey)
	clusterKey = sync.OnceValue(newKey)
	entraKey   = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // crypto/rand does not fail on a working system
	}
	return key
}

func (s *Simulator) sign(key *rsa.PrivateKey, kid string, claims jwt.MapClaims) string {
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = kid
	signed, err := token.SignedString(key)
	if err != nil {
		panic(err) // a map of strings and numbers always encodes
	}
	s.records.secret(signed)
	return signed
}

// gitHubToken is the OIDC token of the workflow, for an audience. It lives five
// minutes.
// https://docs.github.com/actions/reference/security/oidc#oidc-token-claims
func (s *Simulator) gitHubToken(audience string) string {
	now := time.Now()
	claims := jwt.MapClaims{
		"iss": s.config.Issuer, "sub": s.config.Subject, "aud": audience, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Add(-10 * time.Minute).Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"repository": Repository, "repository_owner": Owner, "repository_id": "720816", "repository_owner_id": "41302",
		"ref": Ref, "ref_type": "branch", "sha": "0d1f2e3c4b5a69788796a5b4c3d2e1f001122334", "actor": "octavia",
		"workflow": Workflow, "job_workflow_ref": WorkflowRef, "event_name": "workflow_dispatch",
		"run_id": "17204418093", "run_attempt": "1", "runner_environment": "github-hosted",
	}
	change(claims, s.config.Claims)
	return s.sign(gitHubKey(), "github", claims)
}

// The issuer, the subject and the audience of a token that a Kubernetes cluster
// projects into a container:
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection
const (
	ClusterIssuer  = "https://oidc.cluster.example/5c3f0e1a"
	ClusterSubject = "system:serviceaccount:provisioning:start"
)

// ClusterCredential is the federated credential that admits a token of the
// cluster.
var ClusterCredential = Credential{Issuer: ClusterIssuer, Subject: ClusterSubject}

// ClusterToken is a token of the cluster, with further or other claims. It
// lives an hour.
func (s *Simulator) ClusterToken(claims map[string]any) string {
	now := time.Now()
	all := jwt.MapClaims{
		"iss": ClusterIssuer, "sub": ClusterSubject, "aud": []string{s.config.Audience}, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"kubernetes.io": map[string]any{"namespace": "provisioning", "serviceaccount": map[string]any{"name": "start"}},
	}
	maps.Copy(all, claims)
	return s.sign(clusterKey(), "cluster", all)
}

// keyOf is the public key of a token by the name in its head, as Entra finds it
// in the issuer's list.
func keyOf(token *jwt.Token) (any, error) {
	if token.Header["kid"] == "cluster" {
		return &clusterKey().PublicKey, nil
	}
	return &gitHubKey().PublicKey, nil
}

func entraKeyOf(*jwt.Token) (any, error) { return &entraKey().PublicKey, nil }

// TokenOptions vary the token that GraphToken mints. Its zero value is the
// caller's own application token.
type TokenOptions struct {
	Delegated     bool     // of a person: `scp` and directory roles instead of `roles`
	Scopes        string   // of a delegated token; "" is RoleReadWrite
	DirectoryRole string   // template id of the person's directory role; "" is Cloud Application Administrator
	NoRole        bool     // the person has no directory role
	Roles         []string // of an application token; nil is Config.Roles
	Audience      string   // "" is the cloud's Graph root
	Expired       bool
}

// change sets claims, and leaves out those that are nil.
func change(claims jwt.MapClaims, other map[string]any) {
	maps.Copy(claims, other)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
}

// cloudAppAdmin is the template id of the directory role Cloud Application
// Administrator.
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#cloud-application-administrator
const cloudAppAdmin = "158c047a-c907-4556-b7ef-446551a6b5f7"

// GraphToken mints a Microsoft Graph token, as `az account get-access-token`
// would give it.
func (s *Simulator) GraphToken(o TokenOptions) string {
	now := time.Now()
	if o.Expired {
		now = now.Add(-2 * time.Hour)
	}
	if o.Audience == "" {
		o.Audience = "https://" + s.hosts.graph
	}
	claims := jwt.MapClaims{
		"aud": o.Audience, "iss": "https://sts.windows.net/" + TenantID + "/", "tid": TenantID, "ver": "1.0",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(), "uti": rand.Text(), "appid": ClientID,
	}
	if o.Delegated {
		person(claims, o)
		return s.sign(entraKey(), "entra", claims)
	}
	if o.Roles == nil {
		o.Roles = s.config.Roles
	}
	claims["idtyp"], claims["oid"], claims["sub"] = "app", CallerObjectID, CallerObjectID
	claims["app_displayname"] = "directory workflow"
	if len(o.Roles) > 0 {
		claims["roles"] = o.Roles
	}
	change(claims, s.config.TokenClaims)
	return s.sign(entraKey(), "entra", claims)
}

func person(claims jwt.MapClaims, o TokenOptions) {
	if o.Scopes == "" {
		o.Scopes = RoleReadWrite
	}
	if o.DirectoryRole == "" {
		o.DirectoryRole = cloudAppAdmin
	}
	claims["idtyp"], claims["oid"], claims["scp"] = "user", UserObjectID, o.Scopes
	claims["upn"] = "octavia@" + TenantDomain
	if !o.NoRole {
		claims["wids"] = []string{o.DirectoryRole}
	}
}

// bearer is the token of an Authorization header.
func bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// claimsOf checks signature and lifetime of a token and gives its claims, also
// beside an error where they could be read.
func claimsOf(token string, key jwt.Keyfunc) (jwt.MapClaims, error) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(token, claims, key,
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired())
	return claims, err
}

// texts reads a claim that is one string or a list of strings.
func texts(claim any) []string {
	switch v := claim.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			if text, ok := item.(string); ok {
				list = append(list, text)
			}
		}
		return list
	}
	return nil
}
