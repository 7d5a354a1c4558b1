package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"start-synchronization-job/test/simulator"
)

// TestAtMostOnce: whatever comes back, one request is on the wire once.
func TestAtMostOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"reset":           simulator.Reset(),
		"closed":          simulator.Closed(),
		"refused stream":  simulator.ResetStream(http2.ErrCodeRefusedStream),
		"protocol error":  simulator.ResetStream(http2.ErrCodeProtocol),
		"http/1.1 wanted": simulator.ResetStream(http2.ErrCodeHTTP11Required),
		"goaway":          simulator.GoAway(http2.ErrCodeNo, false),
		"goaway, acted":   simulator.GoAway(http2.ErrCodeNo, true),
		"truncated":       simulator.Truncated(3),
		"reset in body":   simulator.ResetInBody(3),
		"503":             simulator.Status(503),
		"408":             simulator.Status(408),
		"307":             simulator.Redirect(307, "/"),
	} {
		for _, http1 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s HTTP1=%v", name, http1), func(t *testing.T) {
				t.Parallel()
				tr, sim := simulated(t, simulator.Config{HTTP1: http1, Rules: []simulator.Rule{{Call: simulator.CallStart, Fault: fault}}})
				if err := tr.Open(t.Context(), "https://"+sim.GraphHost()); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := tr.Client().Do(startRequest(ctx, sim))
				var notSent *NotSentError
				if sim.Starts() != 1 || errors.As(err, &notSent) {
					t.Errorf("%d on the wire, want 1 and an error that does not deny it: %v", sim.Starts(), err)
				}
			})
		}
	}
}

// TestDeadConnection: one that died idle is replaced, and the request sent
// once.
func TestDeadConnection(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		tr, sim := simulated(t, simulator.Config{HTTP1: !http2, Rules: []simulator.Rule{
			{Call: simulator.CallConnectGraph, Times: 1, Fault: simulator.CloseAfter()},
		}})
		root := "https://" + sim.GraphHost()
		if err := tr.Open(t.Context(), root); err != nil {
			t.Fatal(err)
		}
		conn := tr.held(root)
		for conn.Err() == nil { // the end of the idle connection is under way
			time.Sleep(time.Millisecond)
		}
		resp, err := tr.Client().Do(startRequest(t.Context(), sim))
		if err != nil || resp.StatusCode != http.StatusNoContent || sim.Starts() != 1 || sim.Connections() != 2 {
			t.Errorf("%v, %v, %d starts over %d connections, want one over the second", resp, err, sim.Starts(), sim.Connections())
		}
	})
}

// TestNotSent: no connection, no byte of the request.
func TestNotSent(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		fault     simulator.Fault
		ctx       context.Context
		transient bool
	}{
		"no connection":   {simulator.Reset(), t.Context(), true},
		"closed":          {simulator.Closed(), t.Context(), true},
		"proxy says 403":  {simulator.Status(403), t.Context(), false},
		"proxy says 407":  {simulator.Status(407), t.Context(), false},
		"proxy says 502":  {simulator.Status(502), t.Context(), true},
		"unknown CA":      {simulator.BadTLS("unknown-ca"), t.Context(), false},
		"wrong name":      {simulator.BadTLS("wrong-name"), t.Context(), false},
		"expired":         {simulator.BadTLS("expired"), t.Context(), false},
		"TLS 1.1":         {simulator.BadTLS("old"), t.Context(), true},
		"handshake alert": {simulator.BadTLS("alert"), t.Context(), true},
		"too late":        {simulator.Fault{}, ended, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr, sim := simulated(t, simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallConnectGraph, Fault: tt.fault}}})
			_, err := tr.Client().Do(startRequest(tt.ctx, sim))
			var notSent *NotSentError
			if !errors.As(err, &notSent) || sim.Starts() != 0 || Transient(err) != tt.transient {
				t.Errorf("%v after %d starts, transient %v, want NotSentError, 0 and %v", err, sim.Starts(), Transient(err), tt.transient)
			}
		})
	}
}

// TestNotSentOnAWarmConnection: a context that has ended holds a request back
// even where a connection is open, which stays good.
func TestNotSentOnAWarmConnection(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		s := serve(t, http2, func(http.ResponseWriter, *http.Request) {})
		if err := s.Open(t.Context(), s.url); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.url, nil)
		_, err := s.RoundTrip(req)
		var notSent *NotSentError
		if !errors.As(err, &notSent) || s.requests.Load() != 0 {
			t.Errorf("%v after %d requests", err, s.requests.Load())
		}
		if _, _, err := fetch(s.Client(), s.url); err != nil || s.connections.Load() != 1 {
			t.Errorf("%v over %d connections, want the first one", err, s.connections.Load())
		}
	})
}

// TestPastTheDeadline: a deadline that has passed by the clock holds a request
// back, although no timer has run yet to say so.
func TestPastTheDeadline(t *testing.T) {
	t.Parallel()
	s := serve(t, true, func(http.ResponseWriter, *http.Request) {})
	if err := s.Open(t.Context(), s.url); err != nil { // an end that net/http sees is another matter
		t.Fatal(err)
	}
	req, _ := http.NewRequestWithContext(asleep{t.Context()}, http.MethodPost, s.url, nil)
	_, err := s.RoundTrip(req)
	var notSent *NotSentError
	if !errors.As(err, &notSent) || !errors.Is(err, context.DeadlineExceeded) || s.requests.Load() != 0 {
		t.Errorf("%v after %d requests", err, s.requests.Load())
	}
}

type asleep struct{ context.Context }

func (asleep) Deadline() (time.Time, bool) { return time.Now(), true }

// TestNewConnection: after a request that got no answer the next one goes over
// another connection, since a late answer may still be under way on the first.
func TestNewConnection(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		silent := make(chan struct{})
		defer close(silent)
		s := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				cancel()
				<-silent
			}
		})
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.url, nil)
		if _, err := s.RoundTrip(req); err == nil {
			t.Error("an answer, want none")
		}
		if _, _, err := fetch(s.Client(), s.url); err != nil || s.connections.Load() != 2 {
			t.Errorf("%v over %d connections, want the second one", err, s.connections.Load())
		}
	})
}

// TestSideBySide: a connection that has a request under way is left alone when
// another request needs one.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		second := make(chan struct{})
		s := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/first" {
				<-second
			}
		})
		first := make(chan error, 1)
		go func() {
			_, _, err := fetch(s.Client(), s.url+"/first")
			first <- err
		}()
		for s.requests.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		_, _, err := fetch(s.Client(), s.url+"/second")
		close(second)
		if err := errors.Join(err, <-first); err != nil {
			t.Error(err)
		}
	})
}
