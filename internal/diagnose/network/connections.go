package network

import (
	"errors"
	"net"
	"syscall"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

// connectionRows are about a connection that was not opened, or broke. The last
// row is true of every error.
var connectionRows = []hint.Row{
	{
		Is:     by(isA[*net.DNSError]),
		Claim:  hint.DNS,
		Title:  noConnection,
		Cause:  "The name <host> could not be resolved.",
		Fixes:  []string{"Check the DNS of the runner and of its containers. <a proxy>", hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     is(wire.ErrSlowConnect),
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "<host> accepted no connection within 15 seconds.",
		Fixes:  []string{allow, hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:     hint.All(hint.Not(notSent), by(timedOut)),
		Claim:  hint.Silent,
		Title:  noAnswer,
		Cause:  "There was a connection to <host>, and no whole answer came in time.",
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
		Is:    hint.All(saying("tls: "), saying("protocol version")),
		Claim: hint.Changed, Likely: true,
		Title:  noConnection,
		Cause:  "The server that answered for <host> offers neither TLS 1.2 nor TLS 1.3, so it is probably a proxy or a firewall and not <service>.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:    saying("tls: "),
		Claim: hint.Changed, Likely: true,
		Title:  noConnection,
		Cause:  "The TLS handshake with <host> failed, probably because a proxy or a firewall answered in place of <service>.",
		Fixes:  []string{hint.RunAgain, "<let it pass>"},
		Source: pageDial,
	},
	{
		Is:    hint.All(notSent, (*hint.Evidence).Proxied),
		Claim: hint.ProxyBroken, Likely: true, Also: []hint.Claim{hint.Unreachable},
		Title:  noConnection,
		Cause:  "The attempt to connect to <host> failed, probably because of <the proxy>.",
		Fixes:  []string{"Check that the proxy allows <host>.", "<around the proxy>", hint.RunAgain},
		Source: pageProxies,
	},
	{
		Is:     notSent,
		Claim:  hint.Unreachable,
		Title:  noConnection,
		Cause:  "The attempt to connect to <host> failed.",
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
