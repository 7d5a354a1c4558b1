package hint

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// Fill replaces the names of values in a text of ours by the values, once: what
// a value holds is never taken for a name. A test has every row of every table
// filled, so that a name that is not here never gets to a reader.
func (e *Evidence) Fill(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	return names.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := quoted[name]; ok {
			return untrusted.Quote(value(e))
		}
		if sentence, ok := plain[name]; ok {
			return sentence(e)
		}
		if sentence, ok := e.Sentences[name]; ok {
			return sentence
		}
		return name
	})
}

var names = regexp.MustCompile(`<[a-z' -]+>`)

// quoted are the names of values, which stand in a text between backticks.
var quoted = map[string]func(*Evidence) string{
	"<host>":                 func(e *Evidence) string { return e.Host },
	"<host name>":            func(e *Evidence) string { return hostname(e.Host) },
	"<message>":              func(e *Evidence) string { return firstSentence(e.Answer.Message) },
	"<client-id>":            func(e *Evidence) string { return e.Inputs.ClientID },
	"<tenant-id>":            func(e *Evidence) string { return e.Inputs.TenantID },
	"<cloud>":                func(e *Evidence) string { return e.Inputs.Cloud.Name },
	"<graph>":                func(e *Evidence) string { return e.Inputs.Cloud.Graph },
	"<cloud's audience>":     func(e *Evidence) string { return e.Inputs.Cloud.Audience },
	"<service-principal-id>": func(e *Evidence) string { return e.Inputs.ServicePrincipalID },
	"<issuer>":               func(e *Evidence) string { return e.IDToken.Issuer },
	"<subject>":              func(e *Evidence) string { return e.IDToken.Subject },
	"<audience>":             func(e *Evidence) string { return strings.Join(e.IDToken.Audience, ", ") },
	"<subject with ids>":     func(e *Evidence) string { return e.WithIDs },
	"<enterprise>":           func(e *Evidence) string { return e.IDToken.Enterprise },
	"<caller>":               func(e *Evidence) string { return e.Token.AppID },
	"<token's tenant>":       func(e *Evidence) string { return e.Token.TenantID },
	"<token's audience>":     func(e *Evidence) string { return strings.Join(e.Token.Audience, ", ") },
	"<given's name>":         func(e *Evidence) string { return e.Given.Name },
	"<given's app>":          func(e *Evidence) string { return e.Given.AppID },
	"<given's object id>":    func(e *Evidence) string { return e.Given.Use },
}

// plain are the names of words and of whole sentences, in which every value is
// quoted already. A sentence that does not apply is empty.
var plain = map[string]func(*Evidence) string{
	"<job-id>":             func(e *Evidence) string { return untrusted.Whole(e.JobID) }, // a secret, where given by mistake
	"<service>":            func(e *Evidence) string { return e.Call.Service() },
	"<call>":               func(e *Evidence) string { return e.Call.String() },
	"<code>":               (*Evidence).code,
	"<timeout>":            func(e *Evidence) string { return exact(e.Inputs.Timeout) },
	"<wait>":               func(e *Evidence) string { return failure.FormatDuration(e.Answer.RetryAfter) },
	"<proxy>":              (*Evidence).proxyName,
	"<host and port>":      (*Evidence).hostAndPort,
	"<workflow job>":       func(e *Evidence) string { return e.WorkflowJob() },
	"<token input>":        (*Evidence).tokenInput,
	"<token>":              (*Evidence).tokenName,
	"<expired at>":         (*Evidence).expiredAt,
	"<code page>":          func(e *Evidence) string { return fmt.Sprintf(pageCode, e.Answer.AADSTS) },
	"<admin centers>":      func(*Evidence) string { return centers },
	"<with the command>":   (*Evidence).withCommand,
	"<with the first one>": (*Evidence).withFirst,
	"<request url>":        func(e *Evidence) string { return untrusted.Given(e.RequestURL) },
	"<raise the deadline>": (*Evidence).raiseDeadline,
	"<trust the proxy>":    (*Evidence).trustProxy,
	"<trust the server>":   (*Evidence).trustServer,
	"<let it pass>":        (*Evidence).letPass,
	"<around the proxy>":   (*Evidence).aroundProxy,
	"<a proxy>":            (*Evidence).setProxy,
}

// pageCode is Microsoft's page of an AADSTS number.
const pageCode = "https://login.microsoftonline.com/error?code=%d"

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
	at := e.Token.ExpiresAt.UTC()
	if ago := time.Since(at); ago < 48*time.Hour {
		return "at " + at.Format("15:04 UTC") + ", " + failure.FormatDuration(ago) + " ago"
	}
	return "on " + at.Format(time.DateOnly)
}

// raiseDeadline says how to give a run more time.
func (e *Evidence) raiseDeadline() string {
	if e.Inputs.Timeout < inputs.DefaultTimeout {
		return "Run again without `timeout`, which gives " + exact(inputs.DefaultTimeout) + "."
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

func (e *Evidence) trust(condition, whose, certificate, file string) string {
	where := "et SSL_CERT_FILE to a file with " + certificate + "."
	switch {
	case e.CertFile != "":
		return "Add the CA certificate of " + whose + " to the file that SSL_CERT_FILE names, " + untrusted.Given(e.CertFile) + "."
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
		return Between
	}
	return "If it happens again, let " + untrusted.Quote(e.Host) + " pass unchanged on the proxy that HTTPS_PROXY names."
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

// firstSentence is what a service says before it goes into detail, without
// Entra's number.
func firstSentence(message string) string {
	text := strings.TrimSpace(leadingCode.ReplaceAllString(message, ""))
	text = strings.TrimSpace(strings.TrimPrefix(text, ":"))
	if first, _, found := strings.Cut(text, ". "); found {
		return first + "."
	}
	return text
}

// leadingCode is the number that Entra's descriptions begin with.
var leadingCode = regexp.MustCompile(`^AADSTS[0-9]{1,9}\b`)

// exact formats a time as it was chosen.
func exact(d time.Duration) string {
	if d%time.Second == 0 && (d < 2*time.Minute || d%time.Minute == 0) && (d < 2*time.Hour || d%time.Hour == 0) {
		return failure.FormatDuration(d)
	}
	return d.String()
}

// centers names the clouds by what an administrator knows them by.
var centers = func() string {
	var all []string
	for _, c := range cloud.Clouds {
		if c.AdminCenter != "" {
			all = append(all, c.Name+" is "+strings.TrimPrefix(c.AdminCenter, "https://"))
		}
	}
	return strings.Join(all, ", ")
}()

// Fill replaces names in a text by values, quoted. Names and values alternate.
func Fill(text string, values ...string) string {
	for i := 1; i < len(values); i += 2 {
		quote := untrusted.Quote
		if values[i-1] == "<job-id>" {
			quote = untrusted.Whole
		}
		values[i] = quote(values[i])
	}
	return strings.NewReplacer(values...).Replace(text)
}

// Facts returns the named values that are not empty. Names and values
// alternate.
func Facts(pairs ...string) []failure.Fact {
	var all []failure.Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, failure.Fact{Name: pairs[i], Value: pairs[i+1]})
		}
	}
	return all
}

// Now is the time of an answer, for whoever looks for it in a log: the
// service's, else ours.
func (a Answer) Now() string {
	return cmp.Or(a.Date, time.Now().UTC().Format(http.TimeFormat))
}
