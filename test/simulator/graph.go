package simulator

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// graphCall names a request to Graph by its path.
func graphCall(path []string) string {
	if directoryPath(path) {
		return CallDirectory
	}
	if len(path) < 2 || path[0] != "v1.0" {
		return callNone
	}
	path = path[1:]
	if appIDOf(path[0]) != "" {
		if len(path) == 1 {
			return CallLookupApp
		}
		path = append([]string{"servicePrincipals", path[0]}, path[1:]...)
	}
	switch {
	case len(path) == 2 && path[0] == "applications":
		return CallRegistration
	case len(path) < 4 || path[0] != "servicePrincipals" || path[2] != "synchronization" || path[3] != "jobs":
		return callNone
	case len(path) == 4:
		return CallJobs
	case len(path) == 5:
		return CallRead
	case len(path) == 6:
		return cmp.Or(jobActions[path[5]], callNone)
	}
	return callNone
}

// jobActions are the actions of a job by the last segment of their path.
var jobActions = map[string]string{
	"start": CallStart, "pause": CallPause, "validateCredentials": CallValidate, "restart": CallRestart,
}

// appIDOf is the id in servicePrincipals(appId='…').
func appIDOf(segment string) string {
	id, ok := strings.CutPrefix(segment, "servicePrincipals(appId='")
	if !ok {
		return ""
	}
	id, _ = strings.CutSuffix(id, "')")
	return id
}

// graph answers as Microsoft Graph.
// https://learn.microsoft.com/graph/api/resources/synchronization-overview
func (s *Simulator) graph(w http.ResponseWriter, r *http.Request) {
	if (r.Method == http.MethodPost || r.Method == http.MethodPatch) && r.ContentLength == 0 && r.Header.Get("Content-Length") == "" {
		s.lengthRequired(w, r)
		return
	}
	s.stamp(w.Header(), r)
	path := segments(r.URL)
	call := graphCall(path)
	method := http.MethodGet
	switch call {
	case callNone:
		s.unknownToGraph(w, r, path)
		return
	case CallDirectory:
		if r.Method != http.MethodGet || path[1] != "servicePrincipals" || len(path) != 3 { // the program reads a name
			s.ofOthers(r)
		}
		method = r.Method
	case CallValidate, CallRestart:
		s.ofOthers(r)
		method = http.MethodPost
	case CallStart, CallPause:
		method = http.MethodPost
	}
	if !s.allow(w, r, method) {
		return
	}
	who, no := s.caller(r)
	if no != nil {
		write(w, s.graphError(r, *no))
		return
	}
	switch call {
	case CallLookupApp:
		s.lookup(w, r, who, func(a App) bool { return strings.EqualFold(a.AppID, appIDOf(path[1])) }, false)
	case CallRegistration:
		s.lookup(w, r, who, func(a App) bool { return strings.EqualFold(a.RegistrationID, path[2]) }, true)
	case CallDirectory:
		s.directory(w, r, who, path[1:])
	default:
		s.synchronization(w, r, who, call, s.byID(path))
	}
}

// byID is a path below servicePrincipals(appId='…') with the object id in place
// of the application id.
func (s *Simulator) byID(path []string) []string {
	id := appIDOf(path[1])
	if id == "" {
		return path
	}
	principal := path[1] // of nobody
	for _, a := range s.config.Apps {
		if strings.EqualFold(a.AppID, id) {
			principal = a.ServicePrincipalID
		}
	}
	return append([]string{path[0], "servicePrincipals", principal}, path[2:]...)
}

// lengthRequired is the answer of the edge in front of Graph to a request that
// does not say how long its body is: a page without Graph's request-id.
// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2262
func (s *Simulator) lengthRequired(w http.ResponseWriter, r *http.Request) {
	if !s.config.Others {
		s.records.violation("%s %s without Content-Length", r.Method, r.URL.Path)
	}
	write(w, newReply(http.StatusLengthRequired, "text/html; charset=us-ascii",
		[]byte("<!DOCTYPE html><html><head><title>Length Required</title></head><body><h2>Length Required</h2></body></html>\r\n")))
}

// ofOthers records a request that this program never makes.
func (s *Simulator) ofOthers(r *http.Request) {
	if !s.config.Others {
		s.records.violation("%s %s%s is not a request of this program", r.Method, r.Host, r.URL.EscapedPath())
	}
}

// unknownToGraph answers a path that the simulator does not have.
func (s *Simulator) unknownToGraph(w http.ResponseWriter, r *http.Request, path []string) {
	if path[0] != "beta" {
		s.unknown(w, r)
		return
	}
	s.records.violation("%s %s%s: the simulator has v1.0", r.Method, r.Host, r.URL.EscapedPath())
	http.Error(w, "the simulator has v1.0 of Microsoft Graph, and of beta only the list of federated credentials", http.StatusNotImplemented)
}

// synchronization answers the routes of a service principal's jobs.
func (s *Simulator) synchronization(w http.ResponseWriter, r *http.Request, who caller, call string, path []string) {
	known := slices.ContainsFunc(s.config.Apps, func(a App) bool { return strings.EqualFold(a.ServicePrincipalID, path[2]) })
	owner := strings.EqualFold(path[2], ServicePrincipalID) && !s.config.NotOwner
	job := ""
	if call != CallJobs {
		job = path[5]
	}
	switch {
	case !known && who.onlyOwned():
		write(w, s.graphError(r, unknownError))
	case !known:
		write(w, s.graphError(r, missing(path[2])))
	case !who.may(call, owner):
		write(w, s.graphError(r, s.denial()))
	case call == CallJobs:
		s.list(w, path[2])
	case !strings.EqualFold(path[2], ServicePrincipalID) || job != s.config.JobID:
		write(w, s.graphError(r, graphFailure{http.StatusNotFound, "NotFound", "No synchronization job with id '" + job + "' was found."}))
	case call == CallStart:
		s.start(w)
	case call == CallPause:
		s.pause(w)
	case call == CallRestart:
		s.schedule(w)
	case call == CallValidate:
		w.WriteHeader(http.StatusNoContent)
	default:
		write(w, newReply(http.StatusOK, graphJSON, chosen(s.Job(), r.URL.Query().Get("$select"))))
	}
}

// start schedules the job.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start
func (s *Simulator) start(w http.ResponseWriter) {
	s.records.mu.Lock()
	s.records.acts++
	s.records.mu.Unlock()
	s.schedule(w)
}

// schedule is what a start and a restart have in common.
func (s *Simulator) schedule(w http.ResponseWriter) {
	s.mu.Lock()
	s.job = started(s.job, s.config.Lag)
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// pause pauses the job.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-pause
func (s *Simulator) pause(w http.ResponseWriter) {
	s.mu.Lock()
	s.job = With(s.job, "status.code", "Paused", "schedule.state", "Paused")
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// list gives the jobs of a service principal.
// https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs
func (s *Simulator) list(w http.ResponseWriter, principal string) {
	jobs := []json.RawMessage{}
	if strings.EqualFold(principal, ServicePrincipalID) {
		body := s.Job()
		if json.Valid(body) {
			jobs = append(jobs, With(body, "id", s.config.JobID))
		}
		for _, id := range s.config.OtherJobs {
			jobs = append(jobs, With(Sample("just-started"), "id", id))
		}
	}
	body, _ := json.Marshal(map[string]any{
		"@odata.context": "https://" + s.hosts.graph + "/v1.0/$metadata#servicePrincipals('" + principal + "')/synchronization/jobs",
		"value":          jobs,
	})
	write(w, newReply(http.StatusOK, graphJSON, body))
}

// lookup answers for a service principal by its application id, or for an app
// registration.
func (s *Simulator) lookup(w http.ResponseWriter, r *http.Request, who caller, is func(App) bool, registration bool) {
	if !slices.Contains(who.roles, RoleOwnedBy) && !who.delegated {
		write(w, s.graphError(r, forbidden))
		return
	}
	i := slices.IndexFunc(s.config.Apps, is)
	if i < 0 {
		write(w, s.graphError(r, missing(segments(r.URL)[len(segments(r.URL))-1])))
		return
	}
	app := s.config.Apps[i]
	id := app.ServicePrincipalID
	if registration {
		id = app.RegistrationID
	}
	all := map[string]any{"id": id, "appId": app.AppID, "displayName": app.Name}
	answer := map[string]any{"@odata.context": "https://" + s.hosts.graph + "/v1.0/$metadata#directoryObjects/$entity"}
	if s.config.Others && r.URL.Query().Get("$select") == "" {
		maps.Copy(answer, all)
		write(w, s.object(http.StatusOK, answer))
		return
	}
	for _, name := range strings.Split(r.URL.Query().Get("$select"), ",") {
		if value, ok := all[name]; ok {
			answer[name] = value
		} else {
			s.records.violation("lookup without a usable $select: %q", r.URL.RawQuery)
		}
	}
	write(w, s.object(http.StatusOK, answer))
}
