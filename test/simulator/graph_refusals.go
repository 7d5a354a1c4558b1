package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

const graphJSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

// graphFailure is an error of Graph.
type graphFailure struct {
	status        int
	code, message string
}

var (
	unknownError = graphFailure{http.StatusUnauthorized, "UnknownError", ""}
	forbidden    = graphFailure{http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."}
)

// graphFailures are Graph's errors for a bare status.
// https://learn.microsoft.com/graph/errors
var graphFailures = map[int]graphFailure{
	400: {400, "BadRequest", "The request is malformed or incorrect."},
	401: unknownError,
	403: forbidden,
	404: {404, "Request_ResourceNotFound", "Resource '" + ServicePrincipalID + "' does not exist or one of its queried reference-property objects are not present."},
	408: {408, "RequestTimeout", "The request timed out."},
	409: {409, "Conflict", "Another change of this resource is under way."},
	429: {429, "TooManyRequests", "Too many requests."},
	500: {500, "InternalServerError", "An internal server error occurred while processing the request."},
	502: {502, "BadGateway", "The gateway got no valid answer."},
	503: {503, "ServiceUnavailable", "The service is temporarily unavailable."},
	504: {504, "GatewayTimeout", "The gateway got no answer in time."},
}

func missing(id string) graphFailure {
	return graphFailure{http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '" + id + "' does not exist or one of its queried reference-property objects are not present."}
}

// GraphError answers as Graph refuses, with any status, code and message.
func GraphError(status int, code, message string) Fault {
	return Fault{kind: instead, reply: func(s *Simulator, r *http.Request, _ string) reply {
		rep := s.graphError(r, graphFailure{status, code, message})
		s.stamp(rep.header, r)
		return rep
	}}
}

func (s *Simulator) graphStatus(r *http.Request, status int) reply {
	no, ok := graphFailures[status]
	var rep reply
	if ok {
		rep = s.graphError(r, no)
	} else {
		rep = newReply(status, "", nil)
	}
	s.stamp(rep.header, r)
	return rep
}

// stamp sets the headers that every answer of Graph carries. The request id is
// drawn once per request.
func (s *Simulator) stamp(header http.Header, r *http.Request) {
	id := r.Header.Get("X-Simulated-Request-Id")
	if id == "" {
		id = s.records.guid()
		r.Header.Set("X-Simulated-Request-Id", id)
	}
	header.Set("Request-Id", id)
	header.Set("Client-Request-Id", clientID(r, id))
	header.Set("Date", s.config.Now.Format(http.TimeFormat))
	header.Set("X-Ms-Ags-Diagnostic",
		`{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5","ScaleUnit":"004","RoleInstance":"AM4PEPF0002D1A7"}}`)
}

// clientID is the client's own id for a request; without one Graph answers with
// its request id.
func clientID(r *http.Request, id string) string {
	if own := r.Header.Get("Client-Request-Id"); own != "" {
		return own
	}
	return id
}

func (s *Simulator) graphError(r *http.Request, no graphFailure) reply {
	header := http.Header{}
	s.stamp(header, r)
	id := header.Get("Request-Id")
	body, _ := json.Marshal(map[string]any{"error": map[string]any{
		"code": no.code, "message": no.message,
		"innerError": map[string]any{
			"date": s.config.Now.Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": clientID(r, id),
		},
	}})
	return newReply(no.status, graphJSON, body)
}

// checkGraphRequest records what this program never sends to Graph.
func (s *Simulator) checkGraphRequest(r *http.Request, body []byte) {
	if s.config.Others {
		return
	}
	if !guid.MatchString(r.Header.Get("Client-Request-Id")) {
		s.records.violation("%s %s: client-request-id is %q", r.Method, r.URL.Path, r.Header.Get("Client-Request-Id"))
	}
	for _, name := range []string{"Sdkversion", "Idempotency-Key", "X-Idempotency-Key", "Cookie"} {
		if r.Header.Get(name) != "" {
			s.records.violation("%s %s carries %s", r.Method, r.URL.Path, name)
		}
	}
	if agent := r.Header.Get("User-Agent"); agent == "" || strings.HasPrefix(agent, "Go-http-client") {
		s.records.violation("%s %s: user agent is %q", r.Method, r.URL.Path, agent)
	}
	if len(body) > 0 {
		s.records.violation("%s %s carries a body", r.Method, r.URL.Path)
	}
}

// caller is whom a Graph token stands for.
type caller struct {
	delegated bool
	roles     []string // app roles, or scopes of a delegated token
	admin     bool     // the person has a directory role
}

// caller checks the token of a request.
func (s *Simulator) caller(r *http.Request) (caller, *graphFailure) {
	bad := func(message string) (caller, *graphFailure) {
		return caller{}, &graphFailure{http.StatusUnauthorized, "InvalidAuthenticationToken", message}
	}
	token := bearer(r.Header.Get("Authorization"))
	if token == "" {
		return bad("Access token is empty.")
	}
	s.records.secret(token)
	claims, err := claimsOf(token, entraKeyOf)
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return bad("CompactToken parsing failed with error code: 80049217")
	case errors.Is(err, jwt.ErrTokenExpired):
		return bad("Lifetime validation failed, the token is expired.")
	case err != nil:
		return bad("Signing key is invalid.")
	case !slices.ContainsFunc(texts(claims["aud"]), s.isGraph):
		return bad("Access token validation failure. Invalid audience.")
	}
	who := caller{roles: texts(claims["roles"])}
	if scopes, ok := claims["scp"].(string); ok {
		who = caller{delegated: true, roles: strings.Fields(scopes), admin: len(texts(claims["wids"])) > 0}
	}
	return who, nil
}

// may says whether the caller may make a call on an enterprise application that
// it owns, or does not own.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start#permissions
func (c caller) may(call string, owner bool) bool {
	if c.delegated && !owner && !c.admin {
		return false
	}
	return slices.Contains(c.roles, RoleReadWrite) ||
		slices.Contains(c.roles, RoleOwnedBy) && owner && !c.delegated ||
		slices.Contains(c.roles, RoleRead) && call != CallStart && call != CallPause && call != CallValidate && call != CallRestart
}

// onlyOwned says whether all that the caller may see is what it owns.
func (c caller) onlyOwned() bool {
	return !slices.Contains(c.roles, RoleReadWrite) && !slices.Contains(c.roles, RoleRead)
}

func (s *Simulator) denial() graphFailure {
	if s.config.Deny403 {
		return forbidden
	}
	return unknownError
}
