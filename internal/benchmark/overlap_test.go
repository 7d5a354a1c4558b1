package main

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// patience is how long an answer is held back for what must come without it. A run that needs it has failed.
const patience = 20 * time.Second

// TestOverlap holds GitHub's token back until everything has come that does not need it: Entra's discovery request and
// all three connections, Graph's among them. So what counts is what happened before what, whatever the clock says. A
// run that does these one after another never gets its token in time. From there, four round trips are left: token,
// read, start and read-back.
func TestOverlap(t *testing.T) {
	t.Parallel()
	for name, http1 := range map[string]bool{"HTTP/2": false, "HTTP/1.1": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var world atomic.Pointer[simulator.Simulator]
			sim, err := simulator.Start(simulator.Config{HTTP1: http1, Latency: 5 * time.Millisecond, OnRequest: func(r simulator.Request) {
				if r.Call == simulator.CallOIDC {
					waitForTheRest(t, world.Load())
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer sim.Close()
			world.Store(sim)
			r, err := runner.Run(t.Context(), built[0].steps(sim, "")[0])
			if err != nil || r.ExitCode != 0 || r.Outputs["result"] != "started" {
				t.Fatalf("exit code %d, result %q, error %v\n%s", r.ExitCode, r.Outputs["result"], err, r.Log)
			}
			calls := sim.Calls()
			slices.Sort(calls[:min(2, len(calls))])
			want := []string{simulator.CallDiscovery, simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack}
			if diff := cmp.Diff(want, calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if got := sim.Connections(); got != 3 {
				t.Errorf("%d connections, want 3", got)
			}
			for _, violation := range sim.Violations() {
				t.Error(violation)
			}
		})
	}
}

func waitForTheRest(t *testing.T, sim *simulator.Simulator) {
	end := time.Now().Add(patience)
	for !slices.Contains(sim.Calls(), simulator.CallDiscovery) || sim.Connections() < 3 {
		if time.Now().After(end) {
			t.Errorf("before GitHub's answer there were %d connections, want 3, and the requests %v, want %s among them",
				sim.Connections(), sim.Calls(), simulator.CallDiscovery)
			return
		}
		time.Sleep(time.Millisecond)
	}
}
