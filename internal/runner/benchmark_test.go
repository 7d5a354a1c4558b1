package runner

import (
	"os"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// BenchmarkRun prints what a successful run takes: go test -run '^$' -bench Run ./internal/runner
func BenchmarkRun(b *testing.B) {
	program := realProgram(b)
	sim, err := simulator.Start(simulator.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer sim.Close()
	file, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	var peak, cpu float64
	var requests, connections int
	for b.Loop() {
		sim.Reset()
		result, err := Run(b.Context(), Step{Program: program, With: sim.Inputs(), Env: sim.Env(), Measure: true})
		if err != nil || result.ExitCode != 0 {
			b.Fatalf("%v\n%s", err, result.Log)
		}
		peak = max(peak, float64(result.MaxRSS))
		cpu += result.CPU.Seconds()
		requests, connections = len(sim.Requests()), sim.Connections()
	}
	b.ReportMetric(float64(requests), "requests/op")
	b.ReportMetric(float64(connections), "connections/op")
	b.ReportMetric(float64(file.Size())/(1<<20), "MiB-binary")
	b.ReportMetric(peak/(1<<20), "MiB-peak-memory")
	b.ReportMetric(cpu/float64(b.N)*1000, "CPU-ms/op")
}
