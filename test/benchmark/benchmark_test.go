package benchmark

import (
	"context"
	"flag"
	"math"
	"os"
	"testing"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

var latency = flag.Duration("latency", 100*time.Millisecond, "one round trip to a host that is far away")

// mixes are where the hosts are that a run talks to. Of a run that starts a
// paused job, the two reads, the start, and both tokens depend on each other;
// connects do not.
var mixes = []struct {
	far     string // all, or one of the services
	floor   float64
	connect string
	calls   []string
}{
	{far: "all", floor: 7}, // connect to GitHub, id token, Graph token, read, start, read
	{"GitHub", 3, simulator.CallConnectGitHub, []string{simulator.CallOIDC}},
	{"Entra", 3, simulator.CallConnectEntra, []string{simulator.CallDiscovery, simulator.CallToken, unnamed}},
	{"Graph", 5, simulator.CallConnectGraph, []string{simulator.CallRead, simulator.CallStart, simulator.CallReadBack}},
}

// unnamed is what the simulator calls a request that the action never makes,
// such as that for instance discovery.
const unnamed = "unknown"

// BenchmarkRun is one run of each contender, with each host far away:
// BenchmarkRun/action/far=Graph.
func BenchmarkRun(b *testing.B) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			program := c.program(b)
			for _, mix := range mixes {
				config := simulator.Config{Rules: []simulator.Rule{{Call: mix.connect, Fault: simulator.Slow(2 * *latency)}}}
				for _, call := range mix.calls {
					config.Rules = append(config.Rules, simulator.Rule{Call: call, Fault: simulator.Slow(*latency)})
				}
				if mix.calls == nil {
					config = simulator.Config{Latency: *latency}
				}
				b.Run("far="+mix.far, func(b *testing.B) {
					measure(b, program, config)
					b.ReportMetric(mix.floor, "floor")
				})
			}
		})
	}
}

// measure runs a program near all hosts and far from some, in turns, so that
// a busy minute of the machine meets both.
func measure(b *testing.B, program string, config simulator.Config) {
	near, far := start(b, simulator.Config{}), start(b, config)
	run(b, near, program) // warms the file cache up, and the simulator makes its keys
	run(b, far, program)
	// Whatever else the machine does only adds to the time, so the shortest
	// runs show the latency's share best.
	shortest := [2]time.Duration{math.MaxInt64, math.MaxInt64}
	var cpu time.Duration
	var memory int64
	runs := 0
	for b.Loop() {
		for i, sim := range []*simulator.Simulator{near, far} {
			got := run(b, sim, program)
			shortest[i] = min(shortest[i], got.Duration)
			cpu, memory, runs = cpu+got.CPU, max(memory, got.MaxRSS), runs+1
		}
	}
	b.ReportMetric(0, "ns/op") // of two runs that have little in common
	b.ReportMetric((shortest[1]-shortest[0]).Seconds()/latency.Seconds(), "round-trips")
	b.ReportMetric(shortest[0].Seconds()*1000, "near-ms")
	b.ReportMetric(float64(len(near.Requests())), "requests")
	b.ReportMetric(float64(near.Connections()), "connections")
	b.ReportMetric(cpu.Seconds()*1000/float64(runs), "cpu-ms")
	b.ReportMetric(float64(memory)/(1<<20), "peak-MiB")
	if file, err := os.Stat(program); err == nil && file.Size() > 1<<20 {
		b.ReportMetric(float64(file.Size())/(1<<20), "program-MiB")
	}
}

// start starts a simulator that also serves what the action never asks for. Its
// job is in quarantine: msgraph-sdk-go can't read the paused one as Microsoft's
// documentation shows it, since an empty string is no time.
func start(b *testing.B, config simulator.Config) *simulator.Simulator {
	b.Helper()
	config.Others = true
	sim, err := simulator.Start(config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(sim.Close)
	return sim
}

// run is one run of a program, which has to start the job, with one request.
func run(b *testing.B, sim *simulator.Simulator, program string) runner.Result {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 2*time.Minute)
	defer cancel()
	sim.Reset()
	got, err := runner.Run(ctx, runner.Step{Program: program, With: sim.Inputs(), Env: sim.Env(), Measure: true})
	if err != nil || got.ExitCode != 0 {
		b.Fatalf("exit code %d, %v\n%s", got.ExitCode, err, got.Log)
	}
	if sim.Starts() != 1 || sim.Acts() != 1 {
		b.Fatalf("%d starts sent, %d carried out", sim.Starts(), sim.Acts())
	}
	return got
}
