package simulator

import (
	"encoding/json"
	"mime"
	"net/http"
	"regexp"
	"strings"
)

func entraCall(path []string) string {
	switch {
	case len(path) == 4 && path[1] == "v2.0" && path[2] == ".well-known" && path[3] == "openid-configuration":
		return CallDiscovery
	case len(path) == 3 && path[0] == "common" && path[1] == "discovery" && path[2] == "instance":
		return CallDiscovery
	case len(path) == 4 && path[1] == "oauth2" && path[2] == "v2.0" && path[3] == "token":
		return CallToken
	}
	return callNone
}

// entra answers as the Entra authority of the cloud.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
func (s *Simulator) entra(w http.ResponseWriter, r *http.Request) {
	path := segments(r.URL)
	if r.Header.Get("Authorization") != "" {
		s.records.violation("%s carried an Authorization header", r.Host)
	}
	switch entraCall(path) {
	case CallDiscovery:
		s.ofOthers(r)
		if !s.allow(w, r, http.MethodGet) {
			return
		}
		if path[0] == "common" {
			s.instance(w, r)
		} else {
			s.discovery(w, path[0])
		}
	case CallToken:
		if s.allow(w, r, http.MethodPost) {
			s.token(w, r, path[0])
		}
	default:
		s.unknown(w, r)
	}
}

var (
	guid   = regexp.MustCompile(`^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	domain = regexp.MustCompile(`^(?i)[a-z0-9-]+(\.[a-z0-9-]+)+$`)
)

// noTenant is the refusal of a tenant, the zero value where the tenant exists.
func noTenant(tenant string) refusal {
	switch {
	case strings.EqualFold(tenant, TenantID) || strings.EqualFold(tenant, TenantDomain):
		return refusal{}
	case guid.MatchString(tenant) || domain.MatchString(tenant):
		return refused(90002, tenant)
	}
	return refused(900023, tenant)
}

func (s *Simulator) discovery(w http.ResponseWriter, tenant string) {
	if no := noTenant(tenant); no.code != 0 {
		write(w, s.entraError(no))
		return
	}
	root := "https://" + s.hosts.authority + "/" + TenantID
	body, _ := json.Marshal(map[string]any{
		"token_endpoint":                        root + "/oauth2/v2.0/token",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		"jwks_uri":                              root + "/discovery/v2.0/keys",
		"issuer":                                root + "/v2.0",
		"authorization_endpoint":                root + "/oauth2/v2.0/authorize",
		"device_authorization_endpoint":         root + "/oauth2/v2.0/devicecode",
		"response_types_supported":              []string{"code", "id_token", "code id_token", "id_token token"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"msgraph_host":                          s.hosts.graph,
	})
	write(w, newReply(http.StatusOK, "application/json; charset=utf-8", body))
}

func (s *Simulator) instance(w http.ResponseWriter, r *http.Request) {
	body, _ := json.Marshal(map[string]any{
		"tenant_discovery_endpoint": "https://" + r.Host + "/" + TenantID + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata": []map[string]any{{
			"preferred_network": r.Host, "preferred_cache": r.Host, "aliases": []string{r.Host},
		}},
	})
	write(w, newReply(http.StatusOK, "application/json; charset=utf-8", body))
}

// token exchanges an id token for a Graph token.
func (s *Simulator) token(w http.ResponseWriter, r *http.Request, tenant string) {
	if err := r.ParseForm(); err != nil || len(r.PostForm) == 0 {
		write(w, s.entraError(refused(900144, "grant_type")))
		return
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		s.records.violation("the token request is %q, not a form", kind)
	}
	assertion := r.PostForm.Get("client_assertion")
	if assertion != "" {
		s.records.secret(assertion)
		if !s.records.fresh(assertion) && !s.config.SameToken && !s.config.Others { // az signs in to two services with it
			s.records.violation("one assertion was sent twice")
		}
	}
	no := noTenant(tenant)
	if no.code == 0 {
		no = s.badForm(r.PostForm)
	}
	if no.code == 0 {
		no = s.badAssertion(assertion)
	}
	if no.code != 0 {
		write(w, s.entraError(no))
		return
	}
	resource, _ := resourceOf(strings.Fields(r.PostForm.Get("scope"))[0])
	body, _ := json.Marshal(map[string]any{
		"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
		"access_token": s.GraphToken(TokenOptions{Audience: resource}),
	})
	rep := newReply(http.StatusOK, "application/json; charset=utf-8", body)
	rep.header.Set("Cache-Control", "no-store, no-cache")
	write(w, rep)
}
