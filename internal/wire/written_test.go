package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"golang.org/x/net/http2"
)

// TestPassed: a deadline has passed by either clock.
func TestPassed(t *testing.T) {
	t.Parallel()
	deadline := time.Now()
	for name, tt := range map[string]struct {
		now  time.Time
		want bool
	}{
		"before":                          {deadline.Add(-1), false},
		"at":                              {deadline, true},
		"after":                           {deadline.Add(1), true},
		"on the wall only, no reading":    {deadline.Add(1).Round(0), true},
		"on the wall only, after a sleep": {slept(deadline.Add(time.Second), -time.Hour), true},
		"the clock on the wall set back":  {slept(deadline.Add(-time.Hour), 2*time.Hour), true},
	} {
		if got := passed(deadline, tt.now); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// slept moves the monotonic reading of a time and leaves the one on the wall: so
// far apart are the two once a machine was suspended. Package time keeps them as
// two numbers (https://go.dev/src/time/time.go).
func slept(t time.Time, by time.Duration) time.Time {
	type fields struct {
		wall uint64
		ext  int64
		loc  *time.Location
	}
	(*fields)(unsafe.Pointer(&t)).ext += int64(by)
	return t
}

// TestNoFreeStream: a request that waits for a free stream of HTTP/2 until it is
// cancelled was not sent.
func TestNoFreeStream(t *testing.T) {
	t.Parallel()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate()}, NextProtos: []string{"h2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	reserved, closed, headers := make(chan bool), make(chan bool), make(chan int, 1)
	go func() {
		defer close(headers)
		if c, err := listener.Accept(); err == nil {
			headers <- noStreams(c, reserved, closed)
		}
	}()
	tr := New("https://graph.test")
	tr.trust(certificate().Leaf)
	tr.dialer.Proxy = nil
	tr.dialer.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, listener.Addr().String())
	}
	h := tr.hosts["graph.test:443"]
	conn, err := h.reserve(t.Context(), tr.dialer)
	if err != nil {
		t.Fatal(err)
	}
	reserved <- true
	<-closed
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://graph.test", nil)
	_, err = h.send(conn, req)
	var notSent *NotSentError
	if n := <-headers; n != 0 || !errors.As(err, &notSent) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v after %d requests, want NotSentError after none", err, n)
	}
}

// noStreams serves a connection of HTTP/2 on which, once a stream is reserved,
// none may be opened, and returns how many are. It closes closed when the client
// knows.
func noStreams(c net.Conn, reserved <-chan bool, closed chan<- bool) (headers int) {
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return 0
	}
	framer := http2.NewFramer(c, c)
	_ = framer.WriteSettings()
	acks := 0
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return headers
		}
		switch f := frame.(type) {
		case *http2.HeadersFrame:
			headers++
		case *http2.SettingsFrame:
			if !f.IsAck() {
				_ = framer.WriteSettingsAck()
				continue
			}
			if acks++; acks == 1 {
				<-reserved
				_ = framer.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0})
			} else {
				close(closed)
			}
		}
	}
}

// TestHeldBack: what is about to be written after it was said that nothing was
// waits until the connection is closed.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, w := watch(t.Context())
		var gone, writing bool
		begun := w.end(func() error {
			go func() {
				w.begin()
				writing = true
				if !gone {
					t.Error("written to an open connection")
				}
			}()
			synctest.Wait()
			gone = true
			return nil
		})
		synctest.Wait()
		if begun || !writing {
			t.Errorf("begun %v, went on %v, want a writer that was held back and let go", begun, writing)
		}
	})
}

// TestUnreadableLocation: a redirect is an answer like any other, wherever it
// leads to.
func TestUnreadableLocation(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"http://[::1", "%zz", "https://evil.example/", "/elsewhere", ""} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			protocols(t, func(t *testing.T, http2 bool) {
				s := serve(t, http2, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", location)
					w.WriteHeader(status)
				})
				for _, client := range []*http.Client{s.Client(), s.Trying(), s.Retrying()} {
					if got, _, err := fetch(client, s.url); err != nil || got != status {
						t.Errorf("%q: %d, %v, want %d", location, got, err, status)
					}
				}
				if n := s.requests.Load(); n != 3 {
					t.Errorf("%q: %d requests, want 3", location, n)
				}
			})
		}
	}
}
