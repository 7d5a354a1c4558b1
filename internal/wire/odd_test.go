package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"

	"start-synchronization-job/test/simulator"
)

// TestSwitchingProtocols: after a 101 nothing is read, so that nothing hangs,
// and the next request takes a new connection.
func TestSwitchingProtocols(t *testing.T) {
	t.Parallel()
	tr, sim := simulated(t, simulator.Config{HTTP1: true, Rules: []simulator.Rule{
		{Call: simulator.CallStart, Times: 1, Fault: simulator.Switching()},
	}})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a bound; a read of the connection would never end
	defer cancel()
	for i, want := range []int{http.StatusSwitchingProtocols, http.StatusNoContent} {
		resp, err := tr.Client().Do(startRequest(ctx, sim))
		if err != nil || resp.StatusCode != want || sim.Connections() != i+1 {
			t.Fatalf("%v, %v over %d connections, want %d over %d", resp, err, sim.Connections(), want, i+1)
		}
	}
}

// TestNoContent: a 204 is an answer, whatever becomes of its stream.
func TestNoContent(t *testing.T) {
	t.Parallel()
	for _, code := range []http2.ErrCode{http2.ErrCodeNo, http2.ErrCodeInternal, http2.ErrCodeRefusedStream} {
		for _, http1 := range []bool{false, true} {
			tr, sim := simulated(t, simulator.Config{HTTP1: http1, Rules: []simulator.Rule{
				{Call: simulator.CallStart, Fault: simulator.ResetAfterHead(code)},
			}})
			resp, err := tr.Client().Do(startRequest(t.Context(), sim))
			if err != nil || resp.StatusCode != http.StatusNoContent || resp.Header.Get("request-id") == "" || sim.Starts() != 1 {
				t.Errorf("%v, HTTP/1.1 %v: %v, %v after %d starts", code, http1, resp, err, sim.Starts())
			}
		}
	}
}

// TestNewConnectionAfter503: after a 503 or 504 the next request takes a new
// connection; after any other answer it does not.
func TestNewConnectionAfter503(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 408, 429, 500, 502, 503, 504} {
		protocols(t, func(t *testing.T, http2 bool) {
			s := serve(t, http2, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			for range 2 {
				if got, _, err := fetch(s.Client(), s.url); err != nil || got != status {
					t.Fatalf("%d, %v", got, err)
				}
			}
			want := int32(1)
			if status == 503 || status == 504 {
				want = 2
			}
			if n := s.connections.Load(); n != want {
				t.Errorf("%d: %d connections for two requests, want %d", status, n, want)
			}
		})
	}
}

// TestUnderWay: a connection that is replaced while a request is under way on
// it lets that one end.
func TestUnderWay(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		arrived, goOn := make(chan bool, 1), make(chan bool)
		s := serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				arrived <- true
				<-goOn
				return
			}
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		slow := make(chan error)
		go func() {
			_, _, err := fetch(s.Client(), s.url+"/slow")
			slow <- err
		}()
		<-arrived
		for range 2 { // of HTTP/1.1 the first one has a connection of its own anyway
			if status, _, err := fetch(s.Client(), s.url); err != nil || status != http.StatusServiceUnavailable {
				t.Errorf("%d, %v", status, err)
			}
		}
		close(goOn)
		if err := <-slow; err != nil {
			t.Errorf("the request that was under way: %v", err)
		}
	})
}

// TestSilence: a server that is silent once does not use up the run.
func TestSilence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		timeout time.Duration // of the run; 0 is none
		silent  int           // tries that are not answered
		tries   int
		took    time.Duration
		ended   bool // by the deadline
	}{
		{0, 1, 2, 20500 * time.Millisecond, false},
		{2 * time.Minute, 1, 2, 20500 * time.Millisecond, false},
		{2 * time.Minute, 9, 5, 103750 * time.Millisecond, false}, // for the last one half of 32.5 s is left,
		{30 * time.Second, 1, 2, 15500 * time.Millisecond, false},
		{10 * time.Second, 1, 2, 5500 * time.Millisecond, false},
		{9 * time.Second, 9, 2, 9 * time.Second, true},
		{7 * time.Second, 9, 1, 7 * time.Second, true}, // 2 s would be left
		{4 * time.Second, 9, 1, 4 * time.Second, true},
	} {
		for name, answer := range map[string]func(http.ResponseWriter){
			"no headers": func(http.ResponseWriter) {},
			"no body":    func(w http.ResponseWriter) { w.(http.Flusher).Flush() },
		} {
			t.Run(fmt.Sprint(tt.timeout, tt.silent, name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var tries atomic.Int32
					tr, _ := bubble(t, func(w http.ResponseWriter, r *http.Request) {

						if int(tries.Add(1)) <= tt.silent {
							answer(w)
							<-r.Context().Done()
						}
					})
					ctx, cancel := t.Context(), context.CancelFunc(func() {})
					if tt.timeout > 0 {
						ctx, cancel = context.WithTimeout(ctx, tt.timeout)
					}
					defer cancel()
					req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.test", nil)
					began := time.Now()
					_, err := tr.Retrying().Do(req)
					answered := tt.silent < tt.tries
					if took := time.Since(began); (err == nil) != answered || int(tries.Load()) != tt.tries || took != tt.took ||
						errors.Is(err, context.DeadlineExceeded) != tt.ended {
						t.Errorf("%v after %d tries and %v, want %d and %v", err, tries.Load(), took, tt.tries, tt.took)
					}
				})
			})
		}
	}
}

// TestPatienceOfTheStart: a request that is sent once has until the deadline.
func TestPatienceOfTheStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tr, _ := bubble(t, func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(time.Minute):
			case <-r.Context().Done():
			}
		})
		if _, _, err := fetch(tr.Client(), "https://graph.test"); err != nil {
			t.Error(err)
		}
		if _, _, err := fetch(tr.Trying(), "https://graph.test"); !errors.Is(err, errSilent) || !Transient(err) {
			t.Errorf("%v, want the silence, which passes", err)
		}
	})
}
