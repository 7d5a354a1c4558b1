package network

import (
	"crypto/tls"
	"net"
	"net/http"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

// proxyRows are about the proxy, whatever host it should connect to.
var proxyRows = []hint.Row{
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
		Is:     viaProxy,
		Claim:  hint.ProxyDown,
		Title:  noConnection,
		Cause:  "This run could not connect to <the proxy>.",
		Fixes:  []string{runnersProxy, "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:    hint.All(is(wire.ErrSlowConnect), (*hint.Evidence).Proxied),
		Claim: hint.ProxyBroken, Likely: true, Also: []hint.Claim{hint.Unreachable},
		Title:  noConnection,
		Cause:  "The attempt to connect to <host> took more than 15 seconds, probably because of <the proxy>.",
		Fixes:  []string{"Check that the proxy is up, and that it allows <host>.", "<around the proxy>", hint.RunAgain},
		Source: pageProxies,
	},
	{
		Is:    hint.All(proxyStatus(http.StatusProxyAuthRequired), (*hint.Evidence).ProxyHasUser),
		Claim: hint.ProxyRefuses,
		Title: noConnection,
		Cause: "<proxy> did not accept the user and the password in that variable (407).",
		Fixes: []string{
			"Check the user and the password. In HTTPS_PROXY, `@` is written `%40`, `:` is `%3A`, `/` is `%2F` and `%` is `%25`.",
			"Check that the proxy accepts Basic authentication: this program has no other.",
		},
		Source: pageProxies,
	},
	{
		Is:     proxyStatus(http.StatusProxyAuthRequired),
		Claim:  hint.ProxyRefuses,
		Title:  noConnection,
		Cause:  "<proxy> asks for a user and a password (407).",
		Fixes:  []string{"<proxy password>", "Or let the proxy allow <host> without a password."},
		Source: pageProxies,
	},
	{
		Is:     refusedByProxy,
		Claim:  hint.ProxyRefuses,
		Title:  noConnection,
		Cause:  "<proxy> refused to connect to <host> (<code>).",
		Fixes:  []string{"Allow <host and port> on the proxy.", "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:    by(isA[*wire.ProxyError]),
		Claim: hint.ProxyBroken, Also: []hint.Claim{hint.Unreachable},
		Title:  noConnection,
		Cause:  "<proxy> opened no connection to <host>: it answered <code>.",
		Fixes:  []string{hint.RunAgain, "Check that the proxy can resolve and reach <host>.", "<around the proxy>"},
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
}
