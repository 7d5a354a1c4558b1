package simulator

import (
	"net/http"
	"net/url"
	"strings"
)

// handler is the service behind a host, nil for a host that is not of this run.
func (s *Simulator) handler(host string) http.Handler {
	switch host {
	case s.config.GitHub:
		return http.HandlerFunc(s.gitHub)
	case s.hosts.authority:
		return http.HandlerFunc(s.entra)
	case s.hosts.graph:
		return http.HandlerFunc(s.graph)
	}
	if host == managerHost && s.config.Others {
		return http.HandlerFunc(s.manager)
	}
	return nil
}

func (s *Simulator) connectCall(host string) string {
	switch host {
	case s.config.GitHub:
		return CallConnectGitHub
	case s.hosts.authority:
		return CallConnectEntra
	case s.hosts.graph:
		return CallConnectGraph
	}
	return callNone
}

// callOf names a request by host and path. The method does not matter: a wrong
// one is a violation of that call.
func (s *Simulator) callOf(r *http.Request) string {
	path := segments(r.URL)
	switch r.Host {
	case s.config.GitHub:
		if r.URL.EscapedPath() == requestPath {
			return CallOIDC
		}
	case s.hosts.authority:
		return entraCall(path)
	case s.hosts.graph:
		call := graphCall(path)
		s.mu.Lock()
		defer s.mu.Unlock()
		if call == CallStart && r.Method == http.MethodPost {
			s.posted = true
		}
		if call == CallRead && s.posted {
			return CallReadBack
		}
		return call
	}
	if r.Host == managerHost {
		return CallManager
	}
	return callNone
}

// segments are the parts of a path, each unescaped on its own, so that an
// escaped slash stays in its part.
func segments(u *url.URL) []string {
	parts := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil {
			parts[i] = plain
		}
	}
	return parts
}

// unknown answers what the real service would not be asked for.
func (s *Simulator) unknown(w http.ResponseWriter, r *http.Request) {
	s.records.violation("%s %s%s is not a request of this program", r.Method, r.Host, r.URL.EscapedPath())
	status := http.StatusNotImplemented
	if strings.Contains(r.URL.EscapedPath(), "//") {
		status = http.StatusNotFound // a slash too many is one more segment, which no service has
	}
	http.Error(w, "the simulator does not know this path", status)
}

// allow checks a request's method and says whether it is the expected one.
func (s *Simulator) allow(w http.ResponseWriter, r *http.Request, method string) bool {
	if r.Method == method {
		return true
	}
	s.records.violation("%s %s%s, not %s", r.Method, r.Host, r.URL.EscapedPath(), method)
	w.Header().Set("Allow", method)
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	return false
}

// documented is the error body of the service that a call goes to, for a status.
func (s *Simulator) documented(r *http.Request, call string, status int) reply {
	switch call {
	case CallOIDC:
		return gitHubError(status)
	case CallDiscovery, CallToken:
		return s.entraStatus(status)
	case CallRead, CallReadBack, CallStart, CallPause, CallValidate, CallJobs, CallLookupApp, CallRegistration, CallDirectory:
		return s.graphStatus(r, status)
	}
	return newReply(status, "text/plain", []byte(http.StatusText(status)+"\n"))
}
