package truth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// networkCauses are proxies and certificates. Each run of the program has a
// proxy; directCauses have none.
func networkCauses(t *testing.T) []cause {
	const group = "network"
	gitHub, entra, graph := simulator.CallConnectGitHub, simulator.CallConnectEntra, simulator.CallConnectGraph
	proxy := func(address string) e2e.Scenario {
		return e2e.Scenario{Env: []string{"HTTPS_PROXY=" + address}}.Set("timeout", "10s")
	}
	secured := httptest.NewUnstartedServer(http.NotFoundHandler())
	secured.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that trust it as little as they should
	secured.StartTLS()
	t.Cleanup(secured.Close)
	each := func(fault simulator.Fault) map[string]way {
		return map[string]way{
			"to GitHub": e2e.Failing(gitHub, fault), "to Entra": e2e.Failing(entra, fault), "to Graph": e2e.Failing(graph, fault),
			"to Graph, with a token": e2e.Failing(graph, fault).Bringing(e2e.Application),
			"before the start":       e2e.Lost(fault),
		}
	}
	server := e2e.Given(simulator.Config{GitHub: serverHost, Issuer: "https://" + serverHost + "/_services/token"})
	inspects := e2e.Failing(gitHub, simulator.BadTLS("unknown-ca")).Failing(entra, simulator.BadTLS("unknown-ca")).Failing(graph, simulator.BadTLS("unknown-ca"))
	shown := []hint.Claim{hint.ServerCertificate}
	return []cause{
		{group, "the proxy is down", hint.ProxyDown, nil, nil, map[string]way{
			"refused": proxy("http://127.0.0.1:1"), "refused, with a token": proxy("http://127.0.0.1:1").Bringing(e2e.Application),
		}},
		{group, "the proxy has no such name", hint.DNS, nil, []hint.Claim{hint.ProxyDown}, map[string]way{
			"no such host": proxy("http://proxy.invalid:3128"),
		}},
		{group, "the proxy refuses", hint.ProxyRefuses, nil, nil, each(simulator.Status(403))},
		{group, "the proxy cannot reach the host", hint.Unreachable, nil, []hint.Claim{hint.ProxyBroken}, map[string]way{
			"502": e2e.Failing(entra, simulator.Status(502)), "504": e2e.Failing(graph, simulator.Status(504)),
		}},
		{group, "the proxy wants a password", hint.ProxyRefuses, nil, nil, each(simulator.Status(407))},
		{group, "the proxy does not work", hint.ProxyBroken, nil, []hint.Claim{hint.Deadline, hint.Unreachable}, map[string]way{
			"answers garbage":    proxy("http://" + listener(t, "hello, this is no proxy\n")),
			"is silent":          proxy("http://" + listener(t, "")),
			"speaks no TLS":      proxy("https://" + listener(t, "HTTP/1.1 400 Bad Request\r\n\r\n")),
			"hangs up":           e2e.Failing(graph, simulator.Closed()),
			"resets":             e2e.Failing(graph, simulator.Reset()),
			"tunnels to nowhere": e2e.Failing(graph, simulator.Hang()).Set("timeout", "10s"),
		}},
		{group, "the proxy's own certificate is not trusted", hint.ProxyCertificate, nil, nil, map[string]way{
			"https://": proxy(secured.URL),
		}},
		{group, "the proxy inspects TLS", hint.ProxyCertificate, nil, shown, map[string]way{
			"all hosts": inspects,
		}},
		{group, "one host's certificate is not trusted", hint.ServerCertificate, nil, nil, each(simulator.BadTLS("unknown-ca"))},
		{group, "a certificate is expired", hint.ServerCertificate, nil, nil, each(simulator.BadTLS("expired"))},
		{group, "a certificate has another name", hint.ServerCertificate, nil, nil, each(simulator.BadTLS("wrong-name"))},
		{group, "the server's certificate is of its own authority", hint.ServerCertificate, nil, nil, map[string]way{
			"unknown":      server.Failing(gitHub, simulator.BadTLS("unknown-ca")),
			"expired":      server.Failing(gitHub, simulator.BadTLS("expired")),
			"another name": server.Failing(gitHub, simulator.BadTLS("wrong-name")),
		}},
		{group, "something between speaks old TLS", hint.Changed, nil, nil, map[string]way{
			"to GitHub": e2e.Failing(gitHub, simulator.BadTLS("old")), "to Entra": e2e.Failing(entra, simulator.BadTLS("old")), "to Graph": e2e.Failing(graph, simulator.BadTLS("old")),
		}},
	}
}

// listener accepts connections, and gives each the same answer or none.
func listener(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			if answer != "" {
				fmt.Fprint(c, answer)
				c.Close()
			}
		}
	}()
	return l.Addr().String()
}

// direct is a run whose connection to Microsoft Graph met an error, with no
// proxy set. It is made below the process: no run of a test may leave for the
// network.
type direct struct{ err error }

func (d direct) said() saying {
	c, _ := cloud.Lookup("global")
	known := diagnose.Known{Inputs: inputs.Inputs{Cloud: c, ServicePrincipalID: simulator.ServicePrincipalID, JobID: simulator.JobID}, InWorkflow: true}
	f := diagnose.Connecting(known, &wire.NotSentError{Host: "graph.microsoft.com:443", Err: d.err})
	return saying{f.Title, f.Title + ". " + f.Cause + " " + f.Sent, fmt.Sprint(*f)}
}

func directCauses() []cause {
	const group = "network"
	dial := func(err error) direct { return direct{&net.OpError{Op: "dial", Net: "tcp", Err: err}} }
	shows := func(err error) direct { return direct{&tls.CertificateVerificationError{Err: err}} }
	return []cause{
		{group, "a name cannot be resolved", hint.DNS, nil, nil, map[string]way{
			"no such host": dial(&net.DNSError{Name: "graph.microsoft.com", IsNotFound: true}),
			"no answer":    dial(&net.DNSError{Name: "graph.microsoft.com", IsTimeout: true}),
		}},
		{group, "a host is out of reach", hint.Unreachable, nil, nil, map[string]way{
			"refused": dial(syscall.ECONNREFUSED), "no route": dial(syscall.EHOSTUNREACH), "no network": dial(syscall.ENETUNREACH),
			"dropped": direct{wire.ErrSlowConnect}, "timed out": dial(syscall.ETIMEDOUT),
		}},
		{group, "a certificate is not trusted, without a proxy", hint.ServerCertificate, nil, nil, map[string]way{
			"unknown": shows(x509.UnknownAuthorityError{}), "another name": shows(x509.HostnameError{Certificate: &x509.Certificate{}}),
			"expired": shows(x509.CertificateInvalidError{Reason: x509.Expired}),
		}},
		{group, "something between speaks old TLS, without a proxy", hint.Changed, nil, nil, map[string]way{
			"no version in common": direct{errors.New("remote error: tls: protocol version not supported")},
		}},
		{group, "the run was cancelled, without a proxy", hint.Cancelled, nil, nil, map[string]way{
			"while connecting": direct{context.Canceled},
		}},
	}
}
