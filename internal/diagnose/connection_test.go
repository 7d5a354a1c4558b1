package diagnose

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

	"start-synchronization-job/internal/wire"
)

// TestConnection puts failures into words, each by a few that belong to it
// alone.
func TestConnection(t *testing.T) {
	t.Parallel()
	badCertificate := func(err error) error { return wrapped(&tls.CertificateVerificationError{Err: err}) }
	throughProxy := func(err error) error { return wrapped(&net.OpError{Op: "proxyconnect", Err: err}) }
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"interrupted":            {wrapped(context.Canceled), "was told to stop"},
		"deadline":               {wrapped(context.DeadlineExceeded), "input `timeout`, passed"},
		"foreign host":           {elsewhere(t), "not one of this run's"},
		"unknown authority":      {badCertificate(x509.UnknownAuthorityError{}), "authority that is not trusted"},
		"wrong name":             {badCertificate(x509.HostnameError{Certificate: &x509.Certificate{}}), "other names"},
		"expired":                {badCertificate(x509.CertificateInvalidError{Reason: x509.Expired}), "expired"},
		"no common TLS":          {wrapped(errors.New("remote error: tls: protocol version not supported")), "did not agree on TLS"},
		"refused":                {wrapped(syscall.ECONNREFUSED), "connection was refused"},
		"proxy unreachable":      {throughProxy(syscall.ECONNREFUSED), "proxy that HTTPS_PROXY names cannot be reached"},
		"proxy refuses":          {wrapped(&wire.ProxyError{Status: 403}), "it answered 403"},
		"proxy wants a password": {wrapped(&wire.ProxyError{Status: 407}), "it answered 407"},
		"proxy hangs up":         {wrapped(io.EOF), "No connection could be opened"},
		"DNS":                    {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsNotFound: true}}), "could not be resolved"},
		"DNS timeout":            {wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsTimeout: true}}), "could not be resolved"},
		"no route":               {wrapped(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), "no route"},
		"TLS timeout":            {wrapped(handshakeTimeout{}), "nothing came back"},
		"too large":              {wrapped(&http.MaxBytesError{Limit: 1}), "far larger"},
		"reset":                  {fmt.Errorf("send to x: %w", syscall.ECONNRESET), "broke off"},
		"broken answer":          {fmt.Errorf("read the answer of x: %w", io.ErrUnexpectedEOF), "broke off"},
		"anything else":          {errors.New("anything else"), "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.err == nil {
				t.Fatal("nothing failed")
			}
			means, do := connection(tt.err)
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

func wrapped(err error) error {
	return &url.Error{Op: "Get", URL: "https://x.example", Err: &wire.NotSentError{Host: "x.example:443", Err: err}}
}

// elsewhere is the error of a request for a host that is not one of the run's.
func elsewhere(t *testing.T) error {
	t.Helper()
	_, err := wire.New("https://x.example").Client().Get("https://y.example") //nolint:noctx // nothing is sent
	return err
}

// handshakeTimeout is as net/http's own, which is not exported.
type handshakeTimeout struct{}

func (handshakeTimeout) Error() string { return "net/http: TLS handshake timeout" }
func (handshakeTimeout) Timeout() bool { return true }
