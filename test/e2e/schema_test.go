package e2e

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"start-synchronization-job/test/schema"
	"start-synchronization-job/test/simulator"
)

// TestSchemaBodies runs the process with bodies by the schema of a job, which
// package schema takes through the product by the hundred.
func TestSchemaBodies(t *testing.T) {
	t.Parallel()
	types, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(16) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			g := schema.Generator{Schema: types, Random: rand.New(rand.NewPCG(seed, 1)), Now: simulator.Epoch, Odd: seed%2 == 1}
			body, dry, allow := g.Body(schema.Job), seed%4 == 0, seed%3 == 0
			r := Play(t, Given(simulator.Config{Job: body}).Set("dry-run", fmt.Sprint(dry), "allow-too-many-deletes", fmt.Sprint(allow)))
			want := schema.Result(body, dry, allow)
			if got := r.Outputs["result"]; got != want || (r.ExitCode == 0) != (want != "failed") || (r.Sim.Starts() == 1) != (want == "started") {
				t.Errorf("result %s, exit %d after %d starts, want %s\n%s\n%s", got, r.ExitCode, r.Sim.Starts(), want, body, r.Log)
			}
		})
	}
}
