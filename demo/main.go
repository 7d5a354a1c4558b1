// Command demo runs the real program as GitHub's runner would, against a
// simulated GitHub, Entra and Graph, and shows what a person would see: log,
// annotations, outputs, job summary. It needs no network, no credentials and no
// root.
//
//	go run ./demo -state quarantine -fault start-lost
//	go run ./demo -state quarantine -html /tmp/run.html
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// limit bounds the whole demo, the build included.
const limit = 5 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, limit)
	code := run(ctx, os.Args[1:], os.Stdout)
	cancel()
	stop()
	os.Exit(code)
}

// run is the demo; its exit code is 0 when the run went as the scenario promises.
func run(ctx context.Context, args []string, out io.Writer) int {
	s, err := parse(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil && runtime.GOOS != "linux" {
		err = errors.New("the demo needs Linux: elsewhere Go programs take no certificate authority from SSL_CERT_FILE, which the simulator depends on")
	}
	if err == nil {
		err = s.build(ctx, out)
	}
	if err != nil {
		fmt.Fprintf(out, "\n%v\n", err)
		return 1
	}
	return 0
}

// build makes the program and shows the scenario with it.
func (s scenario) build(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintln(out, "Building the program. The first time this takes up to a minute.")
	program, err := runner.Build(ctx, dir)
	if err != nil {
		return err
	}
	return s.show(ctx, program, out)
}

// show runs the program in the scenario and prints what came of it.
func (s scenario) show(ctx context.Context, program string, out io.Writer) error {
	fmt.Fprintf(out, "Demo: %s, cloud %s.\n", s.title(), s.config.Cloud)
	fmt.Fprintln(out, "Below: log, annotations, outputs and job summary, as GitHub shows them; then what the services saw.")
	sim, err := simulator.Start(s.config)
	if err != nil {
		return err
	}
	defer sim.Close()
	result, err := runner.Run(ctx, s.step(program, sim))
	if err != nil {
		return fmt.Errorf("%w\n%s", err, result.Log)
	}
	print(out, result, sim)
	if err := s.savePage(out, result); err != nil {
		return err
	}
	return s.check(out, result, sim)
}
