package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"start-synchronization-job/internal/action"
	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// The end-to-end tests run the program as a process, as GitHub's runner does,
// against the simulator, under the real host names and over real TLS.

// program is a link to this test binary, which acts as the program where it is
// called by that name: so go test sees that it has to run again when the program
// changes, which it does not of a program that a test builds.
var program string

const programName = "start-synchronization-job"

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == programName {
		os.Exit(action.Main("dev", ""))
	}
	flag.Parse()
	// The tests wait for processes and for each other's clocks, not for the processor.
	_ = flag.Set("test.parallel", "16")
	dir, err := os.MkdirTemp("", "e2e-")
	if err == nil {
		program, err = linkToMyself(dir)
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
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

// scenario is a world and a step in it.
type scenario struct {
	simulator.Config
	with    map[string]string // inputs besides the usual ones; "-" leaves one out
	env     []string
	unset   []string
	outside bool                 // outside GitHub Actions
	token   string               // kind of access token instead of a sign-in: "application" or "delegated"
	signal  map[string]os.Signal // sent when the named call arrives
	noLog   bool
	prepare func(*simulator.Simulator, map[string]string) // changes the inputs once the services are there
	measure string                                        // path of a program whose memory is measured, in place of the usual one
}

// usual are the inputs of the simulator's tenant.
func (s scenario) inputs() map[string]string {
	with := map[string]string{
		"tenant-id":            simulator.TenantID,
		"client-id":            simulator.ClientID,
		"service-principal-id": simulator.ServicePrincipalID,
		"job-id":               simulator.JobID,
	}
	if s.Cloud != "" {
		with["cloud"] = s.Cloud
	}
	if s.token != "" {
		delete(with, "tenant-id")
		delete(with, "client-id")
	}
	for name, value := range s.with {
		with[name] = value
		if value == "-" {
			delete(with, name)
		}
	}
	return with
}

// ran is what a scenario left behind.
type ran struct {
	runner.Result
	sim *simulator.Simulator
}

// play runs a scenario and holds it against what is promised of every run.
func play(t *testing.T, s scenario) ran {
	t.Helper()
	signals := make(chan os.Signal, 1)
	var once bool
	onRequest := s.OnRequest
	s.OnRequest = func(r simulator.Request) {
		if onRequest != nil {
			onRequest(r)
		}
		if sig, ok := s.signal[r.Call]; ok && !once {
			once = true
			signals <- sig
		}
	}
	sim, err := simulator.Start(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	step := runner.Step{
		Program: program, With: s.inputs(), Env: append(sim.Env(), s.env...), Unset: s.unset,
		Outside: s.outside, Signals: signals, NoLog: s.noLog,
	}
	if s.measure != "" {
		step.Program, step.Measure = s.measure, true
	}
	if s.token != "" {
		step.With["access-token"] = sim.GraphToken(simulator.TokenOptions{Delegated: s.token == "delegated"})
	}
	if s.prepare != nil {
		s.prepare(sim, step.With)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	result, err := runner.Run(ctx, step)
	if err != nil {
		t.Fatalf("%v\n%s", err, result.Log)
	}
	result.Log = withoutMasks(result.Log)
	r := ran{result, sim}
	r.keepsPromises(t, s)
	return r
}

var mask = regexp.MustCompile(`(?m)^::add-mask::.*$`)

func withoutMasks(log string) string { return mask.ReplaceAllString(log, "::add-mask::***") }
