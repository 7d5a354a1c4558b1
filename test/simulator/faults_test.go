package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// wasReset is how a reset reads; where the client was just writing, the reading
// half sees an end of file instead.
const wasReset = "connection reset"

// Each fault of a start, seen by a client that sends once. want is a part of
// the error, or of status and body.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		fault        Fault
		http2, http1 string
	}{
		{"pass", Fault{}, "204 ", "204 "},
		{"slow", Slow(10 * time.Millisecond), "204 ", "204 "},
		{"reset", Reset(), wasReset, wasReset},
		{"closed", Closed(), "EOF", "EOF"},
		{"close after", CloseAfter(), "204 ", "204 "},
		{"babble", Babble("x"), "204 ", "204 "},
		{"hang", Hang(), "deadline", "deadline"},
		{"reset after head", ResetAfterHead(http2.ErrCodeInternal), "INTERNAL_ERROR", "204 "},
		{"reset in body", ResetInBody(5), wasReset, wasReset},
		{"truncated", Truncated(5), "unexpected EOF", "unexpected EOF"},
		{"refused stream", ResetStream(http2.ErrCodeRefusedStream), "REFUSED_STREAM", wasReset},
		{"protocol error", ResetStream(http2.ErrCodeProtocol), "PROTOCOL_ERROR", wasReset},
		{"internal error", ResetStream(http2.ErrCodeInternal), "INTERNAL_ERROR", wasReset},
		{"goaway", GoAway(http2.ErrCodeNo, false), "GOAWAY", "EOF"},
		{"goaway after", GoAway(http2.ErrCodeNo, true), "GOAWAY", "EOF"},
		{"status", Status(503), `503 {"error":{"code":"ServiceUnavailable"`, `503 {"error":`},
		{"odd status", Status(207), "207 ", "207 "},
		{"throttled", Status(429, "Retry-After", "7"), "429 7", "429 7"},
		{"throttled until", RetryAfter(429, time.Hour), "GMT", "GMT"},
		{"empty", Empty(), "200 ", "200 "},
		{"html", HTML(), "200 <!DOCTYPE", "200 <!DOCTYPE"},
		{"wrong type", WrongType(), "200 [1", "200 [1"},
		{"deep", DeepJSON(100000), "200 [[[", "200 [[["},
		{"answer", Answer(func(r *http.Request) (int, map[string]string, string) { return 418, nil, r.Method }), "418 POST", "418 POST"},
		{"redirect", Redirect(307, "https://elsewhere.example/"), "307 https://elsewhere.example/", "307 https"},
		{"huge", Huge(200, 4<<20), `200 {"value":"aaa`, `200 {"value":"aaa`},
		{"endless", Huge(500, 0), `500 {"value":"aaa`, `500 {"value":"aaa`},
		{"bomb", Bomb(2), "200 aaa", "200 aaa"},
	}
	for _, test := range tests {
		for _, http1 := range []bool{false, true} {
			for _, applied := range []bool{false, true} {
				t.Run(fmt.Sprint(test.name, http1, applied), func(t *testing.T) {
					t.Parallel()
					fault := test.fault
					fault.Applied = applied
					sim := run(t, Config{HTTP1: http1, Rules: []Rule{{Call: CallStart, Fault: fault}}})
					want := test.http2
					if http1 {
						want = test.http1
					}
					if got := startOnce(t, sim); !strings.Contains(got, want) && !(want == wasReset && strings.Contains(got, "EOF")) {
						t.Errorf("got %.200q; want %q", got, want)
					}
					acts := 0
					if applied || fault.kind == pass || fault.kind == closeAfter || fault.kind == babble || fault.kind == resetAfterHead {
						acts = 1
					}
					if sim.Starts() != 1 || sim.Acts() != acts {
						t.Errorf("starts %d, acts %d; want 1, %d", sim.Starts(), sim.Acts(), acts)
					}
				})
			}
		}
	}
}

// startOnce sends one start on a connection of its own and says what came of it.
func startOnce(t *testing.T, sim *Simulator) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	via, err := transport(t, sim).NewClientConn(ctx, "https", sim.GraphHost()+":443")
	if err != nil {
		return err.Error()
	}
	defer via.Close()
	r := graphRequest(t, sim, "POST", jobPath+"/start", sim.GraphToken(TokenOptions{}))
	limit := 5 * time.Second
	if strings.Contains(t.Name(), "hang") {
		limit = 200 * time.Millisecond
	}
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	resp, body, err := send(t, via, r.WithContext(ctx))
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s%s%.100s", resp.StatusCode, resp.Header.Get("Location"), resp.Header.Get("Retry-After"), body)
}

// The counter counts at the wire: net/http's Transport repeats a refused start,
// and every repetition shows.
func TestStartsCountsRepetitions(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Rules: []Rule{{Call: CallStart, Times: 2, Fault: ResetStream(http2.ErrCodeRefusedStream)}}})
	resp, _, err := send(t, transport(t, sim), graphRequest(t, sim, "POST", jobPath+"/start", sim.GraphToken(TokenOptions{})))
	if err != nil || resp.StatusCode != 204 {
		t.Fatalf("%v, %v", resp, err)
	}
	if sim.Starts() != 3 || sim.Acts() != 1 {
		t.Errorf("starts %d, acts %d; want 3, 1", sim.Starts(), sim.Acts())
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Rules: []Rule{
		{Call: CallRead, After: 1, Times: 1, Fault: Status(500)},
		{Call: CallRead, After: 2, Times: 1, Fault: Status(502)},
		{Call: CallReadBack, Fault: Status(504)},
	}})
	via, token := transport(t, sim), sim.GraphToken(TokenOptions{})
	get := func() int {
		resp, _, err := send(t, via, graphRequest(t, sim, "GET", jobPath, token))
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode
	}
	got := []int{get(), get(), get(), get()}
	if _, _, err := send(t, via, graphRequest(t, sim, "POST", jobPath+"/start", token)); err != nil {
		t.Fatal(err)
	}
	got = append(got, get())
	if want := []int{200, 500, 502, 200, 504}; !slices.Equal(got, want) {
		t.Errorf("statuses %v; want %v", got, want)
	}
}

func TestDrip(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Rules: []Rule{{Call: CallRead, Fault: Drip(50 * time.Millisecond)}}})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	r := graphRequest(t, sim, "GET", jobPath, sim.GraphToken(TokenOptions{})).WithContext(ctx)
	resp, body, err := send(t, transport(t, sim), r)
	if resp == nil || len(body) == 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("answer %v, body %q, %v; want some bytes and a deadline", resp, body, err)
	}
}

// Every fault of every service has a body that the service documents.
func TestDocumentedBodies(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{})
	r, _ := http.NewRequest("GET", "https://"+sim.GraphHost()+"/", nil)
	for call, want := range map[string]string{CallOIDC: `"message"`, CallToken: `"error_codes"`, CallRead: `"innerError"`} {
		for _, status := range []int{400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504} {
			if rep := sim.documented(r, call, status); rep.status != status || !strings.Contains(string(rep.body), want) {
				t.Errorf("%s %d: %d %s", call, status, rep.status, rep.body)
			}
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, state := range States() {
		for _, fault := range append(Faults(), NamedFault{}) {
			var config Config
			if s, f, err := config.Choose(state.Name, fault.Name); err != nil || s.Name != state.Name || f.Name != fault.Name {
				t.Error(err)
			}
		}
	}
	var config Config
	for _, names := range [][2]string{{"x", ""}, {"", ""}, {"paused", "x"}} {
		if _, _, err := config.Choose(names[0], names[1]); err == nil {
			t.Errorf("%q was accepted", names)
		}
	}
}
