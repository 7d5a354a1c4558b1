// Package wire is the program's only way out: a transport that reaches the
// hosts of the run alone, and that puts each request on the wire at most once.
//
// net/http's Transport repeats a POST without a body on HTTP/2 resets and on
// GOAWAY, as often as the server asks for it. A ClientConn does not
// (https://pkg.go.dev/net/http#ClientConn), so every request goes through one,
// and whatever is to be repeated is repeated above, in plain sight: see
// Retrying.
package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Bounds on what a server may send. A job is a few KiB.
const (
	maxBody       = 1 << 20  // bytes of a body
	maxErrorBody  = 64 << 10 // bytes of a body that comes with a refusal
	maxHeader     = 256 << 10
	errorBodyTime = 5 * time.Second // a refusal counts even if its body never ends
)

// Transport is an http.RoundTripper with an allow list of hosts and one
// connection per host. Use New.
type Transport struct {
	// Each, where it is set, is called with each request once it has ended, from
	// the goroutine that sent it. To be set before the first request.
	Each func(Sent)

	dialer *http.Transport
	hosts  map[string]*host
	taken  sync.Map // the connections that a request was sent on, for Each
}

// New returns a transport that reaches only the hosts of the given https URLs.
// HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR are honoured as
// net/http and crypto/x509 do.
func New(roots ...string) *Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	t := &Transport{
		dialer: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeader,
			Protocols:              protocols,
			OnProxyConnectResponse: refusedByProxy,
		},
		hosts: make(map[string]*host),
	}
	for _, root := range roots {
		if u, err := url.Parse(root); err == nil {
			t.hosts[address(u)] = &host{address: address(u)}
		}
	}
	return t
}

// Client returns a client that sends each request once. It follows no redirect,
// since RoundTrip takes the Location out of every answer.
func (t *Transport) Client() *http.Client {
	return &http.Client{Transport: t}
}

// ProxyFor returns the proxy that requests to a host go through, or nil.
func ProxyFor(host string) *url.URL {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: host}})
	if err != nil {
		return nil
	}
	return proxy
}

// Open opens the connection to the host of an https URL ahead of its first
// request.
func (t *Transport) Open(ctx context.Context, root string) error {
	u, err := url.Parse(root)
	if err != nil {
		return err
	}
	h, err := t.host(u)
	if err != nil {
		return err
	}
	conn, err := h.reserve(ctx, t.dialer)
	if err == nil {
		conn.Release()
	}
	return err
}

// RoundTrip sends the request once and reads the answer whole, so that an
// answer that breaks off is an error here and nowhere else. An error that is a
// *NotSentError says that no byte of the request left.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) { return t.send(req, 0) }

// send is RoundTrip. Where patience is not zero, it is how long the answer may
// take from the moment there is a connection.
func (t *Transport) send(req *http.Request, patience time.Duration) (resp *http.Response, err error) {
	watched := t.watch(req)
	defer func() { watched.done(resp, err) }()
	h, err := t.host(req.URL)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	conn, err := h.reserve(ctx, t.dialer)
	if err != nil {
		return nil, err
	}
	watched.on(conn)
	if patience > 0 {
		defer time.AfterFunc(patience, func() { cancel(errSilent) }).Stop()
	}
	resp, err = h.send(conn, req.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	h.settle(conn, resp)
	if err := readWhole(resp, func() { cancel(nil) }); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", h.address, silence(ctx, err))
	}
	resp.Request = req
	// No redirect is followed, and net/http reports one that does not parse in
	// place of the answer.
	resp.Header.Del("Location")
	return resp, nil
}

// send sends the request on a connection that is reserved for it, unless it is
// too late.
func (h *host) send(conn *http.ClientConn, req *http.Request) (*http.Response, error) {
	ctx, written := watch(req.Context())
	if err := Late(ctx); err != nil {
		conn.Release()
		return nil, &NotSentError{Host: h.address, Err: err}
	}
	resp, err := conn.RoundTrip(req.WithContext(ctx))
	if err == nil {
		return resp, nil
	}
	err = silence(ctx, err)
	// Nothing more leaves on it, and the next request gets a new one.
	if !written.end(conn.Close) {
		return nil, &NotSentError{Host: h.address, Err: err}
	}
	return nil, fmt.Errorf("send to %s: %w", h.address, err)
}

// silence is errSilent where patience ended the request, else err.
func silence(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errSilent) {
		return cause
	}
	return err
}

// Close closes the connections.
func (t *Transport) Close() {
	for _, h := range t.hosts {
		h.turn.Lock()
		for _, conn := range h.busy {
			conn.Close()
		}
		if h.conn != nil {
			h.conn.Close()
		}
		h.turn.Unlock()
	}
}

func (t *Transport) host(u *url.URL) (*host, error) {
	h, ok := t.hosts[address(u)]
	if !ok || u.Scheme != "https" {
		return nil, &NotSentError{Host: u.Host, Err: errForeignHost}
	}
	return h, nil
}

// readWhole replaces the body by what could be read of it within bounds. The
// status of a refusal is worth more than its body, so there a broken body is
// taken as far as it came.
func readWhole(resp *http.Response, cancel context.CancelFunc) error {
	limit := int64(maxBody)
	refusal := resp.StatusCode >= 300
	if refusal {
		limit = maxErrorBody
		defer time.AfterFunc(errorBodyTime, cancel).Stop()
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, limit))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if refusal {
		return nil
	}
	return err
}
