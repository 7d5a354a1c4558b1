package simulator

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// conn is one connection through the proxy to one host. Below TLS it is what
// the server reads from and writes to.
type conn struct {
	*net.TCPConn
	in      *bufio.Reader // what came after the CONNECT
	tls     *tls.Conn
	host    string
	number  int
	streams atomic.Uint32 // requests so far, over HTTP/2 one stream each

	greet, end  sync.Once
	greeted     chan struct{} // closed when the server has written something
	over        chan struct{} // closed when the connection is closed
	established bool          // the handshake is done. It never changes once the server has the connection
}

func (c *conn) Read(p []byte) (int, error) { return c.in.Read(p) }

func (c *conn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	if c.established {
		c.greet.Do(func() { close(c.greeted) })
	}
	return n, err
}

func (c *conn) Close() error {
	c.end.Do(func() { close(c.over) })
	return c.TCPConn.Close()
}

// abort ends the connection with a TCP reset.
func (c *conn) abort() {
	_ = c.SetLinger(0)
	_ = c.Close()
}

func (s *Simulator) accept() {
	for {
		tcp, err := s.listener.Accept()
		if err != nil {
			return
		}
		if !s.keep(tcp) {
			tcp.Close()
			return
		}
		s.work.Go(func() {
			defer s.forget(tcp)
			s.tunnel(tcp.(*net.TCPConn))
		})
	}
}

// tunnel answers one client of the proxy: CONNECT to one of the run's hosts,
// and nothing else.
func (s *Simulator) tunnel(tcp *net.TCPConn) {
	in := bufio.NewReader(tcp)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	host, port, _ := net.SplitHostPort(r.Host)
	host = strings.ToLower(host)
	if r.Method != http.MethodConnect || port != "443" || s.handler(host) == nil {
		if !s.config.Others { // az asks elsewhere for its own newest version
			s.records.violation("proxy was asked for %s %s", r.Method, r.RequestURI)
		}
		fmt.Fprint(tcp, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	fault := s.rules.next(s.connectCall(host))
	delay := fault.Delay
	if fault.kind == closeAfter {
		delay = 0
	}
	wait(s.config.Latency+delay, s.ended)
	switch fault.kind {
	case pass, badTLS, closeAfter:
		fmt.Fprint(tcp, "HTTP/1.1 200 Connection established\r\n\r\n")
		s.handshake(tcp, in, host, fault)
	case instead:
		rep := fault.reply(s, r, "")
		fmt.Fprintf(tcp, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", rep.status, http.StatusText(rep.status))
	case hang:
		_, _ = io.Copy(io.Discard, in)
	case closed, truncate, goAway:
	default:
		_ = tcp.SetLinger(0)
	}
}

// handshake speaks TLS in the host's name, hands the connection to the server
// and waits for its end.
func (s *Simulator) handshake(tcp *net.TCPConn, in *bufio.Reader, host string, fault Fault) {
	number := s.records.connection()
	wait(s.config.Latency, s.ended)
	config, err := s.tlsConfig(host, fault)
	if err != nil {
		s.records.violation("%v", err)
		return
	}
	c := &conn{TCPConn: tcp, in: in, host: host, number: number, greeted: make(chan struct{}), over: make(chan struct{})}
	c.tls = tls.Server(c, config)
	defer c.tls.Close()
	if err := c.tls.Handshake(); err != nil {
		return
	}
	if fault.kind == closeAfter {
		wait(fault.Delay, s.ended)
		return
	}
	c.established = true
	select {
	case s.secured <- c.tls:
		<-c.over
	case <-s.ended:
	}
}

func (s *Simulator) tlsConfig(host string, fault Fault) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	if s.config.HTTP1 {
		config.NextProtos = []string{"http/1.1"}
	}
	ca, name := s.ca, host
	switch fault.problem {
	case "unknown-ca":
		ca = s.strangeCA
	case "wrong-name":
		name = "elsewhere.example"
	case "old":
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}
	leaf, err := ca.leaf(name, fault.problem == "expired")
	if err != nil {
		return nil, err
	}
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if fault.problem == "alert" {
			return nil, fmt.Errorf("handshake refused")
		}
		if !strings.EqualFold(hello.ServerName, host) {
			s.records.violation("tunnel to %s asked for the certificate of %q", host, hello.ServerName)
		}
		return leaf, nil
	}
	return config, nil
}

// checkHost records a request that names another host than its tunnel.
func (s *Simulator) checkHost(got, want string) {
	if name, port, err := net.SplitHostPort(got); err == nil && port == "443" {
		got = name
	}
	if !strings.EqualFold(got, want) {
		s.records.violation("tunnel to %s carried a request for %q", want, got)
	}
}
