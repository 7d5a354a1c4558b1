package faults

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// TestFirstFailureWins: the id token is asked for while the connections to Entra
// and to Graph are opened. A certificate that is not trusted ends the run at
// once, whichever of the three meets it, and is what the run reports.
func TestFirstFailureWins(t *testing.T) {
	t.Parallel()
	untrusted := simulator.BadTLS("unknown-ca")
	for name, tt := range map[string]struct {
		connect string
		hangs   string // the call that never ends meanwhile
		names   string
	}{
		"Graph's, while GitHub is silent":  {simulator.CallConnectGraph, simulator.CallOIDC, "graph.microsoft.com"},
		"Entra's, while GitHub is silent":  {simulator.CallConnectEntra, simulator.CallOIDC, "login.microsoftonline.com"},
		"Graph's, while Entra is silent":   {simulator.CallConnectGraph, simulator.CallToken, "graph.microsoft.com"},
		"GitHub's, while Entra is opening": {simulator.CallConnectGitHub, simulator.CallConnectEntra, simulator.GitHubHost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := e2e.Play(t, e2e.Failing(tt.connect, untrusted).Failing(tt.hangs, simulator.Hang()).Racing())
			if r.Outputs["result"] != "failed" || !r.Within(t, 10*time.Second) || !strings.Contains(r.Log, tt.names) {
				t.Errorf("result %s after %v, want failed at once and %s\n%s", r.Outputs["result"], r.Duration, tt.names, r.Log)
			}
		})
	}
}

// TestOpenedTooEarly: a connection that could not be opened ahead of its first
// request is opened by the request, and nothing is said of it.
func TestOpenedTooEarly(t *testing.T) {
	t.Parallel()
	for _, connect := range []string{simulator.CallConnectEntra, simulator.CallConnectGraph} {
		t.Run(connect, func(t *testing.T) {
			t.Parallel()
			r := e2e.Play(t, e2e.Given(simulator.Config{Rules: []simulator.Rule{{Call: connect, Times: 1, Fault: simulator.Reset()}}}))
			if r.Outputs["result"] != "started" || strings.Contains(r.Log, "::warning") || r.Sim.Connections() != 3 {
				t.Errorf("result %s over %d connections\n%s", r.Outputs["result"], r.Sim.Connections(), r.Log)
			}
		})
	}
}

// TestOverlap: all three connections are open before GitHub's token comes, and
// the five requests come one after another. GitHub's answer is held back until
// they are, so that what counts is the order and not the clock.
func TestOverlap(t *testing.T) {
	t.Parallel()
	for name, http1 := range map[string]bool{"HTTP/2": false, "HTTP/1.1": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var services atomic.Pointer[simulator.Simulator]
			s := e2e.Scenario{Prepare: func(sim *simulator.Simulator, _ map[string]string) { services.Store(sim) }}
			s.HTTP1 = http1
			s.OnRequest = func(q simulator.Request) {
				for end := time.Now().Add(e2e.Generous); q.Call == simulator.CallOIDC && services.Load().Connections() < 3; {
					if time.Now().After(end) {
						t.Errorf("%d connections before GitHub's answer, want 3", services.Load().Connections())
						return
					}
					time.Sleep(time.Millisecond)
				}
			}
			r := e2e.Play(t, s.Racing())
			want := []string{simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack}
			if got := r.Sim.Calls(); !slices.Equal(got, want) || r.Sim.Connections() != 3 {
				t.Errorf("calls %v over %d connections, want %v over 3", got, r.Sim.Connections(), want)
			}
		})
	}
}
