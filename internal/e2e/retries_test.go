package e2e

import (
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/simulator"
)

// TestRetries: reads, GitHub's and Entra's answers survive passing faults.
func TestRetries(t *testing.T) {
	t.Parallel()
	faults := map[string]simulator.Fault{
		"503":         simulator.Status(503),
		"408":         simulator.Status(408),
		"Retry-After": simulator.Status(429, "Retry-After", "1"),
		"reset":       simulator.Reset(),
		"truncated":   simulator.Truncated(5),
	}
	for _, call := range []string{simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallReadBack} {
		for name, fault := range faults {
			t.Run(call+" "+name, func(t *testing.T) {
				t.Parallel()
				r := play(t, scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Times: 2, Fault: fault}}}})
				if r.Outputs["result"] != "started" || r.Outputs["schedule-after"] != "Active" || strings.Contains(r.Log, "::warning") {
					t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
				}
				if n := count(r.sim.Calls(), call); n != 3 {
					t.Errorf("%d requests %s, want 3", n, call)
				}
				if call == simulator.CallToken {
					if n := count(r.sim.Calls(), simulator.CallOIDC); n != 3 {
						t.Errorf("%d GitHub tokens for 3 exchanges", n)
					}
				}
			})
		}
	}
	for name, rule := range map[string]simulator.Rule{
		"empty GitHub token":   {Call: simulator.CallOIDC, Times: 1, Fault: simulator.Body(200, "application/json", `{"value":""}`)},
		"null GitHub token":    {Call: simulator.CallOIDC, Times: 1, Fault: simulator.Body(200, "application/json", `null`)},
		"HTML GitHub token":    {Call: simulator.CallOIDC, Times: 1, Fault: simulator.HTML()},
		"empty Entra answer":   {Call: simulator.CallToken, Times: 1, Fault: simulator.Empty()},
		"no access token":      {Call: simulator.CallToken, Times: 1, Fault: simulator.Body(200, "application/json", `{"token_type":"Bearer","expires_in":3599}`)},
		"HTML Entra answer":    {Call: simulator.CallToken, Times: 1, Fault: simulator.HTML()},
		"AADSTS90033":          {Call: simulator.CallToken, Times: 2, Fault: simulator.AADSTS(90033, "")},
		"a stray AADSTS700213": {Call: simulator.CallToken, Times: 1, Fault: simulator.AADSTS(700213, "")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := play(t, scenario{Config: simulator.Config{Rules: []simulator.Rule{rule}}}); r.Outputs["result"] != "started" {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
		})
	}
}

func count(calls []string, call string) int {
	n := 0
	for _, c := range calls {
		if c == call {
			n++
		}
	}
	return n
}

// TestNoRetry: permanent refusals are asked once.
func TestNoRetry(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		call  string
		fault simulator.Fault
		asked string
		times int
	}{
		"GitHub 403":           {simulator.CallOIDC, simulator.Status(403), simulator.CallOIDC, 1},
		"Entra 400":            {simulator.CallToken, simulator.AADSTS(700016, ""), simulator.CallToken, 1},
		"no credential":        {simulator.CallToken, simulator.AADSTS(700213, ""), simulator.CallToken, 2},
		"Graph 403":            {simulator.CallRead, simulator.Status(403), simulator.CallRead, 1},
		"Graph HTML":           {simulator.CallRead, simulator.HTML(), simulator.CallRead, 1},
		"Graph redirect":       {simulator.CallRead, simulator.Redirect(302, "https://evil.example/"), simulator.CallRead, 1},
		"certificate of Graph": {simulator.CallConnectGraph, simulator.BadTLS("unknown-ca"), simulator.CallRead, 0},
		"certificate of Entra": {simulator.CallConnectEntra, simulator.BadTLS("wrong-name"), simulator.CallToken, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: tt.call, Fault: tt.fault}}}})
			if r.Outputs["result"] != "failed" || r.sim.Starts() != 0 {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
			if n := count(r.sim.Calls(), tt.asked); n != tt.times {
				t.Errorf("%d requests %s, want %d", n, tt.asked, tt.times)
			}
		})
	}
}

// TestRetryAfterPastTheDeadline ends at once and says what was asked for.
func TestRetryAfterPastTheDeadline(t *testing.T) {
	t.Parallel()
	for _, call := range []string{simulator.CallOIDC, simulator.CallToken, simulator.CallRead} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{
				Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Fault: simulator.Status(429, "Retry-After", "3600")}}},
				with:   map[string]string{"timeout": "30s"},
			})
			if r.Outputs["result"] != "failed" || r.Duration > 10*time.Second {
				t.Errorf("result %s after %v, want failed at once\n%s", r.Outputs["result"], r.Duration, r.Log)
			}
		})
	}
}
