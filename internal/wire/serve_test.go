package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"start-synchronization-job/test/simulator"
)

// service is an HTTPS server on a real connection, and a transport to it.
type service struct {
	*Transport
	url         string
	connections atomic.Int32
	open        atomic.Int32 // of the connections
	requests    atomic.Int32
}

func serve(t *testing.T, http2 bool, handle http.HandlerFunc) *service {
	t.Helper()
	s := &service{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handle(w, r)
	}))
	server.EnableHTTP2 = http2
	server.Config.ErrorLog = silent
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.connections.Add(1)
			s.open.Add(1)
		case http.StateClosed:
			s.open.Add(-1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	s.Transport, s.url = New(server.URL), server.URL
	t.Cleanup(s.Close)
	s.trust(server.Certificate())
	return s
}

func (t *Transport) trust(ca *x509.Certificate) {
	t.dialer.TLSClientConfig.RootCAs = x509.NewCertPool()
	t.dialer.TLSClientConfig.RootCAs.AddCert(ca)
}

// simulated is a transport to Graph as the simulator plays it, and a request
// that starts the job there.
func simulated(t *testing.T, config simulator.Config) (*Transport, *simulator.Simulator) {
	t.Helper()
	sim, err := simulator.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	tr := New("https://" + sim.GraphHost())
	t.Cleanup(tr.Close)
	tr.dialer.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: sim.Addr()})
	tr.dialer.TLSClientConfig.RootCAs = x509.NewCertPool()
	tr.dialer.TLSClientConfig.RootCAs.AppendCertsFromPEM(sim.CAPEM())
	return tr, sim
}

func startRequest(ctx context.Context, sim *simulator.Simulator) *http.Request {
	path := "/v1.0/servicePrincipals/" + simulator.ServicePrincipalID + "/synchronization/jobs/" + simulator.JobID + "/start"
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+sim.GraphHost()+path, nil)
	req.Header.Set("Authorization", "Bearer "+sim.GraphToken(simulator.TokenOptions{}))
	req.Header.Set("User-Agent", "test")
	req.Header.Set("client-request-id", "c1e27000-0000-4000-8000-000000000000")
	return req
}

// held is the connection that a transport keeps to a host.
func (t *Transport) held(root string) *http.ClientConn {
	u, _ := url.Parse(root)
	h := t.hosts[address(u)]
	h.turn.Lock()
	defer h.turn.Unlock()
	return h.conn
}

// fetch gets a URL and reads the answer.
func fetch(client *http.Client, url string) (int, string, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// pipes is a network of net.Pipe, which stands still inside a synctest bubble
// while everybody waits.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
	once    sync.Once
	dialled atomic.Int32
}

func newPipes() *pipes { return &pipes{waiting: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	p.dialled.Add(1)
	near, far := net.Pipe()
	select {
	case p.waiting <- far:
		return near, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "pipe"} }

// certificate is one of graph.test, valid also in a bubble, where it is the
// year 2000.
var certificate = sync.OnceValue(func() tls.Certificate {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"graph.test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, _ := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	leaf, _ := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
})

// bubble serves https://graph.test inside a synctest bubble.
func bubble(t *testing.T, handle http.HandlerFunc) (*Transport, *pipes) {
	t.Helper()
	network := newPipes()
	server := &http.Server{
		Handler: handle, ErrorLog: silent,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate()}},
	}
	go server.ServeTLS(network, "", "")
	tr := New("https://graph.test")
	tr.trust(certificate().Leaf)
	tr.dialer.Proxy, tr.dialer.DialContext = nil, network.dial
	t.Cleanup(func() {
		tr.Close()
		server.Close()
	})
	return tr, network
}
