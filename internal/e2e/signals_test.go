package e2e

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"start-synchronization-job/internal/simulator"
)

// TestStartsOnTheWire: never more than one POST, whatever comes back.
func TestStartsOnTheWire(t *testing.T) {
	t.Parallel()
	html := simulator.Body(200, "text/html", "<html><body>maintenance</body></html>")
	elsewhere := "https://graph.microsoft.com/v1.0/servicePrincipals/" + simulator.ServicePrincipalID + "/synchronization/jobs/" + simulator.JobID + "/start"
	for name, tt := range map[string]struct {
		fault   simulator.Fault
		applied string // result where the service acted
		dropped string // result where it did not; "" cannot be
	}{
		"200 HTML":       {html, "started", "unknown"},
		"202":            {simulator.Body(202, "application/json", "{}"), "started", "unknown"},
		"302":            {simulator.Redirect(302, elsewhere), "started", "unknown"},
		"307":            {simulator.Redirect(307, elsewhere), "started", "unknown"},
		"308":            {simulator.Redirect(308, elsewhere), "started", "unknown"},
		"400":            {simulator.Status(400), "", "failed"},
		"401":            {simulator.Status(401), "", "failed"},
		"403":            {simulator.Status(403), "", "failed"},
		"404":            {simulator.Status(404), "", "failed"},
		"408":            {simulator.Status(408), "started", "unknown"},
		"409":            {simulator.Status(409), "", "failed"},
		"429":            {simulator.Status(429, "Retry-After", "1"), "", "failed"},
		"500":            {simulator.Status(500), "started", "unknown"},
		"503":            {simulator.Status(503, "Retry-After", "1"), "started", "unknown"},
		"reset":          {simulator.Reset(), "started", "unknown"},
		"closed":         {simulator.Closed(), "started", "unknown"},
		"REFUSED_STREAM": {simulator.ResetStream(http2.ErrCodeRefusedStream), "started", "unknown"},
		"PROTOCOL_ERROR": {simulator.ResetStream(http2.ErrCodeProtocol), "started", "unknown"},
		"INTERNAL_ERROR": {simulator.ResetStream(http2.ErrCodeInternal), "started", "unknown"},
		"GOAWAY":         {simulator.GoAway(http2.ErrCodeNo, false), "started", "unknown"},
		"GOAWAY error":   {simulator.GoAway(http2.ErrCodeEnhanceYourCalm, true), "started", "unknown"},
	} {
		for _, http1 := range []bool{false, true} {
			for _, acted := range []bool{false, true} {
				want, fault, title := tt.dropped, tt.fault, name
				if acted {
					want, fault, title = tt.applied, tt.fault.Acted(), title+" applied"
				}
				frames := strings.Contains(name, "_") || strings.Contains(name, "GOAWAY")
				if want == "" || http1 && frames {
					continue
				}
				if http1 {
					title += " HTTP1"
				}
				t.Run(title, func(t *testing.T) {
					t.Parallel()
					r := play(t, scenario{Config: simulator.Config{HTTP1: http1, Rules: []simulator.Rule{{Call: simulator.CallStart, Fault: fault}}}})
					if got := r.Outputs["result"]; got != want || r.sim.Starts() != 1 {
						t.Errorf("result %s after %d starts, want %s after 1\n%s", got, r.sim.Starts(), want, r.Log)
					}
					if want == "unknown" && !strings.Contains(r.Log, "Run again, which is safe") {
						t.Errorf("the message does not say that running again is safe:\n%s", r.Log)
					}
				})
			}
		}
	}
}

// TestDeadlineInTheStart: past the timeout an unclear start still gets its one
// read-back.
func TestDeadlineInTheStart(t *testing.T) {
	t.Parallel()
	for want, fault := range map[string]simulator.Fault{"started": simulator.Hang().Acted(), "unknown": simulator.Hang()} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{
				Config: simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallStart, Fault: fault}}},
				with:   map[string]string{"timeout": "8s"},
			})
			if r.Outputs["result"] != want || r.sim.Starts() != 1 {
				t.Errorf("result %s after %d starts, want %s\n%s", r.Outputs["result"], r.sim.Starts(), want, r.Log)
			}
		})
	}
}

// TestNeverSent: where no connection can be had for the start, nothing is sent
// and the run says so.
func TestNeverSent(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"no connection": simulator.Reset(), "proxy refuses": simulator.Status(403), "bad certificate": simulator.BadTLS("unknown-ca"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The connection ends with the read, and says so; the next one cannot be opened.
			r := play(t, scenario{Config: simulator.Config{HTTP1: true, Rules: []simulator.Rule{
				{Call: simulator.CallRead, Fault: simulator.CloseAfter()},
				{Call: simulator.CallConnectGraph, After: 1, Fault: fault},
			}}})
			if r.Outputs["result"] != "failed" || r.sim.Starts() != 0 || !strings.Contains(r.Log, "The start was not sent.") {
				t.Errorf("result %s after %d starts, want failed after none\n%s", r.Outputs["result"], r.sim.Starts(), r.Log)
			}
		})
	}
}

// TestSignals: within 3 s an exit, with outputs and summary written.
func TestSignals(t *testing.T) {
	t.Parallel()
	hang := simulator.Hang()
	for _, tt := range []struct {
		name, call string
		signal     os.Signal
		fault      simulator.Fault
		want       string
		starts     int
	}{
		{"oidc", simulator.CallOIDC, os.Interrupt, hang, "failed", 0},
		{"token", simulator.CallToken, syscall.SIGTERM, hang, "failed", 0},
		{"read", simulator.CallRead, os.Interrupt, hang, "failed", 0},
		{"start dropped", simulator.CallStart, os.Interrupt, hang, "unknown", 1},
		{"start applied", simulator.CallStart, syscall.SIGTERM, hang.Acted(), "started", 1},
		{"read-back", simulator.CallReadBack, os.Interrupt, hang, "started", 1},
		{"read, terminal closed", simulator.CallRead, syscall.SIGHUP, hang, "failed", 0},
		{"start dropped, terminal closed", simulator.CallStart, syscall.SIGHUP, hang, "unknown", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var at time.Time
			s := scenario{
				Config: simulator.Config{Rules: []simulator.Rule{{Call: tt.call, Fault: tt.fault}}},
				signal: map[string]os.Signal{tt.call: tt.signal},
			}
			began := time.Now()
			r := play(t, s)
			if r.Outputs["result"] != tt.want || r.sim.Starts() != tt.starts {
				t.Errorf("result %s after %d starts, want %s after %d\n%s", r.Outputs["result"], r.sim.Starts(), tt.want, tt.starts, r.Log)
			}
			for _, q := range r.sim.Requests() {
				if q.Call == tt.call {
					at = q.Time
				}
			}
			if took := began.Add(r.Duration).Sub(at); took > 3*time.Second+slack {
				t.Errorf("%v from the signal to the exit, want at most 3 s", took)
			}
			if tt.starts == 0 && !strings.Contains(r.Log, "othing was ") && !strings.Contains(r.Log, "No start was sent") {
				t.Errorf("the message does not say that nothing was sent:\n%s", r.Log)
			}
		})
	}
}

// slack is what a crowded machine may add.
const slack = 2 * time.Second
