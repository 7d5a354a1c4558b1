package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestExplain puts real failures into words, each by a few that belong to it
// alone.
func TestExplain(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	past, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"interrupted":       {get(canceled, t, server.URL, nil), "was told to stop"},
		"deadline":          {wrapped(context.DeadlineExceeded), "input `timeout`, passed"},
		"deadline in dial":  {get(past, t, server.URL, nil), "input `timeout`, passed"},
		"foreign host":      {get(t.Context(), t, server.URL, New("https://other.example")), "not one of this run's"},
		"unknown authority": {get(t.Context(), t, server.URL, nil), "authority that is not trusted"},
		"no TLS":            {get(t.Context(), t, "https://"+plain(t), nil), "did not agree on TLS"},
		"refused":           {get(t.Context(), t, "https://"+closed(t), nil), "connection was refused"},
		"proxy unreachable": {get(t.Context(), t, server.URL, through(closed(t), server.URL)), "proxy that HTTPS_PROXY names cannot be reached"},
		"proxy refuses":     {get(t.Context(), t, server.URL, through(answering(t, "403 Forbidden"), server.URL)), "it answered 403"},
		"proxy wants a password": {
			get(t.Context(), t, server.URL, through(answering(t, "407 Proxy Authentication Required"), server.URL)), "it answered 407",
		},
		"proxy hangs up": {get(t.Context(), t, server.URL, through(answering(t, ""), server.URL)), "No connection could be opened"},
		"DNS":            {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsNotFound: true}}), "could not be resolved"},
		"DNS timeout":    {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsTimeout: true}}), "could not be resolved"},
		"slow connect":   {wrapped(errSlowConnect), "within 15 seconds"},
		"no route":       {wrapped(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), "no route"},
		"TLS timeout":    {wrapped(handshakeTimeout{}), "nothing came back"},
		"too large":      {wrapped(&http.MaxBytesError{Limit: 1}), "far larger"},
		"reset":          {fmt.Errorf("send to x: %w", syscall.ECONNRESET), "broke off"},
		"broken answer":  {fmt.Errorf("read the answer of x: %w", io.ErrUnexpectedEOF), "broke off"},
		"anything else":  {errors.New("anything else"), "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.err == nil {
				t.Fatal("nothing failed")
			}
			means, do := Explain(tt.err)
			if !strings.Contains(means, tt.want) {
				t.Errorf("%v:\ngot  %q\nwant %q in it", tt.err, means, tt.want)
			}
			if len(do) == 0 || len(do) > 3 {
				t.Errorf("%d steps, want 1 to 3", len(do))
			}
			for _, text := range append(do, means) {
				if !strings.HasSuffix(text, ".") || strings.Count(text, "`")%2 != 0 || strings.Contains(text, "x.example") {
					t.Errorf("not a sentence of ours: %q", text)
				}
			}
		})
	}
}

// TestExplainCertificates tells bad certificates apart.
func TestExplainCertificates(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"wrong name": "other names", "expired": "expired"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			root := server.URL
			transport := New(root)
			transport.dialer.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
			if name == "wrong name" {
				transport.dialer.TLSClientConfig.ServerName = "other.test"
			} else {
				transport.dialer.TLSClientConfig.Time = func() time.Time { return time.Now().AddDate(200, 0, 0) }
			}
			if means, _ := Explain(get(t.Context(), t, root, transport)); !strings.Contains(means, want) {
				t.Errorf("got %q, want %q in it", means, want)
			}
		})
	}
}

// get is the error of a request for a root over a transport, by default over
// one of its own. Every proxy of the environment is ignored.
func get(ctx context.Context, t *testing.T, root string, transport *Transport) error {
	t.Helper()
	if transport == nil {
		transport = New(root)
		transport.dialer.Proxy = nil
	}
	t.Cleanup(transport.Close)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, root, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.Client().Do(req)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func through(proxy, root string) *Transport {
	transport := New(root)
	transport.dialer.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: proxy})
	return transport
}

func wrapped(err error) error {
	return &url.Error{Op: "Get", URL: "https://x.example", Err: &NotSentError{Host: "x.example:443", Err: err}}
}

// closed is an address where nothing listens.
func closed(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	return listener.Addr().String()
}

// answering is the address of a server that answers every connection with a
// status line of HTTP/1.1, or hangs up where there is none.
func answering(t *testing.T, status string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			if status != "" {
				fmt.Fprintf(conn, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status)
			}
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

// plain is the address of a server that speaks no TLS.
func plain(t *testing.T) string {
	t.Helper()
	return answering(t, "400 Bad Request")
}

// handshakeTimeout is as net/http's own, which is not exported.
type handshakeTimeout struct{}

func (handshakeTimeout) Error() string { return "net/http: TLS handshake timeout" }
func (handshakeTimeout) Timeout() bool { return true }
