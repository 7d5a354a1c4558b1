// Package signin explains why there is no token for Microsoft Graph: GitHub gave
// no id token, or Entra refused to exchange it. table.go has a row for each of
// Entra's refusals, by AADSTS number; signin.go applies it. What a federated
// credential lacks is in credential.go, GitHub's part in github.go.
package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// signIn is the sign-in that failed.
type signIn struct {
	*entra.SignIn
	known hint.Known
}

// elsewhere reports whether the id token is a federated one, not GitHub's.
func (s signIn) elsewhere() bool { return s.IDToken.Origin != entra.FromGitHub }

func (s signIn) azure() azcli.CLI { return azcli.CLI{Cloud: s.Cloud, Tenant: s.TenantID} }

// Explain explains a failed sign-in. e is the error of by.Token.
func Explain(known hint.Known, by *entra.SignIn, e *entra.Error) *failure.Failure {
	s := signIn{by, known}
	var f failure.Failure
	var problem inputs.Problem
	switch {
	case errors.As(e.Err, &problem):
		f = failure.Failure{Title: "The id token could not be read", Cause: "`" + problem.Input + "`: " + problem.Text, Fixes: []string{"Check who writes the file, then run again."}}
	case errors.Is(e.Err, entra.ErrNoToken), errors.Is(e.Err, entra.ErrUnreadable):
		f = s.unreadable(e)
	case e.Status == 0, errors.Is(e.Err, context.Canceled):
		f = network.Unanswered(s.known, service(e), s.host(e), e.Err)
	case e.Step == entra.GettingIDToken:
		f = gitHubRefused(e)
	default:
		f = s.refused(e)
	}
	f.Cause += patience(e)
	if e.Late {
		f.Fixes = []string{"Run again after that time, or raise `timeout`, which is " + failure.FormatDuration(known.Inputs.Timeout) + "."}
	}
	f.Sent = hint.Nothing
	f.Trace = hint.Facts("Trace ID", e.TraceID, "Correlation ID", e.CorrelationID, "Time", e.Timestamp)
	return &f
}

// refused explains an answer of Entra: by its code if that is in the table,
// else by the little that is known.
func (s signIn) refused(e *entra.Error) failure.Failure {
	f := failure.Failure{Query: signInQuery(e)}
	if e.Code != 0 {
		f.Link = fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", e.Code)
	}
	f.Facts = hint.Facts(
		"tenant-id", s.TenantID,
		"client-id", s.ClientID,
		"cloud", s.Cloud.Name,
		"HTTP status", fmt.Sprint(e.Status),
		"Entra's message", e.Description,
	)
	h := rowFor(e)
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

// rowFor returns the row of a refusal, or nil. Microsoft changes numbers
// and texts without notice, so nothing but words for people depends on it.
func rowFor(e *entra.Error) *row {
	for i, h := range rows {
		if slices.Contains(h.codes, e.Code) {
			return &rows[i]
		}
	}
	if e.OAuth == "temporarily_unavailable" || e.Code != 0 && e.Transient() {
		return &busy
	}
	return nil
}

// fill replaces the names of values in a text of the table.
func (s signIn) fill(text string, e *entra.Error) string {
	text = strings.ReplaceAll(text, "<code>", fmt.Sprintf("AADSTS%d", e.Code))
	return hint.Fill(text, "<client-id>", s.ClientID, "<tenant-id>", s.TenantID, "<cloud>", s.Cloud.Name, "<graph>", s.Cloud.Graph,
		"<issuer>", e.Claims.Issuer, "<subject>", e.Claims.Subject, "<audience>", strings.Join(e.Claims.Audience, ", "))
}

// unlisted explains a code that the table does not have, or an answer without
// one.
func (s signIn) unlisted(e *entra.Error, f *failure.Failure) {
	host := untrusted.Quote(s.host(e))
	if e.Description == "" {
		f.Title = "The answer is not from Entra"
		f.Cause = fmt.Sprintf("%s answered %d without an error of Entra, so something between may have answered.", host, e.Status)
		f.Fixes = []string{"Check the proxy, firewall or VPN between the runner and " + host + ".", hint.RunAgain}
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
		Fixes: []string{hint.RunAgain, hint.Between},
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
