package e2e

import (
	"os/exec"
	"sync"
	"testing"
	"time"

	"start-synchronization-job/test/simulator"
)

// A run is a process, so its time is that of the machine. No test here concludes
// anything from how fast that is: a run that its deadline is to end is run again
// with more time until it has come as far as it was to come, and what is to be
// over soon is held against what the machine takes to start a program.

// Generous is a bound on a wait, from which nothing is concluded.
const Generous = 10 * time.Minute

// run runs a scenario. One that its deadline is to end once it has come so far
// is run again with twice the time where it came less far: what is in it then
// depends on no machine.
func (s Scenario) run(t *testing.T) Ran {
	t.Helper()
	if s.Late == nil {
		return s.once(t)
	}
	const longest = 2 * time.Minute
	for timeout := shortest; ; timeout *= 2 {
		r := s.Set("timeout", timeout.String()).once(t)
		r.Timeout = timeout
		if s.Late(r) || timeout > longest {
			return r
		}
	}
}

// shortest is the first timeout of a run that its deadline is to end.
const shortest = 8 * time.Second

// Until is the scenario of a run that its deadline ends, after it has come as
// far as reached says.
func (s Scenario) Until(reached func(Ran) bool) Scenario { s.Late = reached; return s }

// hanging is a scenario of a run that its deadline ends at a call which is never
// answered.
func hanging(call string) Scenario {
	return Failing(call, simulator.Hang()).Until(Arrived(call))
}

// Arrived says that a request of a call was seen.
func Arrived(call string) func(Ran) bool {
	return func(r Ran) bool { return r.Count(call) > 0 }
}

// Last says that a request of a call was the last one: with the time of a
// crowded machine a run may have begun another try of its sign-in.
func Last(call string) func(Ran) bool {
	return func(r Ran) bool {
		calls := r.Sim.Calls()
		return len(calls) > 0 && calls[len(calls)-1] == call
	}
}

// RunsAtOnce is how many runs there are at a time. They wait more than they work.
// But a program that shares a crowded machine with many of its own kind runs into
// its own bounds, such as the seconds that are left to it after a signal.
var RunsAtOnce = sync.OnceValue(func() int {
	const work = 50 * time.Millisecond
	began := time.Now()
	for end := cpuTime() + work; cpuTime() < end; {
	}
	if time.Since(began) > 3*work {
		return 8
	}
	return 24
})

// Within says that a run took no longer than that, or than a crowded machine
// makes of it: what a start of the program takes now, --version being all that
// it does, is the measure.
func (r Ran) Within(t *testing.T, most time.Duration) bool {
	t.Helper()
	return r.Duration <= most || r.Duration <= most+Crowd(t)
}

// Crowd is many times what this machine takes to start the program and to see
// it end.
func Crowd(t *testing.T) time.Duration {
	t.Helper()
	var longest time.Duration
	for range 3 {
		began := time.Now()
		if err := exec.CommandContext(t.Context(), Program, "--version").Run(); err != nil {
			t.Error(err)
		}
		longest = max(longest, time.Since(began))
	}
	return 20 * longest
}
