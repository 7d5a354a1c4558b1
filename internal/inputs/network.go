package inputs

import (
	"crypto/x509"
	"net/url"
	"slices"
	"strings"

	"start-synchronization-job/internal/untrusted"
)

// network checks the variables by which net/http and crypto/x509 find proxy and
// certificates: of what they cannot use they say nothing, and go on without it.
func (r *reader) network() {
	for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
		if proxy := r.env[variable]; proxy != "" {
			if !isProxy(proxy) {
				r.problem(variable, "not the address of a proxy, such as `http://HOST:PORT`. Check for characters of a password "+
					"that need an escape: `%%` is `%%25`, `@` is `%%40`.")
			}
			break // the second one is not looked at
		}
	}
	file := r.env["SSL_CERT_FILE"]
	if file == "" {
		return
	}
	switch content, err := readFile(file); {
	case err != nil:
		r.problem("SSL_CERT_FILE", "%s is no file that can be read here. %s", untrusted.Given(file), workspace)
	case !x509.NewCertPool().AppendCertsFromPEM([]byte(content)):
		r.problem("SSL_CERT_FILE", "%s holds no certificate in PEM form.", untrusted.Given(file))
	}
}

const workspace = "In a container action the checked-out repository is `/github/workspace`."

// isProxy is stricter than net/http, which takes an address that it cannot
// parse for none, and goes out directly:
// https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config.ProxyFunc.
func isProxy(address string) bool {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	return err == nil && u.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}
