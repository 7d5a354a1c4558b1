// Package network explains requests that got no usable answer: no connection, a
// certificate that is not trusted, a proxy that refuses, a deadline that passed.
// table.go has a row for each, network.go what applies it.
package network

import (
	"errors"
	"strconv"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// Unanswered returns the failure of a request to a host of a service that got
// no usable answer. Texts of the error itself stay out: they hold addresses and
// words of Go's libraries.
func Unanswered(known hint.Known, service, host string, err error) failure.Failure {
	var row row
	for _, row = range rows {
		if row.is(err) {
			break
		}
	}
	status := 0
	var proxy *wire.ProxyError
	if errors.As(err, &proxy) {
		status = proxy.Status
	}
	replace := strings.NewReplacer("<service>", service, "<host>", untrusted.Quote(host), "<status>", strconv.Itoa(status),
		"<timeout>", failure.FormatDuration(known.Inputs.Timeout), "<trust the proxy>", trustProxy(known), "<raise the deadline>", raiseDeadline(known)).Replace
	f := failure.Failure{Title: replace(row.title), Cause: replace(row.cause)}
	for _, fix := range row.fixes {
		f.Fixes = append(f.Fixes, replace(fix))
	}
	return f
}

// trustProxy names the line that makes this run trust a proxy that inspects
// TLS.
func trustProxy(k hint.Known) string {
	if k.CertFile != "" {
		return "Add the CA certificate of your proxy to the file that SSL_CERT_FILE names, " + untrusted.Given(k.CertFile) + "."
	}
	if !k.InWorkflow {
		return "If your proxy inspects TLS, set SSL_CERT_FILE to a file with its CA certificate."
	}
	return "If your proxy inspects TLS, put its CA certificate into the repository and set " +
		"`SSL_CERT_FILE: /github/workspace/proxy-ca.pem` in the `env` of this step."
}

// raiseDeadline says how to give a run more time.
func raiseDeadline(k hint.Known) string {
	if k.Inputs.Timeout < inputs.DefaultTimeout {
		return "Run again without `timeout`, which gives " + failure.FormatDuration(inputs.DefaultTimeout) + "."
	}
	return hint.RunAgain
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func proxyStatus(status int) func(error) bool {
	return func(err error) bool {
		var e *wire.ProxyError
		return errors.As(err, &e) && e.Status == status
	}
}

// timedOut unwraps by itself: errors.As stops at the *url.Error that net/http
// puts around every error, which does not know.
func timedOut(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		var e interface{ Timeout() bool }
		if errors.As(err, &e) && e.Timeout() {
			return true
		}
	}
	return false
}
