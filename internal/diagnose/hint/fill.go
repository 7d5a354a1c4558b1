package hint

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
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
	"<message>":              func(e *Evidence) string { return strings.TrimSuffix(firstSentence(e.Answer.Message), ".") },
	"<client-id>":            func(e *Evidence) string { return e.Inputs.ClientID },
	"<tenant-id>":            func(e *Evidence) string { return e.Inputs.TenantID },
	"<cloud>":                func(e *Evidence) string { return e.Inputs.Cloud.Name },
	"<graph>":                func(e *Evidence) string { return e.Inputs.Cloud.Graph },
	"<cloud's audience>":     func(e *Evidence) string { return e.Inputs.Cloud.Audience },
	"<service-principal-id>": func(e *Evidence) string { return e.Inputs.ServicePrincipalID },
	"<subject with ids>":     func(e *Evidence) string { return e.WithIDs },
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
	"<issuer>":             func(e *Evidence) string { return exactly(e.IDToken.Issuer) },
	"<subject>":            func(e *Evidence) string { return exactly(e.IDToken.Subject) },
	"<audience>":           func(e *Evidence) string { return exactly(strings.Join(e.IDToken.Audience, ", ")) },
	"<algorithm>":          func(e *Evidence) string { return exactly(e.IDToken.Algorithm) },
	"<enterprise>":         func(e *Evidence) string { return exactly(e.IDToken.Enterprise) },
	"<service>":            func(e *Evidence) string { return e.Call.Service() },
	"<call>":               func(e *Evidence) string { return e.Call.String() },
	"<code>":               (*Evidence).code,
	"<timeout>":            func(e *Evidence) string { return exact(e.Inputs.Timeout) },
	"<wait>":               func(e *Evidence) string { return failure.FormatDuration(e.Answer.RetryAfter) },
	"<proxy>":              (*Evidence).proxyName,
	"<the proxy>":          (*Evidence).theProxy,
	"<proxy password>":     (*Evidence).proxyPassword,
	"<public authorities>": (*Evidence).publicAuthorities,
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

// exactly quotes a claim that a credential has to match: whoever enters what
// they read gets one that matches, so it is quoted unaltered or described.
func exactly(claim string) string {
	if utf8.RuneCountInString(claim) > untrusted.MaxLine {
		return untrusted.Describe(claim)
	}
	return untrusted.Whole(claim)
}

// pageCode is Microsoft's page of an AADSTS number.
const pageCode = "https://login.microsoftonline.com/error?code=%d"

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

// centers names the clouds by what an administrator knows them by: the admin
// center, or the country where that is not known. Several clouds may have one.
var centers = func() string {
	var all []string
	for i, c := range cloud.Clouds {
		center := strings.TrimPrefix(c.AdminCenter, "https://")
		switch {
		case center == "":
			all = append(all, c.Name+" is "+country[c.Name])
		case i > 0 && cloud.Clouds[i-1].AdminCenter == c.AdminCenter:
			all[len(all)-1] = cloud.Clouds[i-1].Name + " or " + c.Name + " is " + center
		default:
			all = append(all, c.Name+" is "+center)
		}
	}
	return strings.Join(all, ", ")
}()

// country is where a cloud is whose admin center no page of Microsoft's names.
var country = map[string]string{"bleu": "France's", "delos": "Germany's"}

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
