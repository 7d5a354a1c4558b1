package simulator

import "sync"

// Calls, as rules and records name them. The first three happen before a
// request: the tunnel to a host is opened.
const (
	CallConnectGitHub = "connect-github"
	CallConnectEntra  = "connect-entra"
	CallConnectGraph  = "connect-graph"

	CallOIDC         = "oidc"
	CallToken        = "token"
	CallRead         = "read"
	CallStart        = "start"
	CallReadBack     = "read-back" // a read of the job after a start was seen
	CallJobs         = "jobs"
	CallLookupApp    = "lookup-app"
	CallRegistration = "lookup-registration"

	// Not of the program: what a workflow does before a deployment, what other
	// clients ask for, and what the commands do that the program prints.
	CallPause     = "pause"
	CallDiscovery = "discovery"
	CallValidate  = "validate-credentials"
	CallRestart   = "restart"
	CallDirectory = "directory" // service principals, applications and their credentials
	CallManager   = "resource-manager"

	callNone = "unknown"
)

// Rule makes a call go wrong. The first rule that applies to a request decides;
// each counts every request of its call.
type Rule struct {
	Call  string
	After int // leave this many requests alone first
	Times int // then spoil this many; 0 is all that follow
	Fault Fault
}

type rules struct {
	mu   sync.Mutex
	list []Rule
	seen []int
}

func (r *rules) add(list ...Rule) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, list...)
	r.seen = append(r.seen, make([]int, len(list))...)
}

// next counts a request of a call and gives the fault it meets: the zero Fault
// for none.
func (r *rules) next(call string) Fault {
	r.mu.Lock()
	defer r.mu.Unlock()
	var fault Fault
	found := false
	for i, rule := range r.list {
		if rule.Call != call {
			continue
		}
		r.seen[i]++
		n := r.seen[i] - rule.After
		if !found && n > 0 && (rule.Times == 0 || n <= rule.Times) {
			fault, found = rule.Fault, true
		}
	}
	return fault
}

// rewind forgets what was counted.
func (r *rules) rewind() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.seen)
}
