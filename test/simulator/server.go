package simulator

import (
	"context"
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"strings"
)

// tunnels is the listener of the server: the connections that come out of the
// proxy's tunnels, as *tls.Conn, by which the server knows HTTP/2.
type tunnels struct{ *Simulator }

func (t tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.secured:
		return c, nil
	case <-t.ended:
		return nil, net.ErrClosed
	}
}

func (t tunnels) Close() error   { return nil }
func (t tunnels) Addr() net.Addr { return t.listener.Addr() }

// connKey is the key of a request's *conn in its context.
type connKey struct{}

// newServer makes the server of all hosts. It speaks HTTP/1.1 and HTTP/2, as
// the handshake of a tunnel found.
func (s *Simulator) newServer() *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Server{
		Protocols: protocols,
		Handler:   http.HandlerFunc(s.serve),
		ErrorLog:  log.New(complaints{&s.records}, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c.(*tls.Conn).NetConn())
		},
	}
}

// serve answers a request, unless the simulator is being closed.
func (s *Simulator) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.shut {
		s.mu.Unlock()
		panic(http.ErrAbortHandler)
	}
	s.work.Add(1) // under the lock: Close sets shut before it waits
	s.mu.Unlock()
	defer s.work.Done()
	s.exchange(w, r, r.Context().Value(connKey{}).(*conn))
}

// complaints are what the server has to say about a client. One that left
// before its first request has done nothing wrong.
type complaints struct{ *records }

func (c complaints) Write(p []byte) (int, error) {
	switch text := strings.TrimSpace(string(p)); {
	case strings.Contains(text, "error reading preface"):
	case strings.Contains(text, "timeout waiting for SETTINGS frames"):
		c.giveUp()
	default:
		c.violation("%s", text)
	}
	return len(p), nil
}
