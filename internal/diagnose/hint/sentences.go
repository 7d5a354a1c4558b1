package hint

import (
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// code is what the answer says, for brackets: an AADSTS number, or the status
// and Graph's code.
func (e *Evidence) code() string {
	switch a := e.Answer; {
	case a.AADSTS != 0:
		return "AADSTS" + strconv.Itoa(a.AADSTS)
	case a.Code != "":
		return strconv.Itoa(a.Status) + " " + untrusted.Quote(a.Code)
	default:
		return strconv.Itoa(a.Status)
	}
}

// proxyName names the proxy, by its address unless that holds a password.
func (e *Evidence) proxyName() string {
	if u := e.proxy(); u != nil && u.User == nil {
		return "The proxy " + untrusted.Given(u.String())
	}
	return "The proxy of HTTPS_PROXY"
}

// theProxy is proxyName within a sentence.
func (e *Evidence) theProxy() string { return "t" + e.proxyName()[1:] }

// proxyPassword is how a proxy gets a password that nobody else reads.
func (e *Evidence) proxyPassword() string {
	if !e.InWorkflow {
		return "Set HTTPS_PROXY to `http://USER:PASSWORD@HOST:PORT`, taken from where you keep secrets."
	}
	return "Save `http://USER:PASSWORD@HOST:PORT` as a secret, named HTTPS_PROXY for example, and set `HTTPS_PROXY: ${{ secrets.HTTPS_PROXY }}` in the `env` of this step."
}

func (e *Evidence) hostAndPort() string {
	if hostname(e.Host) != strings.ToLower(e.Host) {
		return untrusted.Quote(e.Host)
	}
	return untrusted.Quote(e.Host) + ", port 443,"
}

// tokenInput is the input that the id token came by.
func (e *Evidence) tokenInput() string {
	switch e.Origin {
	case entra.FromFile:
		return "`federated-token-file`"
	case entra.FromInput:
		return "`federated-token`"
	}
	return "The id token of GitHub"
}

// tokenName is how a sentence about the token for Microsoft Graph begins.
func (e *Evidence) tokenName() string {
	if e.Inputs.AccessToken != "" {
		return "`access-token`"
	}
	return "The token"
}

func (e *Evidence) expiredAt() string {
	if e.Token.ExpiresAt == nil {
		return "at a time that it does not say"
	}
	return Ago(e.Token.ExpiresAt.Time)
}

// Ago names a time that is past.
func Ago(at time.Time) string {
	at = at.UTC()
	if ago := time.Since(at); ago < 48*time.Hour {
		return "at " + at.Format("15:04 UTC") + ", " + failure.FormatDuration(ago) + " ago"
	}
	return "on " + at.Format(time.DateOnly)
}

// raiseDeadline says how to give a run more time.
func (e *Evidence) raiseDeadline() string {
	if e.Inputs.Timeout < inputs.DefaultTimeout {
		return "Remove the input `timeout`: the default is " + exact(inputs.DefaultTimeout) + "."
	}
	return RunAgain
}

// trustProxy names the line that makes this run trust a proxy that inspects TLS.
func (e *Evidence) trustProxy() string {
	return e.trust("If your proxy inspects TLS", "your proxy", "its CA certificate", "proxy-ca.pem")
}

// trustServer names the line that makes this run trust a server of the user's.
func (e *Evidence) trustServer() string {
	return e.trust("", "the server", "the server's CA certificate", "github-ca.pem")
}

// publicAuthorities is the check of a bundle that stands in place of the system's,
// as it does where both variables are set: https://pkg.go.dev/crypto/x509#SystemCertPool.
func (e *Evidence) publicAuthorities() string {
	if e.CertFile == "" || e.CertDir == "" {
		return ""
	}
	return "Check that " + untrusted.Given(e.CertFile) + " has the public CA certificates too: SSL_CERT_FILE and SSL_CERT_DIR, where both are set, replace those of the system."
}

func (e *Evidence) trust(condition, whose, certificate, file string) string {
	where := "et SSL_CERT_FILE to a file with " + certificate + "."
	switch {
	case e.CertFile != "":
		return "Add the CA certificate of " + whose + " to the file that SSL_CERT_FILE names, " + untrusted.Given(e.CertFile) + "."
	case e.CertDir != "":
		return "Add the CA certificate of " + whose + " to a folder that SSL_CERT_DIR names, " + untrusted.Given(e.CertDir) + "."
	case e.InWorkflow:
		where = "ut " + certificate + " into the repository and set `SSL_CERT_FILE: /github/workspace/" + file + "` in the `env` of this step."
		if condition == "" {
			return "P" + where
		}
		return condition + ", p" + where
	case condition == "":
		return "S" + where
	}
	return condition + ", s" + where
}

// letPass is the fix where a proxy may have changed a request or its answer.
func (e *Evidence) letPass() string {
	if !e.Proxied() {
		return "Check the proxy, firewall or VPN between the runner and " + untrusted.Quote(e.Host) + "."
	}
	return "Let " + untrusted.Quote(e.Host) + " pass unchanged on " + e.theProxy() + "."
}

// aroundProxy is the fix for a proxy that is not needed.
func (e *Evidence) aroundProxy() string {
	name := hostname(e.Host)
	if name == strings.ToLower(e.Host) {
		return "If " + untrusted.Quote(name) + " is reachable without the proxy, add it to NO_PROXY."
	}
	return "If " + untrusted.Quote(name) + " is reachable without the proxy, add it to NO_PROXY, without the port."
}

// withFirst points to the first command of the row, where there is one.
func (e *Evidence) withFirst() string {
	if e.commands == 0 {
		return ""
	}
	return ", with the first command in the job summary"
}

// withCommand points to the commands of the row, where there are any.
func (e *Evidence) withCommand() string {
	switch e.commands {
	case 0:
		return ""
	case 1:
		return ", with the command in the job summary"
	}
	return ", with the commands in the job summary"
}

// setProxy is the hint for a network whose only way out is a proxy.
func (e *Evidence) setProxy() string {
	if e.Proxied() {
		return ""
	}
	return "If a proxy is the only way out, set HTTPS_PROXY."
}
