package simulator

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestViolations(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*Simulator, *http.Request){
		"is not a request of this program": func(_ *Simulator, r *http.Request) { r.URL.Path = "/v1.0/users" },
		"not GET":                          func(_ *Simulator, r *http.Request) { r.Method = "DELETE" },
		"client-request-id":                func(_ *Simulator, r *http.Request) { r.Header.Del("client-request-id") },
		"Sdkversion":                       func(_ *Simulator, r *http.Request) { r.Header.Set("SdkVersion", "x/1") },
		"Idempotency-Key":                  func(_ *Simulator, r *http.Request) { r.Header.Set("Idempotency-Key", "1") },
		"user agent":                       func(_ *Simulator, r *http.Request) { r.Header.Del("User-Agent") },
		"carries a body": func(_ *Simulator, r *http.Request) {
			r.Body = http.NoBody
			r.Body, r.ContentLength = readCloser("{}"), 2
		},
		"proxy was asked for CONNECT elsewhere.example:443":    func(_ *Simulator, r *http.Request) { r.URL.Host = "elsewhere.example" },
		"proxy was asked for CONNECT graph.microsoft.us":       func(_ *Simulator, r *http.Request) { r.URL.Host = "graph.microsoft.us" },
		"proxy was asked for CONNECT graph.microsoft.com:8443": func(_ *Simulator, r *http.Request) { r.URL.Host += ":8443" },
		"proxy was asked for GET http://":                      func(_ *Simulator, r *http.Request) { r.URL.Scheme = "http" },
		"carried a request for":                                func(_ *Simulator, r *http.Request) { r.Host = "graph.example" },
	}
	for want, spoil := range tests {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			sim := run(t, Config{})
			r := graphRequest(t, sim, "GET", jobPath, sim.GraphToken(TokenOptions{}))
			spoil(sim, r)
			_, _, _ = send(t, transport(t, sim), r)
			if got := sim.Violations(); !slices.ContainsFunc(got, func(v string) bool { return strings.Contains(v, want) }) {
				t.Errorf("violations %q; want one with %q", got, want)
			}
		})
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	const rtt = 50 * time.Millisecond
	sim := run(t, Config{Latency: rtt})
	via := transport(t, sim)
	token := sim.GraphToken(TokenOptions{})
	begin := time.Now()
	for range 2 {
		if _, _, err := send(t, via, graphRequest(t, sim, "GET", jobPath, token)); err != nil {
			t.Fatal(err)
		}
	}
	// Connect, TLS and two requests.
	if got := time.Since(begin); got < 4*rtt || got > 4*rtt+2*time.Second {
		t.Errorf("took %v, want four round trips of %v", got, rtt)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{})
	token := sim.GraphToken(TokenOptions{})
	parts := strings.Split(token, ".")
	for _, want := range []string{token, parts[1], parts[2], sim.RequestToken()} {
		if !slices.Contains(sim.Secrets(), want) {
			t.Errorf("secrets lack %q", want)
		}
	}
	if slices.Contains(sim.Secrets(), parts[0]) {
		t.Error("a JWT's header is no secret")
	}
}

func TestCloseAndReset(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Rules: []Rule{{Call: CallRead, Times: 1, Fault: Status(503)}}})
	via := transport(t, sim)
	token := sim.GraphToken(TokenOptions{})
	for range 2 {
		resp, _, err := send(t, via, graphRequest(t, sim, "GET", jobPath, token))
		if err != nil || resp.StatusCode != 503 {
			t.Fatalf("first read: %v, %v; want 503", resp, err)
		}
		_, _, _ = send(t, via, graphRequest(t, sim, "POST", jobPath+"/start", token))
		sim.Reset()
	}
	if sim.Starts() != 0 || len(sim.Requests()) != 0 || !slices.Equal(sim.Job(), Paused()) {
		t.Error("Reset left something behind")
	}
	ca := sim.caFile()
	sim.Close()
	if _, err := os.Stat(ca); err == nil {
		t.Error("Close left the CA file behind")
	}
}

func TestUnknownCloud(t *testing.T) {
	t.Parallel()
	if _, err := Start(Config{Cloud: "moon"}); err == nil {
		t.Error("a cloud that does not exist was accepted")
	}
}
