package simulator

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// badForm is the refusal of a token request's form, the zero value where it is
// right.
func (s *Simulator) badForm(form url.Values) refusal {
	for _, name := range []string{"grant_type", "client_id", "scope", "client_assertion", "client_assertion_type"} {
		if form.Get(name) == "" {
			return refused(900144, name)
		}
	}
	if form.Get("grant_type") != "client_credentials" {
		return refused(70003)
	}
	if form.Get("client_assertion_type") != assertionType {
		return refused(50027)
	}
	if !strings.EqualFold(form.Get("client_id"), ClientID) {
		return refused(700016, form.Get("client_id"))
	}
	for i, scope := range strings.Fields(form.Get("scope")) {
		resource, ok := resourceOf(scope)
		switch {
		case i > 0 && slices.Contains([]string{"openid", "offline_access", "profile"}, scope):
		case !ok:
			return refused(1002012, scope)
		case !s.isGraph(resource) && (!s.config.Others || !slices.Contains(managerResources, resource)):
			return refused(500011, resource, TenantID)
		}
	}
	return refusal{}
}

// graphAppID is the application id of Microsoft Graph, which is as good a name
// of it as its address.
const graphAppID = "00000003-0000-0000-c000-000000000000"

// resourceOf is the resource of a scope that asks for all that was granted:
// everything before the last slash, and Microsoft Graph where there is none.
// https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope
func resourceOf(scope string) (string, bool) {
	if scope == ".default" {
		return graphAppID, true
	}
	return strings.CutSuffix(scope, "/.default")
}

// isGraph says whether a resource, or the audience of a token, is the Microsoft
// Graph of this cloud.
func (s *Simulator) isGraph(resource string) bool {
	return strings.EqualFold(resource, graphAppID) || strings.TrimSuffix(resource, "/") == "https://"+s.hosts.graph
}

// badAssertion is the refusal of an id token, the zero value where a federated
// credential admits it.
func (s *Simulator) badAssertion(assertion string) refusal {
	claims, err := claimsOf(assertion, keyOf)
	if errors.Is(err, jwt.ErrTokenMalformed) {
		return refused(50027)
	}
	if len(s.config.Credentials) == 0 {
		return refused(70025, ClientID)
	}
	issuer, _ := claims["iss"].(string)
	subject, _ := claims["sub"].(string)
	list := slices.Clone(s.config.Credentials)
	list = slices.DeleteFunc(list, func(c Credential) bool { return c.Issuer != issuer })
	switch {
	case len(list) == 0:
		return refused(700211, issuer)
	case errors.Is(err, jwt.ErrTokenSignatureInvalid) || errors.Is(err, jwt.ErrTokenUnverifiable):
		return refused(700027)
	case err != nil:
		return refused(700024, s.config.Now.Format(time.RFC3339))
	}
	return badSubject(list, subject, texts(claims["aud"]))
}

func badSubject(list []Credential, subject string, audience []string) refusal {
	same := slices.DeleteFunc(slices.Clone(list), func(c Credential) bool { return c.Subject != subject })
	if len(same) == 0 {
		if slices.ContainsFunc(list, func(c Credential) bool { return strings.EqualFold(c.Subject, subject) }) {
			return refused(7002138, subject)
		}
		return refused(700213, subject)
	}
	for _, c := range same {
		for _, a := range audience {
			if slices.Contains(c.Audiences, a) {
				return refusal{}
			}
		}
	}
	return refused(700212, strings.Join(audience, ", "))
}
