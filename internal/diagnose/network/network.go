// Package network explains requests that got no usable answer: no connection, a
// certificate that is not trusted, a proxy that refuses, a deadline that passed.
// proxy.go, certificates.go and connections.go have the rows, table.go joins them,
// network.go applies them.
package network

import (
	"errors"
	"net"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/wire"
)

// Explain returns the failure of a request without a usable answer, by the Err
// of the evidence. Texts of the error itself stay out: they hold addresses and
// words of Go's libraries.
func Explain(e *hint.Evidence) *failure.Failure {
	var proxy *wire.ProxyError
	if errors.As(e.Err, &proxy) {
		e.Answer.Status = proxy.Status
	}
	return hint.First(Rows, e).Explain(e)
}

// by is a condition about the error.
func by(is func(error) bool) func(*hint.Evidence) bool {
	return func(e *hint.Evidence) bool { return is(e.Err) }
}

func is(target error) func(*hint.Evidence) bool {
	return by(func(err error) bool { return errors.Is(err, target) })
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func saying(words string) func(*hint.Evidence) bool {
	return by(func(err error) bool { return err != nil && strings.Contains(err.Error(), words) })
}

var notSent = by(isA[*wire.NotSentError])

// viaProxy is true where the proxy itself could not be reached. net/http gives
// the operation this name: https://go.dev/issue/16997.
var viaProxy = by(func(err error) bool {
	var e *net.OpError
	return errors.As(err, &e) && e.Op == "proxyconnect"
})

func proxyStatus(status int) func(*hint.Evidence) bool {
	return by(func(err error) bool {
		var e *wire.ProxyError
		return errors.As(err, &e) && e.Status == status
	})
}

// refusedByProxy is true of a status that says no, and not of one that says that
// the proxy could not.
var refusedByProxy = by(func(err error) bool {
	var e *wire.ProxyError
	return errors.As(err, &e) && e.Status/100 == 4
})

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
