package simulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

// State is a named job to begin with, for the flags of demo and serve.
type State struct {
	Name   string
	Does   string // one line for -h
	Result string // the `result` that README.md promises for a run without a fault
	Job    []byte
}

// States lists the named jobs.
func States() []State {
	return []State{
		{"paused", "a paused job with an old quarantine", "started", ofBox(Sample("paused"))},
		{"paused-as-printed", "the paused job as Microsoft's page prints it, with empty dates", "started", ofBox(Sample("paused-as-printed"))},
		{"quarantine", "a job in quarantine (Microsoft's sample)", "started", Sample("quarantine")},
		{"too-many-deletes", "a job held by the accidental-deletion guard", "failed",
			With(Sample("quarantine"), "status.quarantine.reason", "TooManyDeletes")},
		{"active", "a job that is scheduled and has run (Microsoft's sample)", "already-active", Sample("active")},
		{"just-started", "a job that is scheduled and has not run yet (Microsoft's sample)", "already-active", Sample("just-started")},
		{"new", "a job that was created and never scheduled", "started", With(Sample("just-started"), "schedule.state", "Disabled")},
		{"not-configured", "a job without credentials for its target, not scheduled", "started",
			With(Sample("just-started"), "schedule.state", "Paused", "status.code", "NotConfigured")},
		{"unheard-of", "a job in a state that nobody has documented", "failed", With(Sample("active"), "status.code", "Hibernating")},
	}
}

// ofBox is a job with an error of the application that it belongs to: the
// page's is of another.
func ofBox(job []byte) []byte {
	return With(job, "status.quarantine.error.code", "BoxInsufficientPermissions",
		"status.quarantine.error.message", "Authorization with Box is not valid. Please re-authorize access to Box")
}

// NamedFault is a fault under a name, for the flags of demo and serve.
type NamedFault struct {
	Name   string
	Does   string // one line for -h
	Call   string // the call that it strikes; CallStart matters only where the run comes to a start
	Result string // the `result` that README.md promises when it struck; "" is what there would be without it
	Apply  func(*Config)
}

// Faults lists the named faults.
func Faults() []NamedFault {
	return []NamedFault{
		{"start-lost", "the start is carried out, its answer is lost", CallStart, "started", rule(CallStart, Reset().Acted())},
		{"start-dropped", "the start is lost before the service acts", CallStart, "unknown", rule(CallStart, Reset())},
		{"start-refused", "the start is answered 403", CallStart, "failed", rule(CallStart, Status(403))},
		{"start-503", "the start is answered 503, the service has not acted", CallStart, "unknown", rule(CallStart, Status(503))},
		{"stream-refused", "the start is answered with HTTP/2 REFUSED_STREAM", CallStart, "unknown", rule(CallStart, ResetStream(http2.ErrCodeRefusedStream))},
		{"goaway", "the start is answered with HTTP/2 GOAWAY", CallStart, "unknown", rule(CallStart, GoAway(http2.ErrCodeNo, false))},
		{"conflict", "the start is answered 409: another change is under way", CallStart, "failed", rule(CallStart, Status(409))},
		{"throttled", "the start is answered 429 with Retry-After: 30", CallStart, "failed", rule(CallStart, Status(429, "Retry-After", "30"))},
		{"switching", "the start is answered 101 over HTTP/1.1, and then there is silence", CallStart, "unknown", func(c *Config) {
			c.HTTP1 = true
			c.Rules = append(c.Rules, Rule{Call: CallStart, Fault: Switching()})
		}},
		{"204-reset", "the start is answered 204, and its stream reset", CallStart, "started", rule(CallStart, ResetAfterHead(http2.ErrCodeInternal))},
		{"hang", "the start is never answered", CallStart, "unknown", rule(CallStart, Hang())},
		{"read-back-503", "the read after the start fails", CallStart, "started", rule(CallReadBack, Status(503))},
		{"read-silent-once", "the first read is never answered", CallRead, "", times(1, CallRead, Hang())},
		{"read-503-twice", "the first two reads are answered 503", CallRead, "", times(2, CallRead, Status(503))},
		{"token-503-twice", "the first two token requests are answered 503", CallToken, "", times(2, CallToken, AADSTS(90033, ""))},
		{"no-credential", "the application has no federated credential", CallToken, "failed", func(c *Config) { c.NoCredentials = true }},
		{"wrong-subject", "the federated credential names another branch", CallToken, "failed", credential(Issuer, Owner+"/directory:ref:refs/heads/release")},
		{"wrong-case", "the federated credential differs in letter case only", CallToken, "failed", credential(Issuer, "Contoso/Directory:ref:refs/heads/main")},
		{"wrong-issuer", "the federated credential names another issuer", CallToken, "failed", credential(Issuer+"/contoso", Owner+"/directory:ref:refs/heads/main")},
		{"conditional-access", "Conditional Access blocks the workload (AADSTS53003)", CallToken, "failed", rule(CallToken, AADSTS(53003, ""))},
		{"unknown-error", "the caller does not own the enterprise application: 401 UnknownError", CallRead, "failed", func(c *Config) { c.NotOwner = true }},
		{"no-permission", "the Graph token carries no permission: 403", CallRead, "failed", func(c *Config) { c.NoRoles, c.Deny403 = true, true }},
		{"read-only", "the token may read the job and not start it", CallStart, "failed", func(c *Config) { c.Roles = []string{RoleRead} }},
		{"other-job", "the enterprise application has other jobs than the one asked for", CallRead, "failed", func(c *Config) { c.JobID = "Azure2Azure.73f0883fd67d4af1ac8a45367f8982e0" }},
		{"bad-certificate", "Graph shows a certificate of an unknown authority", CallConnectGraph, "failed", rule(CallConnectGraph, BadTLS("unknown-ca"))},
		{"proxy-refuses", "the proxy answers 403 to a tunnel to Graph", CallConnectGraph, "failed", rule(CallConnectGraph, Status(403))},
		{"slow", "every answer of Graph takes two seconds more", CallRead, "", func(c *Config) {
			for _, call := range []string{CallRead, CallStart, CallReadBack} {
				c.Rules = append(c.Rules, Rule{Call: call, Fault: Slow(2 * time.Second)})
			}
		}},
	}
}

// Choose sets a job and a fault by their names in States and Faults, and gives
// what it found. An empty fault is none.
func (c *Config) Choose(state, fault string) (State, NamedFault, error) {
	states, faults := States(), append(Faults(), NamedFault{Apply: func(*Config) {}})
	s := slices.IndexFunc(states, func(s State) bool { return s.Name == state })
	if s < 0 {
		return State{}, NamedFault{}, fmt.Errorf("no state %q; there are %s", state, names(states, func(s State) string { return s.Name }))
	}
	f := slices.IndexFunc(faults, func(f NamedFault) bool { return f.Name == fault })
	if f < 0 {
		return State{}, NamedFault{}, fmt.Errorf("no fault %q; there are %s", fault, names(Faults(), func(f NamedFault) string { return f.Name }))
	}
	c.Job = states[s].Job
	faults[f].Apply(c)
	return states[s], faults[f], nil
}

func names[T any](all []T, name func(T) string) string {
	list := make([]string, len(all))
	for i, one := range all {
		list[i] = name(one)
	}
	return strings.Join(list, ", ")
}

func rule(call string, fault Fault) func(*Config) { return times(0, call, fault) }

func times(n int, call string, fault Fault) func(*Config) {
	return func(c *Config) { c.Rules = append(c.Rules, Rule{Call: call, Times: n, Fault: fault}) }
}

// credential leaves one federated credential, of an issuer and for a subject
// after "repo:".
func credential(issuer, subject string) func(*Config) {
	return func(c *Config) {
		c.Credentials = []Credential{{Issuer: issuer, Subject: "repo:" + subject}}
	}
}
