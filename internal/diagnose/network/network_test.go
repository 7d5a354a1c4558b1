package network

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

// TestConnection puts failures into words, each by a few that belong to it
// alone.
func TestConnection(t *testing.T) {
	t.Parallel()
	badCertificate := func(err error) error { return wrapped(&tls.CertificateVerificationError{Err: err}) }
	throughProxy := func(err error) error { return wrapped(&net.OpError{Op: "proxyconnect", Err: err}) }
	known := hint.Known{InWorkflow: true, Inputs: inputs.Inputs{Timeout: 2 * time.Minute}}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"interrupted":            {wrapped(context.Canceled), "Somebody cancelled the run"},
		"deadline":               {wrapped(context.DeadlineExceeded), "within the deadline of 2 minutes"},
		"foreign host":           {elsewhere(t), "not a host of this run"},
		"unknown authority":      {badCertificate(x509.UnknownAuthorityError{}), "authority that is not trusted"},
		"wrong name":             {badCertificate(x509.HostnameError{Certificate: &x509.Certificate{}}), "for another name"},
		"expired":                {badCertificate(x509.CertificateInvalidError{Reason: x509.Expired}), "expired"},
		"no common TLS":          {wrapped(errors.New("remote error: tls: protocol version not supported")), "did not agree to TLS"},
		"refused":                {wrapped(syscall.ECONNREFUSED), "was refused"},
		"proxy unreachable":      {throughProxy(syscall.ECONNREFUSED), "proxy that HTTPS_PROXY names is not reachable"},
		"proxy refuses":          {wrapped(&wire.ProxyError{Status: 403}), "(403)"},
		"proxy wants a password": {wrapped(&wire.ProxyError{Status: 407}), "(407)"},
		"proxy hangs up":         {wrapped(io.EOF), "could be opened"},
		"DNS":                    {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsNotFound: true}}), "could not be resolved"},
		"DNS timeout":            {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsTimeout: true}}), "could not be resolved"},
		"no route":               {wrapped(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), "no route"},
		"TLS timeout":            {wrapped(handshakeTimeout{}), "then sent nothing"},
		"too large":              {wrapped(&http.MaxBytesError{Limit: 1}), "far larger"},
		"reset":                  {fmt.Errorf("send to x: %w", syscall.ECONNRESET), "broke before"},
		"broken answer":          {fmt.Errorf("read the answer of x: %w", io.ErrUnexpectedEOF), "broke before"},
		"anything else":          {errors.New("anything else"), "broke before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.err == nil {
				t.Fatal("nothing failed")
			}
			f := Unanswered(known, "Entra", "x.example", tt.err)
			f.Sent = hint.Nothing
			if failuretest.Worded(t, &f); !strings.Contains(f.Cause, tt.want) {
				t.Errorf("%v:\ngot  %q\nwant %q in it", tt.err, f.Cause, tt.want)
			}
		})
	}
}

// TestTrustProxy: the line to write is that of the place the run is at.
func TestTrustProxy(t *testing.T) {
	t.Parallel()
	for want, known := range map[string]hint.Known{
		"`SSL_CERT_FILE: /github/workspace/proxy-ca.pem`": {InWorkflow: true},
		"names, `/ca.pem`":            {InWorkflow: true, CertFile: "/ca.pem"},
		"set SSL_CERT_FILE to a file": {},
	} {
		if got := trustProxy(known); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

func wrapped(err error) error {
	return &url.Error{Op: "Get", URL: "https://x.example", Err: &wire.NotSentError{Host: "x.example:443", Err: err}}
}

// elsewhere is the error of a request for a host that is not one of the run's.
func elsewhere(t *testing.T) error {
	t.Helper()
	_, err := wire.New("https://x.example").Client().Get("https://y.example")
	return err
}

// handshakeTimeout is as net/http's own, which is not exported.
type handshakeTimeout struct{}

func (handshakeTimeout) Error() string { return "net/http: TLS handshake timeout" }
func (handshakeTimeout) Timeout() bool { return true }
