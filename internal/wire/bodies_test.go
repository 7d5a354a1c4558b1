package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBodies: a body is read to its bound, in the length it has once unpacked.
// What is longer makes a good answer an error, and a refusal a shorter one.
func TestBodies(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status, size int
		packed       bool
		want         int // bytes read
		tooLarge     bool
	}{
		{200, 0, false, 0, false},
		{200, 1 << 20, false, 1 << 20, false},
		{200, 1<<20 + 1, false, 0, true},
		{200, 1 << 20, true, 1 << 20, false},
		{200, 4 << 20, true, 0, true},
		{404, 64 << 10, false, 64 << 10, false},
		{404, 64<<10 + 1, false, 64 << 10, false},
		{503, 2 << 20, true, 64 << 10, false},
		{302, 128 << 10, false, 64 << 10, false},
	} {
		protocols(t, func(t *testing.T, http2 bool) {
			body := bytes.Repeat([]byte("x"), tt.size)
			if tt.packed {
				body = zipped(body)
			}
			s := serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
				if tt.packed {
					w.Header().Set("Content-Encoding", "gzip")
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write(body)
			})
			status, got, err := fetch(s.Client(), s.url)
			if TooLarge(err) != tt.tooLarge || Transient(err) || len(got) != tt.want || err == nil && status != tt.status {
				t.Errorf("%+v: status %d, %d bytes, %v", tt, status, len(got), err)
			}
		})
	}
}

func zipped(text []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(text)
	w.Close()
	return out.Bytes()
}

// TestHeaders: headers are bounded too.
func TestHeaders(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		s := serve(t, http2, func(w http.ResponseWriter, _ *http.Request) {
			for i := range 33 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 8<<10))
			}
		})
		if _, _, err := fetch(s.Client(), s.url); err == nil {
			t.Error("264 KiB of headers were taken, want at most 256")
		}
	})
}

// TestEndlessProxy: and so are those of a proxy.
func TestEndlessProxy(t *testing.T) {
	t.Parallel()
	proxy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	go func() {
		c, err := proxy.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(c, "X-Y: "+strings.Repeat("z", 8<<10)+"\r\n")
		}
	}()
	tr := New("https://graph.test")
	tr.dialer.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: proxy.Addr().String()})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = tr.Open(ctx, "https://graph.test")
	if err == nil || ctx.Err() != nil {
		t.Errorf("%v, %v, want an end before the deadline", err, ctx.Err())
	}
}

// TestSlowBodies: a good answer has until the deadline, a refusal a few
// seconds, and its status counts whatever becomes of its body.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	const forever = time.Hour
	for name, tt := range map[string]struct {
		status int
		pause  time.Duration // between two bytes
		want   int           // status; 0 is an error
		took   time.Duration
	}{
		"slow good answer":        {200, time.Second, 200, 10 * time.Second},
		"good answer never ends":  {200, forever, 0, time.Minute},
		"slow refusal":            {403, 400 * time.Millisecond, 403, 4 * time.Second},
		"refusal drips":           {403, time.Second, 403, errorBodyTime},
		"refusal never ends":      {503, forever, 503, errorBodyTime},
		"redirect that goes slow": {302, forever, 302, errorBodyTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tr, _ := bubble(t, func(w http.ResponseWriter, r *http.Request) {
					w.WriteHeader(tt.status)
					w.(http.Flusher).Flush()
					for range 10 {
						select {
						case <-time.After(tt.pause):
						case <-r.Context().Done():
							return
						}
						_, _ = w.Write([]byte("x"))
						w.(http.Flusher).Flush()
					}
				})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.test", nil)
				began := time.Now()
				resp, err := tr.Client().Do(req)
				took, status := time.Since(began), 0
				if err == nil {
					status = resp.StatusCode
				} else if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v, want the deadline", err)
				}
				if status != tt.want || took != tt.took {
					t.Errorf("status %d after %v, want %d after %v", status, took, tt.want, tt.took)
				}
			})
		})
	}
}
