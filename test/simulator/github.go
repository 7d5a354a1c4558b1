package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// requestPath is the path of ACTIONS_ID_TOKEN_REQUEST_URL; the double slash is
// GitHub's.
const requestPath = "/84//idtoken/7ef5a0e2-91c3-4d68-b40f-2a6d9c8e1b57/f30b2c1d-5e4a-4b87-9d06-c1a8e7f4920b"

// gitHub issues OIDC tokens of the workflow.
// https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
func (s *Simulator) gitHub(w http.ResponseWriter, r *http.Request) {
	if r.URL.EscapedPath() != requestPath {
		s.unknown(w, r)
		return
	}
	if !s.allow(w, r, http.MethodGet) {
		return
	}
	if bearer(r.Header.Get("Authorization")) != s.request {
		write(w, gitHubError(http.StatusUnauthorized))
		return
	}
	if r.URL.Query().Get("api-version") == "" {
		s.records.violation("the OIDC request lost the query of ACTIONS_ID_TOKEN_REQUEST_URL")
	}
	audience := r.URL.Query().Get("audience")
	if audience == "" {
		audience = "https://github.com/" + Owner
	}
	token := s.gitHubToken(audience)
	body, _ := json.Marshal(map[string]any{"count": len(token), "value": token})
	write(w, newReply(http.StatusOK, "application/json; charset=utf-8", body))
}

func gitHubError(status int) reply {
	body, _ := json.Marshal(map[string]any{
		"$id": "1", "message": strings.ToLower(http.StatusText(status)), "typeKey": "SimulatedException", "errorCode": 0,
	})
	return newReply(status, "application/json; charset=utf-8", body)
}

// write copies a reply into a handler's answer.
func write(w http.ResponseWriter, rep reply) {
	for name, values := range rep.header {
		w.Header()[name] = values
	}
	w.WriteHeader(rep.status)
	if len(rep.body) > 0 {
		_, _ = w.Write(rep.body)
	}
}
