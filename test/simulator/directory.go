package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// The directory around the job, as far as other clients and the commands need
// it that the program prints: service principals and their owners and roles,
// applications and their federated credentials.
// https://learn.microsoft.com/graph/api/resources/serviceprincipal
// https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview

// directoryPath says whether a path is of the directory: of v1.0, and of beta
// the federated credentials of an application.
func directoryPath(path []string) bool {
	if len(path) < 2 || path[0] != "v1.0" && path[0] != "beta" {
		return false
	}
	credentials := len(path) > 2 && path[len(path)-1] == "federatedIdentityCredentials"
	if path[0] == "beta" {
		return credentials && path[1] == "applications" && len(path) == 4
	}
	switch path[1] {
	case "servicePrincipals":
		return len(path) < 4 || len(path) < 6 && slices.Contains([]string{"owners", "appRoleAssignments", "appRoleAssignedTo"}, path[3])
	case "applications":
		return len(path) == 2 || len(path) > 3 && len(path) < 6 && path[3] == "federatedIdentityCredentials"
	}
	return byAppID.MatchString(path[1]) && len(path) > 2 && path[2] == "federatedIdentityCredentials"
}

// byAppID is how an application is named by its application id.
var byAppID = regexp.MustCompile(`^applications\(appId='([^']*)'\)$`)

// directory answers the routes of the directory, to whoever may manage
// applications.
func (s *Simulator) directory(w http.ResponseWriter, r *http.Request, who caller, path []string) {
	if !slices.Contains(who.roles, RoleOwnedBy) && !who.delegated {
		write(w, s.graphError(r, forbidden))
		return
	}
	if m := byAppID.FindStringSubmatch(path[0]); m != nil {
		path = append([]string{"applications", m[1]}, path[1:]...)
	}
	switch {
	case len(path) == 1 && r.Method == http.MethodPost:
		s.create(w, r)
	case len(path) == 1:
		s.find(w, r, path[0] == "servicePrincipals")
	case path[0] == "applications":
		s.credentials(w, r, path)
	default:
		s.principal(w, r, path)
	}
}

var appIDFilter = regexp.MustCompile(`^appId eq '([^']*)'$`)

// find lists applications, or service principals, by the one filter that the
// commands use.
func (s *Simulator) find(w http.ResponseWriter, r *http.Request, principals bool) {
	filter := appIDFilter.FindStringSubmatch(r.URL.Query().Get("$filter"))
	list := []any{}
	for _, a := range s.apps() {
		if filter == nil || strings.EqualFold(a.AppID, filter[1]) {
			list = append(list, entity(a, principals))
		}
	}
	write(w, s.object(http.StatusOK, map[string]any{"value": list}))
}

func (s *Simulator) apps() []App {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.config.Apps)
}

func entity(a App, principal bool) map[string]any {
	id := a.RegistrationID
	if principal {
		id = a.ServicePrincipalID
	}
	return map[string]any{"id": id, "appId": a.AppID, "displayName": a.Name}
}

// create makes a service principal, or refuses where there is one.
// https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
func (s *Simulator) create(w http.ResponseWriter, r *http.Request) {
	var wanted struct{ AppID, DisplayName string }
	if json.NewDecoder(r.Body).Decode(&wanted) != nil {
		write(w, s.graphError(r, graphFailures[http.StatusBadRequest]))
		return
	}
	principals := !strings.HasSuffix(r.URL.Path, "/applications")
	i := slices.IndexFunc(s.apps(), func(a App) bool { return strings.EqualFold(a.AppID, wanted.AppID) })
	if principals && i >= 0 && s.apps()[i].ServicePrincipalID != "" {
		write(w, s.graphError(r, graphFailure{http.StatusConflict, "Request_MultipleObjectsWithSameKeyValue",
			"The service principal cannot be created because the service principal name " + wanted.AppID + " is already in use."}))
		return
	}
	app := App{Name: wanted.DisplayName, AppID: wanted.AppID, RegistrationID: s.records.guid(), ServicePrincipalID: s.records.guid()}
	if !principals {
		app.AppID, app.ServicePrincipalID = s.records.guid(), ""
	}
	s.mu.Lock()
	if i < 0 {
		s.config.Apps = append(s.config.Apps, app)
	} else {
		s.config.Apps[i].ServicePrincipalID = app.ServicePrincipalID
	}
	s.mu.Unlock()
	write(w, s.object(http.StatusCreated, entity(app, principals)))
}

// principal answers for one service principal, its owners and its roles.
func (s *Simulator) principal(w http.ResponseWriter, r *http.Request, path []string) {
	apps := s.apps()
	i := slices.IndexFunc(apps, func(a App) bool { return strings.EqualFold(a.ServicePrincipalID, path[1]) })
	switch {
	case i < 0:
		write(w, s.graphError(r, missing(path[1])))
	case r.Method == http.MethodPost:
		w.WriteHeader(http.StatusNoContent)
	case len(path) == 2:
		write(w, s.object(http.StatusOK, entity(apps[i], true)))
	case path[2] == "owners" && strings.EqualFold(path[1], ServicePrincipalID) && !s.config.NotOwner:
		write(w, s.object(http.StatusOK, map[string]any{"value": []any{map[string]any{"id": CallerObjectID, "appId": ClientID}}}))
	default:
		write(w, s.object(http.StatusOK, map[string]any{"value": []any{}}))
	}
}

// credentials answers for the federated credentials of an application. Those of
// the caller's own are the ones that its sign-in is held against.
func (s *Simulator) credentials(w http.ResponseWriter, r *http.Request, path []string) {
	own := strings.EqualFold(path[1], CallerRegistrationID) || strings.EqualFold(path[1], ClientID)
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.config.Credentials
	i := -1
	if len(path) > 3 {
		i = slices.IndexFunc(list, func(c Credential) bool { return c.id() == path[3] })
	}
	switch {
	case !own || len(path) > 3 && i < 0:
		write(w, s.graphError(r, missing(path[len(path)-1])))
	case r.Method == http.MethodGet && i < 0:
		all := []any{}
		for _, c := range list {
			all = append(all, c.entity())
		}
		write(w, s.object(http.StatusOK, map[string]any{"value": all}))
	case r.Method == http.MethodGet:
		write(w, s.object(http.StatusOK, list[i].entity()))
	case r.Method == http.MethodPost && i < 0, r.Method == http.MethodPatch && i >= 0:
		s.setCredential(w, r, i)
	default:
		write(w, s.graphError(r, graphFailures[http.StatusBadRequest]))
	}
}

// setCredential makes a credential, or changes one. Issuer and subject together
// are unique. The caller holds the lock.
// https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials
func (s *Simulator) setCredential(w http.ResponseWriter, r *http.Request, i int) {
	var wanted Credential
	if i >= 0 {
		wanted = s.config.Credentials[i]
	}
	if json.NewDecoder(r.Body).Decode(&wanted) != nil || wanted.Issuer == "" || wanted.Subject == "" || len(wanted.Audiences) != 1 {
		write(w, s.graphError(r, graphFailures[http.StatusBadRequest]))
		return
	}
	if i >= 0 {
		s.config.Credentials[i] = wanted
		w.WriteHeader(http.StatusNoContent)
		return
	}
	for _, c := range s.config.Credentials {
		if c.Issuer == wanted.Issuer && c.Subject == wanted.Subject {
			write(w, s.graphError(r, graphFailure{http.StatusConflict, "Request_MultipleObjectsWithSameKeyValue",
				"FederatedIdentityCredential with issuer and subject already exists on the application."}))
			return
		}
	}
	s.config.Credentials = append(s.config.Credentials, wanted)
	write(w, s.object(http.StatusCreated, wanted.entity()))
}

// object is an answer of Graph with one JSON object.
func (s *Simulator) object(status int, value map[string]any) reply {
	body, _ := json.Marshal(value)
	return newReply(status, graphJSON, body)
}

// chosen is an object with the properties of a $select alone; with all of them
// where it is empty, or where the body is no object.
func chosen(body []byte, names string) []byte {
	var all map[string]json.RawMessage
	if names == "" || json.Unmarshal(body, &all) != nil {
		return body
	}
	some := map[string]json.RawMessage{}
	for _, name := range strings.Split(names, ",") {
		if value, ok := all[strings.TrimSpace(name)]; ok {
			some[strings.TrimSpace(name)] = value
		}
	}
	body, _ = json.Marshal(some)
	return body
}
