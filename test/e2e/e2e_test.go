// Package e2e runs the program as a process, as GitHub's runner does, against
// the simulator, under the real host names and over real TLS.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"start-synchronization-job/internal/action"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// watched is a link to this test binary, which acts as the program where it is
// called by that name: so go test sees that it has to run again when the program
// changes, which it does not of a program that a test builds. With -race it has
// the race detector, and a run takes ten times as much of the processor.
var watched string

// program is watched, but for tests with -race: there it is the released one,
// and the tests of what happens at the same time ask for watched.
var program string

const programName = "start-synchronization-job"

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == programName {
		os.Exit(action.Main("dev", ""))
	}
	flag.Parse()
	// An ignored signal stays ignored in a child, and nohup ignores this one: what
	// is caught here is not ignored there.
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	_ = flag.Set("test.parallel", strconv.Itoa(runsAtOnce()))
	dir, err := os.MkdirTemp("", "e2e-")
	if err == nil {
		err = os.Chmod(dir, 0o755) // for tests as another account
	}
	if err == nil {
		watched, err = linkToMyself(dir)
		program = watched
	}
	if err == nil && runner.Racing() {
		program, err = buildReleased()
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	if code == 0 && len(stale()) > 0 {
		fmt.Fprintf(os.Stderr, "no test looks at these golden files; remove them: %v\n", stale())
		code = 1
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

func linkToMyself(dir string) (string, error) {
	myself, err := os.Executable()
	if err != nil {
		return "", err
	}
	link := filepath.Join(dir, programName)
	return link, os.Symlink(myself, link)
}

// scenario is a world and a step in it. Its zero value signs in and starts a
// paused job.
type scenario struct {
	simulator.Config                   // the services
	with             map[string]string // inputs besides the usual ones; "-" leaves one out
	prepare          preparation       // changes the inputs once the services are there
	env, unset       []string
	signal           map[string]os.Signal // sent when the named call arrives
	step             runner.Step          // all else about the step
	late             func(ran) bool       // see until
}

type preparation func(services *simulator.Simulator, inputs map[string]string)

// given is a scenario in which the services are set up otherwise.
func given(services simulator.Config) scenario { return scenario{Config: services} }

// failing is a scenario in which every request of a call meets a fault.
func failing(call string, fault simulator.Fault) scenario { return scenario{}.failing(call, fault) }

func (s scenario) failing(call string, fault simulator.Fault) scenario {
	s.Rules = append(slices.Clone(s.Rules), simulator.Rule{Call: call, Fault: fault})
	return s
}

// reading is a scenario whose job has a documented body with other values in it.
func reading(sample string, changes ...any) scenario {
	return given(simulator.Config{Job: simulator.With(simulator.Sample(sample), changes...)})
}

// set is the scenario with further inputs, in pairs of name and value.
func (s scenario) set(pairs ...string) scenario {
	s.with = maps.Clone(s.with)
	if s.with == nil {
		s.with = map[string]string{}
	}
	for i := 0; i < len(pairs); i += 2 {
		s.with[pairs[i]] = pairs[i+1]
	}
	return s
}

// bringing is the scenario with an access token in place of a sign-in.
func (s scenario) bringing(token simulator.TokenOptions) scenario {
	s.prepare = func(services *simulator.Simulator, inputs map[string]string) {
		inputs["access-token"] = services.GraphToken(token)
	}
	return s.set("tenant-id", "-", "client-id", "-")
}

var application, delegated = simulator.TokenOptions{}, simulator.TokenOptions{Delegated: true}

// inputs are those of the simulator's tenant, as far as the scenario has no
// others.
func (s scenario) inputs() map[string]string {
	all := map[string]string{
		"tenant-id": simulator.TenantID, "client-id": simulator.ClientID,
		"service-principal-id": simulator.ServicePrincipalID, "job-id": simulator.JobID,
	}
	if s.Cloud != "" {
		all["cloud"] = s.Cloud
	}
	maps.Copy(all, s.with)
	maps.DeleteFunc(all, func(_, value string) bool { return value == "-" })
	return all
}

// plainly is the scenario with its inputs in variables without a hyphen too,
// which a shell hands down.
func (s scenario) plainly() scenario {
	for name, value := range s.inputs() {
		s.env = append(s.env, inputs.Variable(name)+"="+value)
	}
	return s
}

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
