package network

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

// row explains one way in which a request gets no usable answer.
type row struct {
	is    func(error) bool
	title string
	cause string
	fixes []string
}

const (
	noConnection = "No connection to <service>"
	noAnswer     = "No answer from <service>"
	allow        = "Allow <host>, port 443, in the firewall of the runner. If a proxy is the only way out, set HTTPS_PROXY."
	noProxy      = "If <host> is reachable without the proxy, add it to NO_PROXY."
	intercepted  = "Check the proxy of the runner: something seems to answer in place of <host>."
)

// rows are tried from the top: a later row may be true as well. The last row is
// true of every error.
var rows = []row{
	{
		is:    func(err error) bool { return errors.Is(err, context.Canceled) },
		title: "The run was cancelled",
		cause: "Somebody cancelled the run, or the runner was shut down.",
		fixes: []string{hint.RunAgain},
	},
	{
		is:    wire.ForeignHost,
		title: "A request for another host was held back",
		cause: "It was to go to <host>, which is not a host of this run.",
		fixes: []string{intercepted},
	},
	{
		is:    wire.TooLarge,
		title: "An answer was too large",
		cause: "The answer of <host> is far larger than those of <service>.",
		fixes: []string{intercepted, hint.RunAgain},
	},
	{
		// net/http gives the operation this name: https://go.dev/issue/16997.
		is: func(err error) bool {
			var e *net.OpError
			return errors.As(err, &e) && e.Op == "proxyconnect"
		},
		title: noConnection,
		cause: "The proxy that HTTPS_PROXY names is not reachable.",
		fixes: []string{
			"Check the address and port in HTTPS_PROXY. In a container action, `localhost` is the container and not the runner.",
			noProxy,
		},
	},
	{
		is:    isA[x509.HostnameError],
		title: noConnection,
		cause: "The certificate that <host> showed is for another name, so another server answered.",
		fixes: []string{"Check the proxy and the DNS of the runner."},
	},
	{
		is:    isA[x509.CertificateInvalidError],
		title: noConnection,
		cause: "The certificate that <host> showed is expired or not valid.",
		fixes: []string{"Check the clock of the runner.", "If your proxy inspects TLS, renew its certificate."},
	},
	{
		is:    wire.BadCertificate,
		title: noConnection,
		cause: "The certificate that <host> showed is signed by an authority that is not trusted here.",
		fixes: []string{"<trust the proxy>", "If you know of no such proxy, ask who runs the network why TLS is intercepted."},
	},
	{
		is:    isA[*net.DNSError],
		title: noConnection,
		cause: "The name <host> could not be resolved.",
		fixes: []string{"Check the DNS of the runner and of its containers. If a proxy is the only way out, set HTTPS_PROXY.", hint.RunAgain},
	},
	{
		is:    wire.SlowConnect,
		title: noConnection,
		cause: "<host> did not accept a connection within 15 seconds, as where a firewall drops packets.",
		fixes: []string{allow, hint.RunAgain},
	},
	{
		is:    func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		title: "The deadline passed",
		cause: "<host> did not answer within the deadline of <timeout>.",
		fixes: []string{"<raise the deadline>", hint.Between},
	},
	{
		is:    proxyStatus(http.StatusProxyAuthRequired),
		title: noConnection,
		cause: "The proxy asks for a user and a password (407).",
		fixes: []string{"Set `HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT` from a secret.", "Or let the proxy allow <host> without a password."},
	},
	{
		is:    isA[*wire.ProxyError],
		title: noConnection,
		cause: "The proxy refused to connect to <host> (<status>).",
		fixes: []string{"Allow <host>, port 443, on the proxy that HTTPS_PROXY names.", noProxy},
	},
	{
		is:    timedOut,
		title: noAnswer,
		cause: "<host> accepted the connection and then sent nothing.",
		fixes: []string{hint.RunAgain, hint.Between},
	},
	{
		is:    func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) },
		title: noConnection,
		cause: "The connection to <host> was refused.",
		fixes: []string{allow, hint.RunAgain},
	},
	{
		is: func(err error) bool {
			return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
		},
		title: noConnection,
		cause: "The network of the runner has no route to <host>.",
		fixes: []string{allow},
	},
	{
		// crypto/tls has no types for most errors of a handshake.
		is:    func(err error) bool { return err != nil && strings.Contains(err.Error(), "tls: ") },
		title: noConnection,
		cause: "<host> did not agree to TLS 1.2 or later.",
		fixes: []string{"Check the proxy: the services of Microsoft and GitHub support TLS 1.2 and later.", hint.RunAgain},
	},
	{
		is:    isA[*wire.NotSentError],
		title: noConnection,
		cause: "No connection to <host> could be opened.",
		fixes: []string{allow, hint.RunAgain},
	},
	{
		is:    func(error) bool { return true },
		title: noAnswer,
		cause: "The connection to <host> broke before the whole answer was there.",
		fixes: []string{hint.RunAgain, hint.Between},
	},
}
