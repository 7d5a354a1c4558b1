package network

import (
	"crypto/x509"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

// certificateRows are about the certificate that was shown for a host.
var certificateRows = []hint.Row{
	{
		Is:     hint.All(by(isA[x509.HostnameError]), (*hint.Evidence).OwnServer),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that was shown for <host> is for another name.",
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
		Cause:  "The certificate that was shown for the GitHub Enterprise Server <host> is expired or not valid.",
		Fixes:  []string{"Renew the certificate of the server.", "Check the clock of the runner."},
		Source: pageDial,
	},
	{
		Is:     by(isA[x509.CertificateInvalidError]),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that was shown for <host> is expired or not valid.",
		Fixes:  []string{"Check the clock of the runner.", "If your proxy inspects TLS, renew its certificate."},
		Source: pageDial,
	},
	{
		Is:     hint.All(by(wire.BadCertificate), (*hint.Evidence).OwnServer),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that was shown for the GitHub Enterprise Server <host> is signed by an authority that is not trusted here.",
		Fixes:  []string{"<trust the server>"},
		Source: "https://github.com/actions/toolkit/issues/1787",
	},
	{
		Is:     hint.All(by(wire.BadCertificate), func(e *hint.Evidence) bool { return e.OthersAnswered }),
		Claim:  hint.ServerCertificate,
		Title:  noConnection,
		Cause:  "The certificate that was shown for <host> is signed by an authority that is not trusted here. Connections of this run before it had trusted ones.",
		Fixes:  []string{"Ask who runs the network whether TLS to <host> is intercepted.", "Check the DNS of the runner."},
		Source: pageDial,
	},
	{
		Is:    by(wire.BadCertificate),
		Claim: hint.ServerCertificate, Also: []hint.Claim{hint.ProxyCertificate},
		Title:  noConnection,
		Cause:  "The certificate that was shown for <host> is signed by an authority that is not trusted here.",
		Fixes:  []string{"<public authorities>", "<trust the proxy>", "If you know of no such proxy, ask who runs the network whether TLS is intercepted."},
		Source: pageDial,
	},
}
