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
	"start-synchronization-job/internal/diagnose/hint/hinttest"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

// failures are what a request may meet, each with words of its cause that belong
// to it alone. direct says that no proxy is set, own that the host is a GitHub
// Enterprise Server.
func failures(t *testing.T) map[string]failing {
	badCertificate := func(err error) error { return wrapped(&tls.CertificateVerificationError{Err: err}) }
	throughProxy := func(err error) error { return wrapped(&net.OpError{Op: "proxyconnect", Err: err}) }
	unknown := badCertificate(x509.UnknownAuthorityError{})
	otherName := badCertificate(x509.HostnameError{Certificate: &x509.Certificate{}})
	expired := badCertificate(x509.CertificateInvalidError{Reason: x509.Expired})
	noName := &net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsNotFound: true}}
	slow := wrapped(wire.ErrSlowConnect)
	return map[string]failing{
		"interrupted":                {err: wrapped(context.Canceled), want: "received a signal"},
		"deadline":                   {err: fmt.Errorf("send to x: %w", context.DeadlineExceeded), want: "The deadline of 2 minutes passed while this run waited for an answer of `x.example` to the sign-in."},
		"deadline, not sent":         {err: wrapped(context.DeadlineExceeded), direct: true, want: "could be sent."},
		"foreign host":               {err: elsewhere(t), want: "not a host of this run"},
		"unknown authority":          {err: unknown, want: "authority that is not trusted here."},
		"unknown authority, others":  {err: unknown, others: true, want: "before it had trusted ones"},
		"unknown authority, GHES":    {err: unknown, own: true, want: "GitHub Enterprise Server"},
		"wrong name":                 {err: otherName, want: "is for another name"},
		"wrong name, GHES":           {err: otherName, own: true, want: "for another name."},
		"expired":                    {err: expired, want: "expired"},
		"expired, GHES":              {err: expired, own: true, want: "GitHub Enterprise Server `x.example` is expired"},
		"no common TLS":              {err: wrapped(errors.New("remote error: tls: protocol version not supported")), want: "offers neither TLS 1.2 nor TLS 1.3"},
		"broken TLS":                 {err: wrapped(errors.New("remote error: tls: handshake failure")), want: "handshake with `x.example` failed"},
		"refused":                    {err: wrapped(syscall.ECONNREFUSED), want: "was refused"},
		"slow":                       {err: slow, direct: true, want: "accepted no connection within 15 seconds"},
		"slow, proxy":                {err: slow, want: "more than 15 seconds, probably because of the proxy"},
		"proxy unreachable":          {err: throughProxy(syscall.ECONNREFUSED), want: "could not connect to the proxy"},
		"proxy at the deadline":      {err: throughProxy(context.DeadlineExceeded), want: "deadline of 2 minutes passed before the request"},
		"proxy unknown":              {err: throughProxy(noName), want: "its name could not be resolved"},
		"proxy's certificate":        {err: throughProxy(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), want: "showed a certificate that is not trusted"},
		"proxy without TLS":          {err: throughProxy(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}), want: "did not answer with TLS"},
		"proxy that answers garbage": {err: wrapped(errors.New(`malformed HTTP response "x"`)), want: "something other than HTTP"},
		"proxy refuses":              {err: wrapped(&wire.ProxyError{Status: 403}), want: "(403)"},
		"proxy cannot connect":       {err: wrapped(&wire.ProxyError{Status: 502}), want: "it answered 502."},
		"proxy that knows a user":    {err: wrapped(&wire.ProxyError{Status: 407}), user: true, want: "did not accept the user"},
		"proxy wants a password":     {err: wrapped(&wire.ProxyError{Status: 407}), want: "(407)"},
		"proxy hangs up":             {err: wrapped(io.EOF), want: "failed, probably because of the proxy"},
		"server hangs up":            {err: wrapped(io.EOF), direct: true, want: "attempt to connect to `x.example` failed."},
		"DNS":                        {err: wrapped(noName), want: "could not be resolved"},
		"DNS timeout":                {err: wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.example", IsTimeout: true}}), want: "could not be resolved"},
		"dial timeout":               {err: wrapped(&net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}), direct: true, want: "attempt to connect to `x.example` failed."},
		"no route":                   {err: wrapped(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), want: "no route"},
		"TLS timeout":                {err: fmt.Errorf("send to x: %w", handshakeTimeout{}), want: "no whole answer came in time"},
		"too large":                  {err: wrapped(&http.MaxBytesError{Limit: 1}), want: "larger than this program reads"},
		"reset":                      {err: fmt.Errorf("send to x: %w", syscall.ECONNRESET), want: "broke before"},
		"broken answer":              {err: fmt.Errorf("read the answer of x: %w", io.ErrUnexpectedEOF), want: "broke before"},
		"anything else":              {err: errors.New("anything else"), want: "broke before"},
	}
}

type failing struct {
	err                       error
	direct, own, others, user bool
	want                      string
}

func (f failing) evidence() *hint.Evidence {
	e := &hint.Evidence{
		Known: hint.Known{InWorkflow: true, Inputs: inputs.Inputs{Timeout: 2 * time.Minute}},
		Call:  hint.Exchanging, Host: "x.example", Err: f.err, OthersAnswered: f.others,
	}
	if f.own {
		e.Call = hint.GettingIDToken
	}
	if f.user {
		e.ProxyFor = func(string) *url.URL {
			return &url.URL{Scheme: "http", Host: "proxy.example:3128", User: url.UserPassword("u", "hunter22")}
		}
	} else if !f.direct {
		e.ProxyFor = func(string) *url.URL { return &url.URL{Scheme: "http", Host: "proxy.example:3128"} }
	}
	return e
}

// TestConnection puts failures into words, each by a few that belong to it
// alone. Whatever is wrong with the proxy names the proxy.
func TestConnection(t *testing.T) {
	t.Parallel()
	var all []*hint.Evidence
	for name, tt := range failures(t) {
		if tt.err == nil {
			t.Fatal("nothing failed")
		}
		e := tt.evidence()
		if f := Explain(e); !strings.Contains(f.Cause, tt.want) || strings.HasPrefix(name, "proxy") != strings.Contains(f.Cause, "proxy.example:3128") && name != "slow, proxy" && !tt.user {
			t.Errorf("%s: %v:\ngot  %q\nwant %q in it", name, tt.err, f.Cause, tt.want)
		}
		all = append(all, e)
	}
	hinttest.Rows(t, Rows, all)
}

// TestTrustProxy: the line to write is that of the place the run is at.
func TestTrustProxy(t *testing.T) {
	t.Parallel()
	for want, known := range map[string]hint.Known{
		"to a folder that SSL_CERT_DIR names, `/ca`":      {InWorkflow: true, CertDir: "/ca"},
		"`SSL_CERT_FILE: /github/workspace/proxy-ca.pem`": {InWorkflow: true},
		"names, `/ca.pem`":            {InWorkflow: true, CertFile: "/ca.pem"},
		"set SSL_CERT_FILE to a file": {},
	} {
		e := &hint.Evidence{Known: known}
		if got := e.Fill("<trust the proxy>"); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

// TestPublicAuthorities: a bundle is suspected only where it stands in place of
// the system's.
func TestPublicAuthorities(t *testing.T) {
	t.Parallel()
	unknown := failures(t)["unknown authority"]
	for known, want := range map[[2]string]bool{{"/ca.pem", "/ca"}: true, {"/ca.pem", ""}: false, {"", "/ca"}: false, {}: false} {
		e := unknown.evidence()
		e.CertFile, e.CertDir = known[0], known[1]
		if fix := Explain(e).Fixes[0]; strings.HasPrefix(fix, "Check that `/ca.pem` has the public CA certificates") != want {
			t.Errorf("%q: got %q first", known, fix)
		}
	}
}

// TestSecret: the password of a proxy goes through a secret.
func TestSecret(t *testing.T) {
	t.Parallel()
	e := failing{err: wrapped(&wire.ProxyError{Status: 407})}.evidence()
	if fix := Explain(e).Fixes[0]; !strings.Contains(fix, "`HTTPS_PROXY: ${{ secrets.HTTPS_PROXY }}`") {
		t.Errorf("got %q", fix)
	}
	e.InWorkflow = false
	if fix := Explain(e).Fixes[0]; strings.Contains(fix, "{{") {
		t.Errorf("outside of workflows: %q", fix)
	}
}

// TestPassword: the address of a proxy that holds a password is not shown.
func TestPassword(t *testing.T) {
	t.Parallel()
	e := failing{err: wrapped(&wire.ProxyError{Status: 407})}.evidence()
	e.ProxyFor = func(string) *url.URL {
		return &url.URL{Scheme: "http", Host: "proxy.example:3128", User: url.UserPassword("u", "hunter22")}
	}
	if f := Explain(e); strings.Contains(fmt.Sprint(*f), "hunter22") || strings.Contains(fmt.Sprint(*f), "proxy.example") {
		t.Errorf("got %+v", f)
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
