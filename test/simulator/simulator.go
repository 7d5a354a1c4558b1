// Package simulator is GitHub's OIDC endpoint, Microsoft Entra and Microsoft
// Graph in one process.
//
// It is a forward proxy that answers for the services' real host names with
// certificates of a CA made on the spot, so the program runs unmodified, with
// HTTPS_PROXY and SSL_CERT_FILE set, as behind a corporate proxy. It is strict:
// what the real services refuse, it refuses, and what no correct client sends
// is recorded as a violation.
package simulator

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Simulator is a running simulator. Its methods may be called from any goroutine.
type Simulator struct {
	config    Config
	hosts     endpoints
	listener  net.Listener
	ca        *authority
	strangeCA *authority // known to nobody
	dir       string     // holds the CA file
	request   string     // the request token of GitHub's runner

	rules   rules
	records records
	work    sync.WaitGroup
	ended   chan struct{}

	server  *http.Server
	secured chan net.Conn // connections for the server, past their handshake

	mu     sync.Mutex
	job    []byte
	posted bool // a start request was seen
	conns  map[net.Conn]bool
	shut   bool
}

// Start begins to listen. The caller must Close it.
func Start(config Config) (*Simulator, error) {
	config, hosts, err := config.complete()
	if err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	s := &Simulator{config: config, hosts: hosts, job: config.Job, ended: make(chan struct{}), secured: make(chan net.Conn), conns: map[net.Conn]bool{}}
	s.rules.add(config.Rules...)
	if s.ca, err = newAuthority("simulator"); err != nil {
		return nil, err
	}
	if s.strangeCA, err = newAuthority("somebody else"); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "simulator-"); err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	if err := os.WriteFile(s.caFile(), s.ca.pem, 0o644); err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	var listen net.ListenConfig
	if s.listener, err = listen.Listen(context.Background(), "tcp", config.Listen); err != nil {
		os.RemoveAll(s.dir)
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	if s.config.Advertise == "" {
		s.config.Advertise = s.listener.Addr().String()
	}
	s.request = s.sign(gitHubKey(), "runner", jwt.MapClaims{
		"sub": "runner", "exp": time.Now().Add(6 * time.Hour).Unix(), "jti": rand.Text(),
	})
	s.server = s.newServer()
	s.work.Go(func() { _ = s.server.Serve(tunnels{s}) })
	s.work.Go(s.accept)
	return s, nil
}

// Close ends every connection and waits until nothing of the simulator runs any
// more.
func (s *Simulator) Close() {
	s.mu.Lock()
	if s.shut {
		s.mu.Unlock()
		return
	}
	s.shut = true
	close(s.ended)
	s.listener.Close()
	s.server.Close()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.work.Wait()
	os.RemoveAll(s.dir)
}

func (s *Simulator) keep(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Simulator) forget(c net.Conn) {
	c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *Simulator) caFile() string { return filepath.Join(s.dir, "ca.pem") }

// CAPEM is the certificate of the simulator's CA.
func (s *Simulator) CAPEM() []byte { return slices.Clone(s.ca.pem) }

// Addr is the address of the proxy.
func (s *Simulator) Addr() string { return s.listener.Addr().String() }

// GraphHost and AuthorityHost are the hosts of the simulator's cloud.
func (s *Simulator) GraphHost() string { return s.hosts.graph }

// AuthorityHost is the host of the cloud's Entra authority.
func (s *Simulator) AuthorityHost() string { return s.hosts.authority }

// RequestToken is the token that GitHub's runner gives a job to ask for OIDC
// tokens with.
func (s *Simulator) RequestToken() string { return s.request }

// NetworkEnv is the environment, as KEY=VALUE, that sends a program's requests
// to the simulator.
func (s *Simulator) NetworkEnv() []string {
	proxy := "http://" + s.config.Advertise
	return []string{"HTTPS_PROXY=" + proxy, "HTTP_PROXY=" + proxy, "SSL_CERT_FILE=" + s.caFile()}
}

// Env is NetworkEnv with what GitHub's runner adds for a job with `id-token:
// write`.
func (s *Simulator) Env() []string {
	return append(s.NetworkEnv(),
		"ACTIONS_ID_TOKEN_REQUEST_URL=https://"+s.config.GitHub+requestPath+"?api-version=2.0",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN="+s.request)
}

// Job is the job's body as it is now.
func (s *Simulator) Job() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.job)
}

// Reset forgets all records, gives the job its first body again and lets the
// rules count from the start. Connections and secrets stay.
func (s *Simulator) Reset() {
	s.mu.Lock()
	s.job, s.posted = s.config.Job, false
	s.mu.Unlock()
	s.rules.rewind()
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	r := &s.records
	r.requests, r.violations, r.starts, r.acts, r.connections, r.serial = nil, nil, 0, 0, 0, 0
}

// Inputs are the inputs of a step that starts the simulator's job.
func (s *Simulator) Inputs() map[string]string {
	return map[string]string{
		"tenant-id": TenantID, "client-id": ClientID, "service-principal-id": ServicePrincipalID, "job-id": JobID,
		"cloud": s.config.Cloud,
	}
}
