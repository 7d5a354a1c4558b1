// Command benchmark measures the action and what it can be compared with, side by side, against the simulator at several
// round-trip times, and prints a table in Markdown. It reaches no network, needs no credentials and takes some minutes
// where azure-cli is installed.
//
//	go run ./internal/benchmark
//
// Latency is injected per round trip: a connect costs one, TLS one, each request one. So the slope of the wall time over
// the latency is the number of round trips that a run makes in series, whatever the machine.
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
	"slices"
	"strings"
	"time"
)

// limit bounds one run of a contender.
const limit = 2 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	o, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		err = o.run(ctx, os.Stdout)
	}
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	runs      int
	latencies []time.Duration
	az        string
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{latencies: []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond}}
	flags := flag.NewFlagSet("benchmark", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.IntVar(&o.runs, "runs", 7, "runs of each contender at each latency")
	flags.StringVar(&o.az, "az", "az", "azure-cli, a name in PATH or a path")
	flags.Func("latency", "injected round-trip times, separated by commas (default 0,20ms,100ms)", func(list string) error {
		o.latencies = nil
		for text := range strings.SplitSeq(list, ",") {
			latency, err := time.ParseDuration(strings.TrimSpace(text))
			if err != nil {
				return err
			}
			if latency < 0 || slices.Contains(o.latencies, latency) {
				return fmt.Errorf("%s is negative or there twice", latency)
			}
			o.latencies = append(o.latencies, latency)
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.runs < 1 || flags.NArg() > 0 {
		return o, errors.New("benchmark: -runs is at least 1, and there are no arguments besides the flags")
	}
	return o, nil
}

// run builds what is to be measured, and measures it.
func (o options) run(ctx context.Context, out io.Writer) error {
	if runtime.GOOS != "linux" {
		return errors.New("the benchmark needs Linux: it takes memory from /proc, and the certificate authority goes by SSL_CERT_FILE")
	}
	dir, err := os.MkdirTemp("", "benchmark-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list, err := contenders(ctx, dir, o.az)
	if err != nil {
		return err
	}
	return o.bench(ctx, list, out)
}

// bench measures the contenders, the action first, and prints what came of it.
func (o options) bench(ctx context.Context, list []contender, out io.Writer) error {
	results, err := o.measure(ctx, list)
	if err != nil {
		return err
	}
	ready, err := readiness(ctx, list[0], o.runs)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s, %s/%s, %d processors, %s. Runs at each latency: %d. Times are medians, round trips "+
		"the slope of the lowest wall times, memory the highest peak.\n\n",
		time.Now().UTC().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), o.runs)
	o.print(out, results, ready)
	return nil
}
