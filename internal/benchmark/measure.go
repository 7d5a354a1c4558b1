package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// sample is one run.
type sample struct {
	wall, cpu             time.Duration
	memory                int64 // bytes
	requests, connections int
}

// result is what all runs of a contender came to.
type result struct {
	contender
	wall                  []time.Duration // median at each latency
	trips                 float64         // round trips in series; NaN where only one latency was measured
	cpu                   time.Duration   // median of all runs
	memory                int64           // the highest peak of all runs, bytes
	requests, connections int             // median of all runs
}

// measure runs every contender at every latency, in turns, so that a busy minute of the machine meets them all.
func (o options) measure(ctx context.Context, list []contender) ([]result, error) {
	samples := make([][][]sample, len(list)) // by contender and latency
	for i := range samples {
		samples[i] = make([][]sample, len(o.latencies))
	}
	sims := make([]*simulator.Simulator, len(o.latencies))
	for k, latency := range o.latencies {
		sim, err := simulator.Start(simulator.Config{
			Latency: latency, Discovery: true,
			Hosts: map[string]http.Handler{armHost: arm}, Resources: []string{armResource},
		})
		if err != nil {
			return nil, err
		}
		defer sim.Close()
		sims[k] = sim
	}
	for round := range 1 + o.runs {
		for k, sim := range sims {
			for i, c := range list {
				if c.missing != "" {
					continue
				}
				s, err := c.measure(ctx, sim)
				if err != nil {
					return nil, err
				}
				// The first round warms the file cache up, and the simulator makes its keys.
				if round > 0 {
					samples[i][k] = append(samples[i][k], s)
				}
			}
		}
	}
	results := make([]result, len(list))
	for i, c := range list {
		results[i] = summarize(c, o.latencies, samples[i])
	}
	return results, nil
}

// measure is one run. It must start the job, with one request.
func (c contender) measure(ctx context.Context, sim *simulator.Simulator) (sample, error) {
	sim.Reset()
	s, err := c.execute(ctx, sim, 0)
	if err == nil && (sim.Starts() != 1 || sim.Acts() != 1) {
		err = fmt.Errorf("measure %s: %d starts sent, %d carried out", c.name, sim.Starts(), sim.Acts())
	}
	return s, err
}

// execute runs the steps, each of which must end with the exit code.
func (c contender) execute(ctx context.Context, sim *simulator.Simulator, exitCode int) (sample, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dir, err := os.MkdirTemp("", "contender-")
	if err != nil {
		return sample{}, err
	}
	defer os.RemoveAll(dir)
	var s sample
	for _, step := range c.steps(sim, dir) {
		step.Measure = true
		r, err := runner.Run(ctx, step)
		if err == nil && r.ExitCode != exitCode {
			err = fmt.Errorf("exit code %d, not %d", r.ExitCode, exitCode)
		}
		if err != nil {
			return sample{}, fmt.Errorf("measure %s: %w\n%s", c.name, err, r.Log)
		}
		s.wall, s.cpu, s.memory = s.wall+r.Duration, s.cpu+r.CPU, max(s.memory, r.MaxRSS)
	}
	s.requests, s.connections = len(sim.Requests()), sim.Connections()
	return s, nil
}

// readiness is the median CPU time of a run that gets no connection: all that it does before its first request, and its
// report.
func readiness(ctx context.Context, c contender, runs int) (time.Duration, error) {
	var config simulator.Config
	for _, call := range []string{simulator.CallConnectGitHub, simulator.CallConnectEntra, simulator.CallConnectGraph} {
		config.Rules = append(config.Rules, simulator.Rule{Call: call, Fault: simulator.Status(http.StatusForbidden)})
	}
	sim, err := simulator.Start(config)
	if err != nil {
		return 0, err
	}
	defer sim.Close()
	var cpu []time.Duration
	for range runs {
		s, err := c.execute(ctx, sim, 1)
		if err == nil && s.requests > 0 {
			err = errors.New("a request went out without a connection")
		}
		if err != nil {
			return 0, err
		}
		cpu = append(cpu, s.cpu)
	}
	return median(cpu), nil
}

// summarize condenses the samples of a contender, by latency.
func summarize(c contender, latencies []time.Duration, samples [][]sample) result {
	r := result{contender: c}
	if c.missing != "" {
		return r
	}
	all := slices.Concat(samples...)
	var lowest []time.Duration
	for _, list := range samples {
		walls := each(list, func(s sample) time.Duration { return s.wall })
		r.wall = append(r.wall, median(walls))
		lowest = append(lowest, slices.Min(walls))
	}
	// Whatever else the machine does only adds to the time, so the lowest ones show the latency's share best.
	r.trips = slope(latencies, lowest)
	r.cpu = median(each(all, func(s sample) time.Duration { return s.cpu }))
	r.memory = slices.Max(each(all, func(s sample) int64 { return s.memory }))
	r.requests = median(each(all, func(s sample) int { return s.requests }))
	r.connections = median(each(all, func(s sample) int { return s.connections }))
	return r
}

func each[T any](samples []sample, of func(sample) T) []T {
	list := make([]T, len(samples))
	for i, s := range samples {
		list[i] = of(s)
	}
	return list
}
