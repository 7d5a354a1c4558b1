package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// scenario is what the flags ask for.
type scenario struct {
	config                 simulator.Config
	state                  simulator.State
	fault                  simulator.NamedFault
	dryRun, tooManyDeletes bool
	accessToken            bool
	timeout                time.Duration
	html                   string // file for the page, "" for none
}

func parse(args []string, out io.Writer) (scenario, error) {
	var s scenario
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(out)
	state := flags.String("state", "paused", "the job to begin with")
	fault := flags.String("fault", "", "what goes wrong (default nothing)")
	flags.StringVar(&s.config.Cloud, "cloud", "global", strings.Join(simulator.Clouds(), ", "))
	flags.DurationVar(&s.config.Latency, "latency", 0, "round-trip time to the services")
	flags.DurationVar(&s.timeout, "timeout", 10*time.Second, "the action's timeout")
	flags.BoolVar(&s.dryRun, "dry-run", false, "do everything but the start")
	flags.BoolVar(&s.tooManyDeletes, "allow-too-many-deletes", false, "start although the accidental-deletion guard holds the job")
	flags.BoolVar(&s.accessToken, "access-token", false, "bring a Graph token instead of signing in")
	flags.StringVar(&s.html, "html", "", "`FILE` to write annotations and job summary to, as GitHub shows them, for a browser")
	flags.Usage = func() { usage(flags, out) }
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if !slices.Contains(simulator.Clouds(), s.config.Cloud) {
		return s, fmt.Errorf("no cloud %q; there are %s", s.config.Cloud, strings.Join(simulator.Clouds(), ", "))
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("no flag: %q", flags.Args())
	}
	s.config.Now = time.Now() // by the clock that the log goes by
	var err error
	s.state, s.fault, err = s.config.Choose(*state, *fault)
	s.config.Job = recent(s.config.Job, time.Now())
	return s, err
}

func usage(flags *flag.FlagSet, out io.Writer) {
	fmt.Fprintln(out, "Runs the real program against simulated services and shows what a person would see.")
	fmt.Fprintln(out, "\nFlags:")
	flags.PrintDefaults()
	fmt.Fprintln(out, "\nStates:")
	for _, state := range simulator.States() {
		fmt.Fprintf(out, "  %-20s %s\n", state.Name, state.Does)
	}
	fmt.Fprintln(out, "\nFaults:")
	for _, fault := range simulator.Faults() {
		fmt.Fprintf(out, "  %-20s %s\n", fault.Name, fault.Does)
	}
}

// title says in a line what is about to happen.
func (s scenario) title() string {
	title := s.state.Does
	if s.fault.Name != "" {
		title += "; " + s.fault.Does
	}
	if s.dryRun {
		title += "; a dry run"
	}
	return title
}

// step is the step of the workflow.
func (s scenario) step(program string, sim *simulator.Simulator) runner.Step {
	with := sim.Inputs()
	with["timeout"] = s.timeout.String()
	with["dry-run"] = fmt.Sprint(s.dryRun)
	with["allow-too-many-deletes"] = fmt.Sprint(s.tooManyDeletes)
	if s.accessToken {
		delete(with, "tenant-id")
		delete(with, "client-id")
		with["access-token"] = sim.GraphToken(simulator.TokenOptions{})
	}
	return runner.Step{Program: program, With: with, Env: sim.Env()}
}

// want is the `result` that README.md promises for the scenario.
func (s scenario) want() string {
	want := s.state.Result
	if s.state.Name == "too-many-deletes" && s.tooManyDeletes {
		want = "started"
	}
	if want == "started" && s.dryRun {
		want = "would-start"
	}
	signIn := s.fault.Call == simulator.CallToken
	late := s.fault.Call == simulator.CallStart || s.fault.Call == simulator.CallReadBack
	if s.fault.Result == "" || late && want != "started" || signIn && s.accessToken {
		return want
	}
	return s.fault.Result
}

// check compares the run with what the scenario promises.
func (s scenario) check(out io.Writer, result runner.Result, sim *simulator.Simulator) error {
	want, got := s.want(), result.Outputs["result"]
	exit := 0
	if want == "failed" || want == "unknown" {
		exit = 1
	}
	switch {
	case got != want || result.ExitCode != exit:
		return fmt.Errorf("not as expected: result %q and exit code %d; want %q and %d", got, result.ExitCode, want, exit)
	case sim.Starts() > 1:
		return fmt.Errorf("not as expected: %d starts", sim.Starts())
	case len(sim.Violations()) > 0:
		return fmt.Errorf("not as expected: %s", strings.Join(sim.Violations(), "; "))
	}
	fmt.Fprintf(out, "As expected: %s.\n", want)
	return nil
}
