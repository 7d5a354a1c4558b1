package diagnose

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"

	"start-synchronization-job/internal/wire"
)

// connection says what it means that a request got no usable answer, and what to
// do about it. The texts name no host and do not say whether the request was
// sent: the caller knows both. Texts of the error itself stay out, since they
// hold addresses and Go's own words.
func connection(err error) (means string, do []string) {
	for _, row := range explanations {
		if row.is(err) {
			return row.means, row.do
		}
	}
	var proxy *wire.ProxyError
	var notSent *wire.NotSentError
	switch {
	case errors.As(err, &proxy) && proxy.Status == http.StatusProxyAuthRequired:
		return "The proxy asks who the runner is: it answered 407.", []string{
			"Give HTTPS_PROXY a user and a password, `http://USER:PASSWORD@HOST:PORT`, from a secret.",
			"Or have the proxy let this host pass without them.",
		}
	case errors.As(err, &proxy):
		return fmt.Sprintf("The proxy opened no tunnel to this host: it answered %d.", proxy.Status), []string{
			"Have the host and its port 443 allowed on the proxy that HTTPS_PROXY names.",
			"If the host is to be reached without a proxy, add it to NO_PROXY.",
		}
	case errors.As(err, &notSent):
		return "No connection could be opened.", []string{allow, again}
	}
	return "The connection broke off before a whole answer had come.", []string{again, between}
}

// Steps that several failures share.
const (
	again = "Run again: this may have passed."
	allow = "Have the runner's firewall or allow list let this host and its port 443 pass; " +
		"where a proxy is the only way out, name it in HTTPS_PROXY."
	between = "If it happens again, look at what is between the runner and this host: proxy, firewall, VPN."
)

// explanations are told apart from the top: a later row may be true as well.
var explanations = []struct {
	is    func(error) bool
	means string
	do    []string
}{
	{
		is:    func(err error) bool { return errors.Is(err, context.Canceled) },
		means: "The run was told to stop: somebody cancelled the job, or the runner was shut down.",
		do:    []string{"Run again when the job is to be started."},
	},
	{
		is:    wire.ForeignHost,
		means: "It would have gone to a host that is not one of this run's, so it was held back.",
		do:    []string{"Something on the way seems to change the answers: look at the proxy, then run again."},
	},
	{
		is:    wire.TooLarge,
		means: "The answer is far larger than an answer of this service.",
		do:    []string{"Something on the way seems to answer in place of the service: look at the proxy, then run again."},
	},
	{
		is:    proxyUnreachable,
		means: "The proxy that HTTPS_PROXY names cannot be reached.",
		do: []string{
			"Compare HTTPS_PROXY with your proxy's address and port. In a container action `localhost` is the container, not the runner.",
			"If the host is to be reached without a proxy, unset HTTPS_PROXY or add the host to NO_PROXY.",
		},
	},
	{
		is: isA[x509.HostnameError],
		means: "The certificate that was shown is valid for other names than this host's, " +
			"so the answer would not have come from the service.",
		do: []string{"Look at the proxy and the DNS of the runner's network: the connection ends at another server."},
	},
	{
		is:    isA[x509.CertificateInvalidError],
		means: "The certificate that was shown cannot be accepted; most often it has expired, or the runner's clock is wrong.",
		do:    []string{"Look at the runner's clock.", "If a proxy of yours inspects TLS, renew its certificate."},
	},
	{
		is: wire.BadCertificate,
		means: "The certificate that was shown is signed by an authority that is not trusted here. " +
			"A proxy that inspects TLS shows such a one.",
		do: []string{
			"If that is your proxy, put its CA certificate into a file of the workspace and name the file in the step's `env`: " +
				"`SSL_CERT_FILE: /github/workspace/proxy-ca.pem`.",
			"If you know of no such proxy, ask whoever runs the network why it opens TLS connections.",
		},
	},
	{
		is:    isA[*net.DNSError],
		means: "The name of this host could not be resolved.",
		do: []string{
			"Look at the DNS of the runner, and at that of its containers.",
			"If only a proxy reaches the internet from there, name it in HTTPS_PROXY.",
			again,
		},
	},
	{
		is:    wire.SlowConnect,
		means: "No connection could be opened within 15 seconds. A firewall that drops packets looks like this.",
		do:    []string{allow, again},
	},
	{
		is:    func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		means: "The run's deadline, the input `timeout`, passed before a whole answer had come.",
		do:    []string{"Run again, with a longer `timeout` if it was set short.", between},
	},
	{
		is:    timedOut,
		means: "A connection was opened and then nothing came back.",
		do:    []string{again, between},
	},
	{
		is:    func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) },
		means: "The connection was refused: at that address nothing listens, or a firewall answers so.",
		do:    []string{allow, again},
	},
	{
		is: func(err error) bool {
			return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
		},
		means: "The runner's network has no route to this host.",
		do:    []string{allow},
	},
	{
		is:    noCommonTLS,
		means: "The two ends did not agree on TLS. This program asks for TLS 1.2 or later.",
		do:    []string{"Look at the proxy: the services of Microsoft and GitHub speak TLS 1.2 and later.", again},
	},
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// proxyUnreachable goes by the name that net/http gives the operation:
// https://go.dev/issue/16997.
func proxyUnreachable(err error) bool {
	var e *net.OpError
	return errors.As(err, &e) && e.Op == "proxyconnect"
}

// timedOut goes down by itself, since errors.As stops at the *url.Error that
// net/http puts around everything, which does not know.
func timedOut(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		var e interface{ Timeout() bool }
		if errors.As(err, &e) && e.Timeout() {
			return true
		}
	}
	return false
}

// noCommonTLS goes by the prefix of crypto/tls, which has no types for most of
// what can go wrong in a handshake.
func noCommonTLS(err error) bool {
	return err != nil && strings.Contains(err.Error(), "tls: ")
}
