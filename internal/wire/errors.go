package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// NotSentError says that no byte of a request left: there was no connection to
// send it on, or its host is not one of the run's.
type NotSentError struct {
	// Host is the host and port that was to be reached.
	Host string
	// Err is the reason.
	Err error
}

func (e *NotSentError) Error() string { return "connect to " + e.Host + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *NotSentError) Unwrap() error { return e.Err }

// ProxyError says that the proxy of HTTPS_PROXY refused to connect.
type ProxyError struct {
	// Status is the HTTP status the proxy answered.
	Status int
}

func (e *ProxyError) Error() string { return fmt.Sprintf("the proxy answered %d", e.Status) }

func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Status: resp.StatusCode}
}

// BadCertificate reports whether the server's certificate was the reason: not
// trusted, expired, or of another name.
func BadCertificate(err error) bool {
	var e *tls.CertificateVerificationError
	return errors.As(err, &e)
}

// TooLarge reports whether an answer was larger than this program reads.
func TooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}

// ErrSlowConnect says that no connection could be opened in the time that one
// may take, as where a firewall drops packets.
var ErrSlowConnect = errors.New("no connection in good time")

var (
	errForeignHost = errors.New("not a host of this run")
	errSilent      = silentError{}
)

// silentError says that a server did not answer a read in good time. That is a
// timeout, but not the run's deadline.
type silentError struct{}

func (silentError) Error() string { return "no answer in good time" }
func (silentError) Timeout() bool { return true }

// ForeignHost reports whether a request was held back because its host is not
// one of the run's.
func ForeignHost(err error) bool { return errors.Is(err, errForeignHost) }

// Transient reports whether the same request may succeed a little later. Bad
// certificates, foreign hosts, oversized answers and a proxy's refusal will not
// go away, and past the deadline nothing is worth another try.
func Transient(err error) bool {
	var proxy *ProxyError
	switch {
	case err == nil, BadCertificate(err), ForeignHost(err), TooLarge(err):
		return false
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &proxy):
		return TransientStatus(proxy.Status)
	}
	return true
}

// TransientStatus reports whether an HTTP status invites another try: 408, 429
// and 5xx, https://learn.microsoft.com/graph/errors.
func TransientStatus(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500
}
