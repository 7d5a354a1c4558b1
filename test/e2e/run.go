package e2e

import (
	"context"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// ran is what a scenario left behind.
type ran struct {
	runner.Result
	sim     *simulator.Simulator
	timeout time.Duration // where the deadline was to end the run
}

// play runs a scenario and holds it against what is promised of every run.
func play(t *testing.T, s scenario) ran {
	t.Helper()
	r := s.run(t)
	r.keepsPromises(t, s)
	return r
}

// racing is the scenario of a run that the race detector watches.
func (s scenario) racing() scenario { s.step.Program = watched; return s }

// once runs a scenario, and again where the simulator gave up.
func (s scenario) once(t *testing.T) ran {
	t.Helper()
	for {
		if r := s.attempt(t); !r.sim.GaveUp() {
			return r
		}
		t.Log("the simulator gave up on a connection: once more")
	}
}

func (s scenario) attempt(t *testing.T) ran {
	t.Helper()
	step := s.step
	step.Signals = s.signals()
	sim, err := simulator.Start(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	step.With, step.Env, step.Unset = s.inputs(), append(sim.Env(), s.env...), s.unset
	if step.Program == "" {
		step.Program = program
	}
	if s.prepare != nil {
		s.prepare(sim, step.With)
	}
	ctx, cancel := context.WithTimeout(t.Context(), generous)
	defer cancel()
	result, err := runner.Run(ctx, step)
	if err != nil {
		t.Fatalf("%v\n%s", err, result.Log)
	}
	result.Log = withoutMasks(result.Log)
	return ran{Result: result, sim: sim}
}

// signals sends the scenario's signal, once, when its call arrives.
func (s *scenario) signals() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	var once sync.Once
	onRequest := s.OnRequest
	s.OnRequest = func(q simulator.Request) {
		if onRequest != nil {
			onRequest(q)
		}
		if signal, ok := s.signal[q.Call]; ok {
			once.Do(func() { signals <- signal })
		}
	}
	return signals
}

var mask = regexp.MustCompile(`(?m)^::add-mask::.*$`)

func withoutMasks(log string) string { return mask.ReplaceAllString(log, "::add-mask::***") }

// graphCalls are the requests to Microsoft Graph, in order.
func (r ran) graphCalls() []string {
	var calls []string
	for _, q := range r.sim.Requests() {
		if q.Host == r.sim.GraphHost() {
			calls = append(calls, q.Call)
		}
	}
	return calls
}

// count is how many requests of a call there were.
func (r ran) count(call string) int {
	n := 0
	for _, c := range r.sim.Calls() {
		if c == call {
			n++
		}
	}
	return n
}
