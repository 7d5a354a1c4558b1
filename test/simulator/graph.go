package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

func graphCall(path []string) string {
	if len(path) < 2 || path[0] != "v1.0" {
		return callNone
	}
	path = path[1:]
	switch {
	case len(path) == 1 && appIDOf(path[0]) != "":
		return CallLookupApp
	case len(path) == 2 && path[0] == "applications":
		return CallRegistration
	case len(path) < 4 || path[0] != "servicePrincipals" || path[2] != "synchronization" || path[3] != "jobs":
		return callNone
	case len(path) == 4:
		return CallJobs
	case len(path) == 5:
		return CallRead
	case len(path) == 6 && path[5] == "start":
		return CallStart
	case len(path) == 6 && path[5] == "pause":
		return CallPause
	}
	return callNone
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
	s.stamp(w.Header(), r)
	path := segments(r.URL)
	call := graphCall(path)
	method := http.MethodGet
	switch call {
	case callNone:
		s.unknown(w, r)
		return
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
	default:
		s.synchronization(w, r, who, call, path)
	}
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
	default:
		write(w, newReply(http.StatusOK, graphJSON, s.Job()))
	}
}

// start schedules the job.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start
func (s *Simulator) start(w http.ResponseWriter) {
	s.mu.Lock()
	s.job = started(s.job, s.config.Lag)
	s.mu.Unlock()
	s.records.mu.Lock()
	s.records.acts++
	s.records.mu.Unlock()
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
	for _, name := range strings.Split(r.URL.Query().Get("$select"), ",") {
		if value, ok := all[name]; ok {
			answer[name] = value
		} else {
			s.records.violation("lookup without a usable $select: %q", r.URL.RawQuery)
		}
	}
	body, _ := json.Marshal(answer)
	write(w, newReply(http.StatusOK, graphJSON, body))
}
