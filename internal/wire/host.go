package wire

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// connectTime is how long it may take to open a connection.
const connectTime = 15 * time.Second

// host is one server of the run and the connection to it. turn is held while
// a connection is opened or reserved.
type host struct {
	address string
	turn    sync.Mutex
	conn    *http.ClientConn
	busy    []*http.ClientConn // replaced while a request was still under way on them
}

// reserve returns the host's connection with room for one request, and opens
// one where there is none, or where the one there is has died meanwhile.
func (h *host) reserve(ctx context.Context, dialer *http.Transport) (*http.ClientConn, error) {
	h.turn.Lock()
	defer h.turn.Unlock()
	if h.conn != nil && h.conn.Reserve() == nil {
		return h.conn, nil
	}
	h.drop()
	conn, err := connect(ctx, dialer, h.address)
	if err != nil {
		return nil, &NotSentError{Host: h.address, Err: err}
	}
	h.conn = conn
	if err := conn.Reserve(); err != nil { // it died at once
		return nil, &NotSentError{Host: h.address, Err: err}
	}
	return conn, nil
}

// settle does what the status of an answer asks for before its body is read.
func (h *host) settle(conn *http.ClientConn, resp *http.Response) {
	// No redirect is followed, and http.Client fails over a Location that it
	// cannot parse, though there is an answer.
	resp.Header.Del("Location")
	switch status := resp.StatusCode; {
	case status < http.StatusOK:
		// 101 makes the body the raw connection, which no context ends.
		conn.Close()
		resp.Body = http.NoBody
	case status == http.StatusNoContent:
		// All is said, whatever becomes of the stream.
		resp.Body.Close()
		resp.Body = http.NoBody
	case status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		// https://learn.microsoft.com/graph/errors#http-status-codes
		h.retire(conn)
	}
}

// retire has the next request take a new connection, if conn is the one at
// hand.
func (h *host) retire(conn *http.ClientConn) {
	h.turn.Lock()
	defer h.turn.Unlock()
	if h.conn == conn {
		h.drop()
	}
}

// drop lets go of the connection, but ends no request that is under way on it.
func (h *host) drop() {
	switch {
	case h.conn == nil:
	case h.conn.InFlight() == 0:
		h.conn.Close()
	default:
		h.busy = append(h.busy, h.conn)
	}
	h.conn = nil
}

// connect opens a connection within connectTime. Of a timeout, net's own error
// would claim to be the deadline of the run, which is another thing.
func connect(ctx context.Context, dialer *http.Transport, address string) (*http.ClientConn, error) {
	began := time.Now()
	soon, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	conn, err := dialer.NewClientConn(soon, "https", address)
	// By the clock: net may end a dial at the deadline before the context does.
	if err != nil && time.Since(began) >= connectTime && ctx.Err() == nil {
		return nil, ErrSlowConnect
	}
	return conn, err
}

// address is the host and port of u, in lower case, the port being https's
// where u names none.
func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
