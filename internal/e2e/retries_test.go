package e2e

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/simulator"
)

// passingFaults are faults that a call meets once or twice before it goes well.
func passingFaults() map[string]simulator.Rule {
	const oidc, token = simulator.CallOIDC, simulator.CallToken
	json := func(body string) simulator.Fault { return simulator.Body(200, "application/json", body) }
	all := map[string]simulator.Rule{
		"empty GitHub token":   {Call: oidc, Times: 1, Fault: json(`{"value":""}`)},
		"null GitHub token":    {Call: oidc, Times: 1, Fault: json(`null`)},
		"HTML GitHub token":    {Call: oidc, Times: 1, Fault: simulator.HTML()},
		"empty Entra answer":   {Call: token, Times: 1, Fault: simulator.Empty()},
		"no access token":      {Call: token, Times: 1, Fault: json(`{"token_type":"Bearer","expires_in":3599}`)},
		"Entra for a while":    {Call: token, Times: 1, Fault: simulator.Body(400, "application/json", `{"error":"temporarily_unavailable"}`)},
		"HTML Entra answer":    {Call: token, Times: 1, Fault: simulator.HTML()},
		"AADSTS90033":          {Call: token, Times: 2, Fault: simulator.AADSTS(90033, "")},
		"a stray AADSTS700213": {Call: token, Times: 1, Fault: simulator.AADSTS(700213, "")},
	}
	for _, call := range []string{oidc, token, simulator.CallRead, simulator.CallReadBack} {
		all[call+" 503"] = simulator.Rule{Call: call, Times: 2, Fault: simulator.Status(503)}
		all[call+" 408"] = simulator.Rule{Call: call, Times: 2, Fault: simulator.Status(408)}
		all[call+" Retry-After"] = simulator.Rule{Call: call, Times: 2, Fault: simulator.Status(429, "Retry-After", "1")}
		all[call+" reset"] = simulator.Rule{Call: call, Times: 2, Fault: simulator.Reset()}
		all[call+" truncated"] = simulator.Rule{Call: call, Times: 2, Fault: simulator.Truncated(5)}
	}
	return all
}

// TestRetries: each read, GitHub's token and the exchange survive passing faults,
// and each exchange has a fresh token. What is permanent the fault matrix has.
func TestRetries(t *testing.T) {
	t.Parallel()
	for name, rule := range passingFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, given(simulator.Config{Rules: []simulator.Rule{rule}}))
			if r.Outputs["result"] != "started" || r.Outputs["schedule-after"] != "Active" || strings.Contains(r.Log, "::warning") {
				t.Errorf("result %s\n%s", r.Outputs["result"], r.Log)
			}
			if n := r.count(rule.Call); n != rule.Times+1 {
				t.Errorf("%d requests %s, want %d", n, rule.Call, rule.Times+1)
			}
			if n := r.count(simulator.CallOIDC); rule.Call == simulator.CallToken && n != rule.Times+1 {
				t.Errorf("%d GitHub tokens for %d exchanges", n, rule.Times+1)
			}
		})
	}
}
