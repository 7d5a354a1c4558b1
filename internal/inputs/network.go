package inputs

import (
	"crypto/x509"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"start-synchronization-job/internal/untrusted"
)

const workspace = "In a container action the checked-out repository is `/github/workspace`."

// network checks the variables by which net/http and crypto/x509 find proxy and
// certificates: of what they cannot use they say nothing, and go on without it.
func (r *reader) network() {
	for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
		if proxy := r.env[variable]; proxy != "" {
			if !isProxy(proxy) {
				r.problem(variable, "is not the address of a proxy, such as `http://HOST:PORT`. %s", proxyFix(proxy))
			}
			break // the second one is not looked at
		}
	}
	if file := r.env["SSL_CERT_FILE"]; file != "" {
		switch content, err := readFile(file); {
		case err != nil:
			r.problem("SSL_CERT_FILE", "is %s, which is not a file that can be read here. %s", untrusted.Given(file), workspace)
		case !x509.NewCertPool().AppendCertsFromPEM([]byte(content)):
			r.problem("SSL_CERT_FILE", "is %s, which does not hold a certificate in PEM form.", untrusted.Given(file))
		}
	}
	folders := r.env["SSL_CERT_DIR"]
	if folders != "" && !slices.ContainsFunc(filepath.SplitList(folders), isFolder) {
		r.problem("SSL_CERT_DIR", "is %s, which does not name a folder that can be read here. %s", untrusted.Given(folders), workspace)
	}
}

func isFolder(path string) bool {
	_, err := os.ReadDir(path)
	return err == nil
}

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

// proxyFixes say what is wrong with the address of a proxy, the most telling
// first, and show no part of it: it may hold a password.
var proxyFixes = []struct {
	is  *regexp.Regexp
	fix string
}{
	{regexp.MustCompile(`[\r\n]`), "It holds a line end (CR or LF), as a file of Windows brings along: remove it."},
	{regexp.MustCompile(`^["'“”‘’]|["'“”‘’]$`), "Remove the quotes: they became part of the value."},
	{regexp.MustCompile(`^\s|\s$`), "Remove the blank at its beginning or end."},
	{regexp.MustCompile(`\$\{\{|^\$|^%\w+%$`), "Write the address itself, or the expression in a workflow: it was not evaluated."},
	{regexp.MustCompile(`(?i)^socks4a?://`), "SOCKS 4 is not supported: use a proxy of HTTP or SOCKS 5."},
	{regexp.MustCompile(`^(https?|socks5h?)://[^/]*@`), "Check for characters of a password that need an escape: `%` is `%25`, `@` is `%40`."},
	{regexp.MustCompile(`^[^:/]*:[^/]*@`), "Check for characters of a password that need an escape: `%` is `%25`, `@` is `%40`."},
	{regexp.MustCompile(`(?i)^(https?|socks5h?)://`), "Check host and port."},
	{regexp.MustCompile(`://`), "It begins with http, https, socks5 or socks5h."},
	{regexp.MustCompile(``), "Check host and port."},
}

func proxyFix(address string) string {
	if odd := untrusted.Odd(address); odd != "" {
		return "It holds " + odd + "."
	}
	for _, p := range proxyFixes {
		if p.is.MatchString(address) {
			return p.fix
		}
	}
	return ""
}
