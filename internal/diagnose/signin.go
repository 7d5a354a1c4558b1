package diagnose

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// signIn is the sign-in that failed.
type signIn struct {
	*entra.SignIn
	known Known
}

// elsewhere reports whether the id token is a federated one, not GitHub's.
func (s signIn) elsewhere() bool { return s.IDToken.Origin != entra.FromGitHub }

func (s signIn) azure() azure { return azure{s.Cloud, s.TenantID} }

// SignIn explains a failed sign-in. err is the error of by.Token.
func SignIn(known Known, by *entra.SignIn, err error) *failure.Failure {
	s := signIn{by, known}
	var e *entra.Error
	if !errors.As(err, &e) {
		e = &entra.Error{Step: entra.Exchanging, Err: err}
	}
	var f failure.Failure
	var problem inputs.Problem
	switch {
	case errors.As(e.Err, &problem):
		f = failure.Failure{Title: "The id token could not be read", Cause: "`" + problem.Input + "`: " + problem.Text, Fixes: []string{"Check who writes the file, then run again."}}
	case errors.Is(e.Err, entra.ErrNoToken), errors.Is(e.Err, entra.ErrUnreadable):
		f = s.unreadable(e)
	case e.Status == 0, errors.Is(e.Err, context.Canceled):
		f = known.unanswered(service(e), s.host(e), e.Err)
	case e.Step == entra.GettingIDToken:
		f = gitHubRefused(e)
	default:
		f = s.refused(e)
	}
	f.Cause += patience(e)
	if e.Late {
		f.Fixes = []string{"Run again after that time, or raise `timeout`, which is " + failure.FormatDuration(known.Inputs.Timeout) + "."}
	}
	f.Sent = nothing
	f.Trace = facts("Trace ID", e.TraceID, "Correlation ID", e.CorrelationID, "Time", e.Timestamp)
	return &f
}

// refused explains an answer of Entra: by its code if that is in the table,
// else by the little that is known.
func (s signIn) refused(e *entra.Error) failure.Failure {
	f := failure.Failure{Query: signInQuery(e)}
	if e.Code != 0 {
		f.Link = fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", e.Code)
	}
	f.Facts = facts(
		"tenant-id", s.TenantID,
		"client-id", s.ClientID,
		"cloud", s.Cloud.Name,
		"HTTP status", fmt.Sprint(e.Status),
		"Entra's message", e.Description,
	)
	h := signInHintFor(e)
	if h == nil {
		s.unlisted(e, &f)
		return f
	}
	f.Title, f.Cause = h.title, s.fill(h.cause, e)
	for _, fix := range h.fixes {
		f.Fixes = append(f.Fixes, s.fill(fix, e))
	}
	if h.more != nil {
		h.more(s, e, &f)
	}
	return f
}

// fill replaces the names of values in a text of the table.
func (s signIn) fill(text string, e *entra.Error) string {
	text = strings.ReplaceAll(text, "<code>", fmt.Sprintf("AADSTS%d", e.Code))
	return fill(text, "<client-id>", s.ClientID, "<tenant-id>", s.TenantID, "<cloud>", s.Cloud.Name, "<graph>", s.Cloud.Graph,
		"<issuer>", e.Claims.Issuer, "<subject>", e.Claims.Subject, "<audience>", strings.Join(e.Claims.Audience, ", "))
}

// unlisted explains a code that the table does not have, or an answer without
// one.
func (s signIn) unlisted(e *entra.Error, f *failure.Failure) {
	host := untrusted.Quote(s.host(e))
	if e.Description == "" {
		f.Title = "The answer is not from Entra"
		f.Cause = fmt.Sprintf("%s answered %d without an error of Entra, so something between may have answered.", host, e.Status)
		f.Fixes = []string{"Check the proxy, firewall or VPN between the runner and " + host + ".", runAgain}
		return
	}
	f.Title = "Entra refused the sign-in"
	f.Cause = fmt.Sprintf("Entra's message is %s (AADSTS%d).", untrusted.Quote(firstSentence(e.Description)), e.Code)
	f.Fixes = []string{
		"Look up the code on the page that the job summary links to.",
		"Ask the administrators of the tenant, with the trace ID, the correlation ID and the time.",
	}
}

// unreadable explains a status 200 without a token.
func (s signIn) unreadable(e *entra.Error) failure.Failure {
	return failure.Failure{
		Title: service(e) + " gave no token",
		Cause: untrusted.Quote(s.host(e)) + " answered 200 without a token, as the page of a proxy or of a network's sign-in does.",
		Fixes: []string{runAgain, between},
	}
}

// patience says how often this run tried and how long it was asked to wait.
func patience(e *entra.Error) string {
	text := ""
	if e.Tries > 2 { // one more try for a credential that is not known everywhere is not worth a word
		text = fmt.Sprintf(" It was tried %d times.", e.Tries)
	}
	if e.Asked && (e.Transient() || wire.TransientStatus(e.Status)) {
		text += fmt.Sprintf(" %s asked to wait %s", service(e), failure.FormatDuration(e.RetryAfter))
		if e.Late {
			text += ", past the deadline"
		}
		text += "."
	}
	return text
}

// host is who was asked: the host that the error names, which may be none of
// ours, else that of the step.
func (s signIn) host(e *entra.Error) string {
	var notSent *wire.NotSentError
	var request *url.Error
	switch {
	case errors.As(e.Err, &notSent):
		return strings.TrimSuffix(notSent.Host, ":443")
	case errors.As(e.Err, &request):
		if u, err := url.Parse(request.URL); err == nil && u.Host != "" {
			return u.Host
		}
	}
	if e.Step == entra.GettingIDToken {
		if u, err := url.Parse(s.known.RequestURL); err == nil && u.Host != "" {
			return u.Host
		}
		return "GitHub"
	}
	return strings.TrimPrefix(s.Cloud.Authority, "https://")
}

func service(e *entra.Error) string {
	if e.Step == entra.GettingIDToken {
		return "GitHub"
	}
	return "Entra"
}

// facts returns the named values that are not empty. Names and values
// alternate.
func facts(pairs ...string) []failure.Fact {
	var all []failure.Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, failure.Fact{Name: pairs[i], Value: pairs[i+1]})
		}
	}
	return all
}

// signInQuery finds a refused exchange in the tenant's sign-in logs:
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs.
func signInQuery(e *entra.Error) string {
	if e.Step != entra.Exchanging || !inputs.IsGUID(e.CorrelationID) {
		return ""
	}
	return "union isfuzzy=true AADServicePrincipalSignInLogs, AADManagedIdentitySignInLogs" +
		` | where CorrelationId == "` + e.CorrelationID + `"`
}

// firstSentence is what Entra says before it goes into detail, without the
// code.
func firstSentence(description string) string {
	text := strings.TrimSpace(leadingCode.ReplaceAllString(description, ""))
	text = strings.TrimSpace(strings.TrimPrefix(text, ":"))
	if first, _, found := strings.Cut(text, ". "); found {
		return first + "."
	}
	return text
}

// leadingCode is the number that Entra's descriptions begin with.
var leadingCode = regexp.MustCompile(`^AADSTS[0-9]{1,9}\b`)
