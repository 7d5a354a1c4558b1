package simulator

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// conn is one connection through the proxy to one host, from its TLS handshake
// on.
type conn struct {
	*tls.Conn
	tcp    *net.TCPConn
	host   string
	number int
}

// abort ends the connection with a TCP reset.
func (c *conn) abort() {
	_ = c.tcp.SetLinger(0)
	_ = c.tcp.Close()
}

// buffered is a connection whose first bytes are already in a buffer.
type buffered struct {
	net.Conn
	in *bufio.Reader
}

func (b buffered) Read(p []byte) (int, error) { return b.in.Read(p) }

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
		s.records.violation("proxy was asked for %s %s", r.Method, r.RequestURI)
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

// handshake speaks TLS in the host's name and then HTTP.
func (s *Simulator) handshake(tcp *net.TCPConn, in *bufio.Reader, host string, fault Fault) {
	number := s.records.connection()
	wait(s.config.Latency, s.ended)
	config, err := s.tlsConfig(host, fault)
	if err != nil {
		s.records.violation("%v", err)
		return
	}
	secured := tls.Server(buffered{tcp, in}, config)
	if err := secured.Handshake(); err != nil {
		return
	}
	defer secured.Close()
	c := &conn{Conn: secured, tcp: tcp, host: host, number: number}
	if fault.kind == closeAfter {
		wait(fault.Delay, s.ended)
		return
	}
	if secured.ConnectionState().NegotiatedProtocol == "h2" {
		s.serveHTTP2(c)
	} else {
		s.serveHTTP1(c)
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
