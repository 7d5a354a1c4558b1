package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var silent = log.New(io.Discard, "", 0)

func protocols(t *testing.T, test func(t *testing.T, http2 bool)) {
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("HTTP2=%v", http2), func(t *testing.T) {
			t.Parallel()
			test(t, http2)
		})
	}
}

func TestOneConnection(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		s := serve(t, http2, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
		if err := s.Open(t.Context(), s.url); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			status, body, err := fetch(s.Client(), s.url)
			if err != nil || status != 200 || (body == "HTTP/2.0") != http2 {
				t.Errorf("%d %s, %v", status, body, err)
			}
		}
		if n := s.connections.Load(); n != 1 {
			t.Errorf("%d connections for Open and three requests, want 1", n)
		}
	})
}

// TestHostList: nothing leaves for any host but those of the run, and TLS is a
// must.
func TestHostList(t *testing.T) {
	t.Parallel()
	s := serve(t, true, func(http.ResponseWriter, *http.Request) {})
	plain := strings.Replace(s.url, "https:", "http:", 1)
	for _, url := range []string{
		"https://evil.example/", "https://127.0.0.1/", "https://127.0.0.1:1/", plain, "https://localhost" + s.url[len("https://127.0.0.1"):],
		"https://127.0.0.1.evil.example/", strings.Replace(s.url, "127.0.0.1", "127.0.0.1@evil.example", 1), "https:///x", "ftp://127.0.0.1/",
	} {
		_, _, err := fetch(s.Client(), url)
		var notSent *NotSentError
		if !ForeignHost(err) || !errors.As(err, &notSent) || Transient(err) {
			t.Errorf("%s: %v", url, err)
		}
		if err := s.Open(t.Context(), url); !ForeignHost(err) {
			t.Errorf("open %s: %v", url, err)
		}
	}
	if n := s.connections.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
	for _, url := range []string{s.url, strings.ToUpper(s.url[:5]) + s.url[5:]} {
		if _, _, err := fetch(s.Client(), url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestDefaultPortAndCase(t *testing.T) {
	t.Parallel()
	tr := New("https://graph.example.com/v1.0")
	for url, ours := range map[string]bool{
		"https://graph.example.com": true, "https://GRAPH.example.com:443/x": true, "https://graph.example.com:444": false,
		"https://graph.example.com.": false, "http://graph.example.com:443": false,
	} {
		req, _ := http.NewRequest(http.MethodGet, url, nil)
		if _, err := tr.host(req.URL); (err == nil) != ours {
			t.Errorf("%s: %v, want it to be ours: %v", url, err, ours)
		}
	}
}

// TestNoRedirect: neither client follows, so no header goes along.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/elsewhere" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}
	})
	for _, client := range []*http.Client{s.Client(), s.Retrying()} {
		if status, _, err := fetch(client, s.url); status != http.StatusFound || err != nil {
			t.Errorf("status %d, %v, want 302", status, err)
		}
	}
	if n := s.requests.Load(); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// TestNothingStays: after Close no connection and no goroutine is left, not
// even of requests that were under way side by side.
func TestNothingStays(t *testing.T) { // alone, since it counts goroutines
	for _, http2 := range []bool{false, true} {
		before := runtime.NumGoroutine()
		t.Run(fmt.Sprintf("HTTP2=%v", http2), func(t *testing.T) {
			s := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/hang" {
					<-r.Context().Done()
				}
				time.Sleep(10 * time.Millisecond)
			})
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() { _, _, _ = fetch(s.Client(), s.url) })
			}
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				req, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/hang", nil)
				_, _ = s.Client().Do(req)
			})
			all.Wait()
			s.Close()
			eventually(t, func() bool { return s.open.Load() == 0 }, "connections are open: %v", &s.open)
		})
		eventually(t, func() bool { return runtime.NumGoroutine() <= before }, "%v", stacks{})
	}
}

// eventually waits a few seconds for what takes its time.
func eventually(t *testing.T, is func() bool, format string, state any) {
	t.Helper()
	for wait := time.Millisecond; !is(); wait *= 2 {
		if wait > 5*time.Second {
			t.Fatalf(format, state)
		}
		time.Sleep(wait)
	}
}

// stacks are those of all goroutines at the time they are printed.
type stacks struct{}

func (stacks) String() string {
	all := make([]byte, 1<<16)
	return string(all[:runtime.Stack(all, true)])
}

// TestSlowConnect: an attempt to connect that takes too long is not the run's
// deadline, and is worth another try; the deadline is neither.
func TestSlowConnect(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		deadline, took time.Duration
		transient      bool
	}{{time.Minute, 15 * time.Second, true}, {5 * time.Second, 5 * time.Second, false}} {
		synctest.Test(t, func(t *testing.T) {
			tr := New("https://graph.test")
			tr.dialer.Proxy, tr.dialer.DialContext = nil, newPipes().dial // nobody accepts
			ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
			defer cancel()
			began := time.Now()
			err := tr.Open(ctx, "https://graph.test")
			var notSent *NotSentError
			if took := time.Since(began); !errors.As(err, &notSent) || Transient(err) != tt.transient || took != tt.took {
				t.Errorf("%v after %v, transient %v; want %v, %v", err, took, Transient(err), tt.took, tt.transient)
			}
		})
	}
}
