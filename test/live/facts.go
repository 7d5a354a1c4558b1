package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"start-synchronization-job/test/simulator"
)

// fact is something that the simulator claims to know about the services: a
// request, and what is read from its answer.
type fact struct {
	name  string
	needs []need
	ask   ask
	read  func(*world, answer) reading
}

// need says why a fact cannot be asked, and nothing where it can.
type need func(*world) string

// ask makes the request of a fact.
type ask func(context.Context, *world) (answer, error)

// reading is what an answer says, aspect by aspect, with nothing in it that
// belongs to the tenant alone.
type reading map[string]string

// found is a fact as one world has it: a reading, why it was not asked, or what
// came in place of an answer.
type found struct {
	reading           reading
	notAsked, notSeen string
}

// facts are in the order in which they are asked.
var facts = []fact{
	{"openid-configuration, against the table of the clouds", nil, configuration, endpoints},
	{"sign-in", []need{signIn}, first(func(w *world) outcome { return w.signIn }), grant},
	{"sign-in at a random tenant", []need{signIn}, exchange(otherTenant), refusal},
	{"sign-in for a resource that does not exist", []need{signIn}, exchange(otherResource), refusal},
	{"sign-in with a scope other than .default", []need{signIn}, exchange(otherScope), refusal},
	{"sign-in with another audience", []need{signIn, gitHub}, exchange(otherAudience), refusal},
	{"access token: audience, permissions, lifetime", []need{token}, without, accessToken},
	{"headers of Microsoft Graph, HTTP/2", []need{token}, first(func(w *world) outcome { return w.list }), headers},
	{"list of the jobs", []need{token}, first(func(w *world) outcome { return w.list }), listed},
	{"body of a paused job", []need{token, inState("paused")}, first(func(w *world) outcome { return w.job }), shape},
	{"body of a new job", []need{token, inState("new")}, first(func(w *world) outcome { return w.job }), shape},
	{"read without a permission", []need{token, none}, first(func(w *world) outcome { return w.list }), refusal},
	{"read with OwnedBy, without ownership", []need{token, notOwner}, first(func(w *world) outcome { return w.list }), refusal},
	{"read of a random job", []need{token}, read(func(w *world) string { return w.jobs(w.in.ServicePrincipalID) + "/" + w.someJob }), refusal},
	{"read at a random service principal", []need{token}, read(func(w *world) string { return w.jobs(w.somePrincipal) + "/" + w.someJob }), refusal},
	{"read at an application ID", []need{token, application}, read(func(w *world) string { return w.jobs(w.claims.AppID) }), refusal},
	{"read at the object ID of an app registration", []need{token, application}, registration, refusal},
	{"service principal by its object ID", []need{token}, read(func(w *world) string {
		return "/servicePrincipals/" + url.PathEscape(w.in.ServicePrincipalID) + "?$select=id,displayName"
	}), refusal},
	{"service principal by an application ID", []need{token, application}, read(func(w *world) string {
		return "/servicePrincipals(appId='" + url.PathEscape(w.claims.AppID) + "')?$select=id,displayName"
	}), refusal},
	{"start of nothing", []need{token, starting}, startOnce, refusal},
	{"start of nothing with a read-only permission", []need{token, starting, readOnly}, startOnce, refusal},
	{"start of nothing without Content-Length", []need{token, starting}, startWithoutLength, refusal},
}

// findAll asks for all facts, one after the other.
func (w *world) findAll(ctx context.Context) []found {
	all := make([]found, len(facts))
	for i, f := range facts {
		all[i] = f.find(ctx, w)
	}
	return all
}

func (f fact) find(ctx context.Context, w *world) found {
	for _, need := range f.needs {
		if why := need(w); why != "" {
			return found{notAsked: why}
		}
	}
	got, err := f.ask(ctx, w)
	switch {
	case err == nil:
		return found{reading: f.read(w, got)}
	case err == errNothing: //nolint:errorlint // never wrapped
		return found{notAsked: "it needs an answer that did not come"}
	}
	return found{notSeen: err.Error()}
}

// The needs.

func signIn(w *world) string {
	return unless(w.in.AccessToken == "", "it needs a run without an access token")
}

func gitHub(w *world) string {
	return unless(!w.in.FederatedToken.Given(), "it needs GitHub's endpoint for id tokens")
}

func token(w *world) string { return unless(w.token != "", "it needs an access token") }

func starting(w *world) string { return unless(w.starts, "it needs -start-nothing") }

func application(w *world) string {
	return unless(w.claims.AppID != "", "it needs a token that names its application")
}

func none(w *world) string {
	return unless(len(w.claims.Permissions()) == 0, "it needs an application without a permission")
}

func notOwner(w *world) string {
	refused := w.list.err == nil && w.list.status != http.StatusOK
	return unless(only(w, simulator.RoleOwnedBy) && refused, "it needs an application with OwnedBy that does not own the enterprise application")
}

func readOnly(w *world) string {
	return unless(only(w, simulator.RoleRead), "it needs an application with nothing but Synchronization.Read.All")
}

func only(w *world, role string) bool {
	return !w.claims.Delegated() && slices.Equal(w.claims.Roles, []string{role})
}

func inState(name string) need {
	return func(w *world) string {
		if w.in.JobID == "" {
			return "it needs a job: set INPUT_JOB_ID"
		}
		return unless(w.state.name == name, "it needs a job that is "+name)
	}
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// The requests.

func configuration(ctx context.Context, w *world) (answer, error) {
	tenant := w.in.TenantID
	if tenant == "" {
		tenant = w.claims.TenantID
	}
	address := w.in.Cloud.Authority + "/" + url.PathEscape(tenant) + "/v2.0/.well-known/openid-configuration"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, err
	}
	return send(w.client, request)
}

// first takes what prepare has seen.
func first(which func(*world) outcome) ask {
	return func(_ context.Context, w *world) (answer, error) {
		seen := which(w)
		return seen.answer, seen.err
	}
}

// without is for a fact that needs no request of its own.
func without(context.Context, *world) (answer, error) { return answer{}, nil }

// parameters are those of a token request: tenant, scope and audience of the id
// token.
type parameters struct{ tenant, scope, audience string }

func exchange(wrong func(*world, *parameters)) ask {
	return func(ctx context.Context, w *world) (answer, error) {
		p := parameters{w.in.TenantID, w.scope(), w.in.Audience}
		wrong(w, &p)
		return w.exchange(ctx, p.tenant, p.scope, p.audience)
	}
}

func otherTenant(w *world, p *parameters)   { p.tenant = w.someTenant }
func otherResource(w *world, p *parameters) { p.scope = "api://" + w.somePrincipal + "/.default" }
func otherScope(w *world, p *parameters)    { p.scope = w.in.Cloud.Graph + "/User.Read" }
func otherAudience(_ *world, p *parameters) { p.audience = someAudience }

func read(path func(*world) string) ask {
	return func(ctx context.Context, w *world) (answer, error) { return w.get(ctx, path(w)) }
}

// registration reads the jobs of an app registration as if it were a service
// principal. Its object ID it has to look up.
func registration(ctx context.Context, w *world) (answer, error) {
	looked, err := w.get(ctx, "/applications?$filter=appId%20eq%20'"+url.QueryEscape(w.claims.AppID)+"'&$select=id")
	if err != nil {
		return answer{}, err
	}
	var list struct{ Value []struct{ ID string } }
	_ = json.Unmarshal(looked.body, &list)
	if len(list.Value) == 0 {
		return answer{}, errNothing
	}
	w.hidden.add("<registration>", list.Value[0].ID)
	return w.get(ctx, w.jobs(list.Value[0].ID))
}

// startOnce sends a start of nothing, for all facts that are about it.
func startOnce(ctx context.Context, w *world) (answer, error) {
	if w.start.err == errNothing { //nolint:errorlint // never wrapped
		w.start.answer, w.start.err = w.startNothing(ctx, w.client, true)
	}
	return w.start.answer, w.start.err
}

func startWithoutLength(ctx context.Context, w *world) (answer, error) {
	return w.startNothing(ctx, w.plain, false)
}
