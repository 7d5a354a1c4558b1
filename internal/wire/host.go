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
	switch {
	case h.conn == nil:
	case h.conn.InFlight() == 0:
		h.conn.Close()
	default:
		h.busy = append(h.busy, h.conn)
	}
	h.conn = nil
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

// connect opens a connection within connectTime. Of a timeout, net's own error
// would claim to be the deadline of the run, which is another thing.
func connect(ctx context.Context, dialer *http.Transport, address string) (*http.ClientConn, error) {
	soon, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	conn, err := dialer.NewClientConn(soon, "https", address)
	if err != nil && soon.Err() != nil && ctx.Err() == nil {
		return nil, errSlowConnect
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
