package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is one request as it arrived.
type Request struct {
	Time   time.Time
	Call   string // one of the Call constants, or "unknown"
	Method string
	Host   string
	Path   string // as sent, escaped
	Query  url.Values
	Header http.Header
	Body   []byte
	Conn   int // number of the connection, from 1
	Proto  string
	Status int // answered; 0 when the request got no status
}

type records struct {
	mu          sync.Mutex
	requests    []Request
	starts      int // POSTs to Graph that are not known to be something else, at the wire
	acts        int // starts that the service carried out
	gaveUp      bool
	connections int
	serial      int
	violations  []string
	secrets     []string
	assertions  map[string]bool
}

func (r *records) request(q Request) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, q)
	return len(r.requests) - 1
}

func (r *records) answered(i, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i < len(r.requests) {
		r.requests[i].Status = status
	}
}

// post counts a POST to Graph. It is a start unless its path says that it is
// something that the simulator knows.
func (r *records) post(call string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch call {
	case CallPause, CallRestart, CallValidate, CallDirectory:
	default:
		r.starts++
	}
}

func (r *records) connection() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connections++
	return r.connections
}

// guid gives the ids that a service makes up: a sequence, so that golden files
// hold.
func (r *records) guid() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.serial++
	return fmt.Sprintf("5e1f0000-0000-4000-8000-%012d", r.serial)
}

func (r *records) violation(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.violations = append(r.violations, fmt.Sprintf(format, args...))
}

func (r *records) giveUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaveUp = true
}

// secret remembers a token, and of a JWT also its payload and its signature.
func (r *records) secret(token string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		parts = nil
	} else {
		parts = parts[1:]
	}
	for _, s := range append(parts, token) {
		if s != "" && !slices.Contains(r.secrets, s) {
			r.secrets = append(r.secrets, s)
		}
	}
}

// fresh says whether an assertion is seen for the first time.
func (r *records) fresh(assertion string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.assertions == nil {
		r.assertions = map[string]bool{}
	}
	old := r.assertions[assertion]
	r.assertions[assertion] = true
	return !old
}

// Requests lists every request so far, in order of arrival.
func (s *Simulator) Requests() []Request {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return slices.Clone(s.records.requests)
}

// Calls lists the names of the calls so far, in order of arrival.
func (s *Simulator) Calls() []string {
	var calls []string
	for _, r := range s.Requests() {
		calls = append(calls, r.Call)
	}
	return calls
}

// Starts counts every POST, but one that is known to be something else, whose
// request line or HEADERS frame reached Graph's host, however it was answered.
func (s *Simulator) Starts() int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.starts
}

// Acts counts the starts that the service carried out.
func (s *Simulator) Acts() int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.acts
}

// Connections counts the tunnels opened.
func (s *Simulator) Connections() int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.connections
}

// Violations lists what the real services would never see from a correct client.
func (s *Simulator) Violations() []string {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return slices.Clone(s.records.violations)
}

// GaveUp reports whether net/http's server closed a connection that it had had
// no time to read from for two seconds, as on a machine that is out of breath:
// then no service has answered, and what the client did says nothing of it.
func (s *Simulator) GaveUp() bool {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.gaveUp
}

// Secrets lists every token issued or seen, and the payload and signature of
// each JWT among them.
func (s *Simulator) Secrets() []string {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return slices.Clone(s.records.secrets)
}
