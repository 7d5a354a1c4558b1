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

// Ran is what a scenario left behind.
type Ran struct {
	runner.Result
	Sim     *simulator.Simulator
	Timeout time.Duration // where the deadline was to end the run
}

// Play runs a scenario and holds it against what is promised of every run.
func Play(t *testing.T, s Scenario) Ran {
	t.Helper()
	r := s.run(t)
	r.keepsPromises(t, s)
	return r
}

// Racing is the scenario of a run that the race detector watches.
func (s Scenario) Racing() Scenario { s.Step.Program = watched; return s }

// leavesAtOnce keeps a program with the race detector from sleeping for a second
// before it exits: https://go.dev/doc/articles/race_detector#Options.
const leavesAtOnce = "GORACE=atexit_sleep_ms=0"

// once runs a scenario, and again where the simulator gave up.
func (s Scenario) once(t *testing.T) Ran {
	t.Helper()
	for {
		if r := s.attempt(t); !r.Sim.GaveUp() {
			return r
		}
		t.Log("the simulator gave up on a connection: once more")
	}
}

func (s Scenario) attempt(t *testing.T) Ran {
	t.Helper()
	step := s.Step
	step.Signals = s.signals()
	sim, err := simulator.Start(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	step.With, step.Env, step.Unset = s.inputs(), append(append(sim.Env(), leavesAtOnce), s.Env...), s.Unset
	if step.Program == "" {
		step.Program = Program
	}
	if s.Prepare != nil {
		s.Prepare(sim, step.With)
	}
	ctx, cancel := context.WithTimeout(t.Context(), Generous)
	defer cancel()
	result, err := runner.Run(ctx, step)
	if err != nil {
		t.Fatalf("%v\n%s", err, result.Log)
	}
	result.Log = WithoutMasks(result.Log)
	return Ran{Result: result, Sim: sim}
}

// signals sends the scenario's signal, once, when its call arrives.
func (s *Scenario) signals() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	var once sync.Once
	onRequest := s.OnRequest
	s.OnRequest = func(q simulator.Request) {
		if onRequest != nil {
			onRequest(q)
		}
		if signal, ok := s.Signal[q.Call]; ok {
			once.Do(func() { signals <- signal })
		}
	}
	return signals
}

var mask = regexp.MustCompile(`(?m)^::add-mask::.*$`)

// WithoutMasks is a log with its masks, which hold the tokens, taken out.
func WithoutMasks(log string) string { return mask.ReplaceAllString(log, "::add-mask::***") }

// graphCalls are the requests to Microsoft Graph, in order.
func (r Ran) graphCalls() []string {
	var calls []string
	for _, q := range r.Sim.Requests() {
		if q.Host == r.Sim.GraphHost() {
			calls = append(calls, q.Call)
		}
	}
	return calls
}

// Count is how many requests of a call there were.
func (r Ran) Count(call string) int {
	n := 0
	for _, c := range r.Sim.Calls() {
		if c == call {
			n++
		}
	}
	return n
}
