package network

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"syscall"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

const (
	noConnection = "No connection to <service>"
	noAnswer     = "No answer from <service>"
	allow        = "Allow <host and port> in the firewall of the runner. <a proxy>"
	runnersProxy = "Check the address and port in HTTPS_PROXY. In a container action, `localhost` is the container and not the runner."
	pageProxies  = "https://pkg.go.dev/net/http#ProxyFromEnvironment"
	pageDial     = "https://pkg.go.dev/net/http#Transport"
)

// Rows are tried from the top: a later row may be true as well. The last row is
// true of every error.
var Rows = []hint.Row{
	{
		Is:     is(context.Canceled),
		Claim:  hint.Cancelled,
		Title:  "The run was ended early",
		Cause:  "The run was cancelled, or the runner was shut down.",
		Fixes:  []string{hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     is(context.DeadlineExceeded),
		Claim:  hint.Deadline,
		Title:  "The deadline passed",
		Cause:  "The deadline of <timeout> passed before <host> gave a usable answer.",
		Fixes:  []string{"<raise the deadline>", hint.Between},
		Source: pageDial,
	},
	{
		Is:    by(wire.ForeignHost),
		Claim: hint.Changed, Likely: true,
		Title:  "A request for another host was held back",
		Cause:  "A request was to go to <host>, which is not a host of this run, so something probably answered in place of <service>.",
		Fixes:  []string{hint.RunAgain, hint.Between},
		Source: pageDial,
	},
	{
		Is:    by(wire.TooLarge),
		Claim: hint.Changed, Likely: true,
		Title:  "An answer was too large",
		Cause:  "The answer of <host> is larger than this program reads, so it is probably not that of <service>.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     hint.All(viaProxy, by(isA[*net.DNSError])),
		Claim:  hint.DNS,
		Title:  noConnection,
		Cause:  "<proxy> is not reachable: its name could not be resolved.",
		Fixes:  []string{runnersProxy, "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:     hint.All(viaProxy, by(wire.BadCertificate)),
		Claim:  hint.ProxyCertificate,
		Title:  noConnection,
		Cause:  "<proxy> showed a certificate that is not trusted here.",
		Fixes:  []string{"<trust the proxy>"},
		Source: pageProxies,
	},
	{
		// tls: first record does not look like a TLS handshake
		Is:     hint.All(viaProxy, by(isA[tls.RecordHeaderError])),
		Claim:  hint.ProxyBroken,
		Title:  noConnection,
		Cause:  "<proxy> did not answer with TLS, although HTTPS_PROXY begins with `https://`.",
		Fixes:  []string{"Begin HTTPS_PROXY with `http://`, unless the proxy itself has to be reached by TLS."},
		Source: pageProxies,
	},
	{
		// A dial that the deadline ended shows nothing about the proxy.
		Is:     viaProxy,
		Claim:  hint.ProxyDown,
		Title:  noConnection,
		Cause:  "<proxy> is not reachable.",
		Fixes:  []string{runnersProxy, "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:     hint.All(by(isA[x509.HostnameError]), (*hint.Evidence).OwnServer),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that <host> showed is for another name.",
		Fixes:  []string{"Check the certificate of the GitHub Enterprise Server, and the DNS of the runner."},
		Source: pageDial,
	},
	{
		Is:     by(isA[x509.HostnameError]),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that was shown for <host> is for another name.",
		Fixes:  []string{"Check the proxy and the DNS of the runner.", hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     hint.All(by(isA[x509.CertificateInvalidError]), (*hint.Evidence).OwnServer),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that the GitHub Enterprise Server <host> showed is expired or not valid.",
		Fixes:  []string{"Renew the certificate of the server.", "Check the clock of the runner."},
		Source: pageDial,
	},
	{
		Is:     by(isA[x509.CertificateInvalidError]),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that <host> showed is expired or not valid.",
		Fixes:  []string{"Check the clock of the runner.", "If your proxy inspects TLS, renew its certificate."},
		Source: pageDial,
	},
	{
		Is:     hint.All(by(wire.BadCertificate), (*hint.Evidence).OwnServer),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate of the GitHub Enterprise Server <host> is signed by an authority that is not trusted here.",
		Fixes:  []string{"<trust the server>"},
		Source: "https://github.com/actions/toolkit/issues/1787",
	},
	{
		Is:     hint.All(by(wire.BadCertificate), func(e *hint.Evidence) bool { return e.OthersAnswered }),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that <host> showed is signed by an authority that is not trusted here. Connections of this run before it had trusted ones.",
		Fixes:  []string{"Ask who runs the network whether TLS to <host> is intercepted.", "Check the DNS of the runner."},
		Source: pageDial,
	},
	{
		Is:    by(wire.BadCertificate),
		Claim: hint.ServerCertificate, Also: []hint.Claim{hint.ProxyCertificate},
		Title:  noConnection,
		Cause:  "The certificate that <host> showed is signed by an authority that is not trusted here.",
		Fixes:  []string{"<trust the proxy>", "If you know of no such proxy, ask who runs the network whether TLS is intercepted."},
		Source: pageDial,
	},
	{
		Is:     by(isA[*net.DNSError]),
		Claim:  hint.DNS,
		Title:  noConnection,
		Cause:  "The name <host> could not be resolved.",
		Fixes:  []string{"Check the DNS of the runner and of its containers. <a proxy>", hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:    hint.All(is(wire.ErrSlowConnect), (*hint.Evidence).Proxied),
		Claim: hint.ProxyBroken, Also: []hint.Claim{hint.Unreachable},
		Title:  noConnection,
		Cause:  "<proxy> opened no connection to <host> within 15 seconds.",
		Fixes:  []string{"Check that the proxy is up, and that it allows <host>.", "<around the proxy>", hint.RunAgain},
		Source: pageProxies,
	},
	{
		Is:     is(wire.ErrSlowConnect),
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "<host> did not accept a connection within 15 seconds, as where a firewall drops packets.",
		Fixes:  []string{allow, hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     proxyStatus(http.StatusProxyAuthRequired),
		Claim:  hint.ProxyRefuses,
		Title:  noConnection,
		Cause:  "<proxy> asks for a user and a password (407).",
		Fixes:  []string{"Set `HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT` from a secret.", "Or let the proxy allow <host> without a password."},
		Source: pageProxies,
	},
	{
		Is:     by(isA[*wire.ProxyError]),
		Claim:  hint.ProxyRefuses,
		Title:  noConnection,
		Cause:  "<proxy> refused to connect to <host> (<code>).",
		Fixes:  []string{"Allow <host and port> on the proxy.", "<around the proxy>"},
		Source: pageProxies,
	},
	{
		// net/http has no type for it: malformed HTTP response "…"
		Is:     hint.All(notSent, saying("malformed HTTP"), (*hint.Evidence).Proxied),
		Claim:  hint.ProxyBroken,
		Title:  noConnection,
		Cause:  "<proxy> answered with something other than HTTP.",
		Fixes:  []string{runnersProxy, "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:     hint.All(hint.Not(notSent), by(timedOut)),
		Claim:  hint.Silent,
		Title:  noAnswer,
		Cause:  "<host> accepted the connection and then sent nothing.",
		Fixes:  []string{hint.RunAgain, hint.Between},
		Source: pageDial,
	},
	{
		Is:     is(syscall.ECONNREFUSED),
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "The connection to <host> was refused.",
		Fixes:  []string{allow, hint.RunAgain},
		Source: pageDial,
	},
	{
		Is: by(func(err error) bool {
			return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
		}),
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "The network of the runner has no route to <host>.",
		Fixes:  []string{allow},
		Source: pageDial,
	},
	{
		// crypto/tls has no types for most errors of a handshake.
		Is:    saying("tls: "),
		Claim: hint.Changed, Likely: true,
		Title:  noConnection,
		Cause:  "<host> did not agree to TLS 1.2 or later, as the services of Microsoft and GitHub do: probably a proxy or firewall answered.",
		Fixes:  []string{hint.RunAgain, "<let it pass>"},
		Source: pageDial,
	},
	{
		Is:    hint.All(notSent, (*hint.Evidence).Proxied),
		Claim: hint.ProxyBroken, Also: []hint.Claim{hint.Unreachable},
		Title:  noConnection,
		Cause:  "<proxy> opened no connection to <host>.",
		Fixes:  []string{"Check that the proxy allows <host>.", "<around the proxy>", hint.RunAgain},
		Source: pageProxies,
	},
	{
		Is:     notSent,
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "No connection to <host> could be opened.",
		Fixes:  []string{allow, hint.RunAgain},
		Source: pageDial,
	},
	{
		Claim:  hint.Silent,
		Title:  noAnswer,
		Cause:  "The connection to <host> broke before the whole answer was there.",
		Fixes:  []string{hint.RunAgain, hint.Between},
		Source: pageDial,
	},
}
