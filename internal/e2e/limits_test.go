package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// memory is what a run may take at most, whatever it is sent.
const memory = 64 << 20

// TestBounded: answers without end, measure or pace take neither memory nor time
// beyond their bounds, and are named as what they are.
func TestBounded(t *testing.T) {
	t.Parallel()
	program, err := runner.BuildReleased(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	const depth = 4000 // fits into what is read of a refusal
	deep := `{"error":` + strings.Repeat(`{"innerError":`, depth) + "1" + strings.Repeat("}", depth+1)
	const large, late = "is far larger than those of", "deadline of 5 seconds"
	for name, tt := range map[string]struct {
		fault simulator.Fault
		says  string
	}{
		"400 MB":            {simulator.Huge(200, 400<<20), large},
		"endless":           {simulator.Huge(200, 0), large},
		"endless refusal":   {simulator.Huge(403, 0), ""},
		"endless and again": {simulator.Huge(503, 0), ""},
		"deep":              {simulator.DeepJSON(1 << 19), ""},
		"deep refusal":      {simulator.Body(400, "application/json", deep), ""},
		"gzip bomb":         {simulator.Bomb(400), large},
		"slow drip":         {simulator.Drip(100 * time.Millisecond), late},
		"never a byte":      {simulator.Drip(time.Hour), late},
	} {
		for _, call := range []string{
			simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart,
		} {
			want := "failed"
			switch {
			case call != simulator.CallStart || strings.Contains(name, "refusal"):
			case strings.Contains(name, "drip"), strings.Contains(name, "byte"):
				continue // a 204 has no body
			default:
				want = "unknown"
			}
			t.Run(fmt.Sprint(call, " ", name), func(t *testing.T) {
				t.Parallel()
				r := play(t, scenario{
					Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Fault: tt.fault}}},
					with:   map[string]string{"timeout": "5s"}, measure: program,
				})
				if r.Outputs["result"] != want || count(r.sim.Calls(), call) == 0 || !strings.Contains(r.Log, tt.says) {
					t.Errorf("result %s, want %s, and %q in\n%s", r.Outputs["result"], want, tt.says, r.Log)
				}
				if r.MaxRSS > memory {
					t.Errorf("%d MiB of memory, want at most %d", r.MaxRSS>>20, memory>>20)
				}
				if r.Duration > 5*time.Second+2*slack {
					t.Errorf("%v, want at most the 5 s of timeout", r.Duration)
				}
			})
		}
	}
}
