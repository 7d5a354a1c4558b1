// Package signin explains why there is no token for Microsoft Graph: GitHub gave
// no id token, or Entra refused to exchange it. table.go joins the rows:
// github.go has those of an id token that could not be had, credential.go and
// audience.go of what a federated credential lacks, policy.go of one that is not
// allowed, tokens.go of a token that Entra does not accept, tenant.go of an
// application or a tenant. signin.go applies them.
package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

// IDTokenURL explains why this job cannot request an id token. err is the error
// of entra.IDTokenURL.
func IDTokenURL(known hint.Known, err error) *failure.Failure {
	e := &hint.Evidence{Known: known, Call: hint.GettingIDToken, Err: err}
	return hint.First(Rows, e).Explain(e)
}

// Explain explains a failed sign-in. err is the error of entra.SignIn.Token, and
// origin where its id tokens come from.
func Explain(known hint.Known, origin entra.Origin, err *entra.Error) *failure.Failure {
	e := evidence(known, origin, err)
	var f *failure.Failure
	if e.Answer.Status == 0 && !noToken(e) && !badFile(e) || errors.Is(err.Err, context.Canceled) {
		f = network.Explain(e)
	} else {
		f = hint.First(Rows, e).Explain(e)
	}
	if e.Call == hint.Exchanging && err.Status != 0 { // not that of a proxy
		refused(e, f)
	}
	f.Cause += patience(e)
	if e.Answer.Late {
		f.Fixes = []string{"Run again after that time."}
		if e.Answer.RetryAfter <= worthWaiting {
			f.Fixes = []string{e.Fill("Run again after that time, or raise `timeout`, which is <timeout>.")}
		}
	}
	f.Trace = hint.Facts("Trace ID", e.Answer.TraceID, "Correlation ID", e.Answer.CorrelationID, "Time", e.Answer.Date)
	return f
}

// evidence is what a failed sign-in shows.
func evidence(known hint.Known, origin entra.Origin, err *entra.Error) *hint.Evidence {
	e := &hint.Evidence{
		Known: known, Call: hint.Exchanging, Err: err.Err, Tries: err.Tries, IDToken: err.Claims, Origin: origin,
		Answer: hint.Answer{
			Status: err.Status, Own: err.Description != "" || err.Step == entra.GettingIDToken && !err.Page, AADSTS: err.Code, OAuth: err.OAuth, Message: err.Description,
			RetryAfter: err.RetryAfter, Asked: err.Asked, Late: err.Late,
			Date: err.Timestamp, TraceID: err.TraceID, CorrelationID: err.CorrelationID,
		},
	}
	if err.Step == entra.GettingIDToken {
		e.Call = hint.GettingIDToken
	}
	e.OthersAnswered = e.Call == hint.Exchanging && origin == entra.FromGitHub && err.Tries > 0
	e.Host = host(e)
	if with := subjectOf(e.IDToken).withIDs(e.IDToken); e.Issuer() == hint.GitHubCom && azcli.Safe(with) {
		e.WithIDs = with
	}
	e.Sentences = sentences(e)
	return e
}

// sentences are those of the rows here.
func sentences(e *hint.Evidence) map[string]string {
	all := map[string]string{"<by hand>": "", "<environment>": "", "<file problem>": "", "<valid>": valid(e.IDToken), "<its key>": itsKey(e.IDToken)}
	all["<environment>"] = subjectOf(e.IDToken).instead(e.WorkflowJob())
	switch {
	case !trusted(e):
		all["<by hand>"] = "If that is not what was meant, give an id token of the system that this runs on."
	case e.Inputs.Cloud.CLI == "":
		all["<by hand>"] = "Enter the three values by hand, if you expect them: no az command is known for the cloud " + e.Inputs.Cloud.Name + "."
	case !copyable(e):
		all["<by hand>"] = "Enter the three values by hand, if you expect them: " + notCopyable(e) + ", so there is no command to copy."
	}
	var problem inputs.Problem
	if errors.As(e.Err, &problem) {
		all["<file problem>"] = "`" + problem.Input + "` " + strings.TrimSuffix(problem.Text, ".") + "."
	}
	return all
}

// refused adds what every answer of Entra has: its own words, the values that it
// goes by, and where to look.
func refused(e *hint.Evidence, f *failure.Failure) {
	if e.Answer.AADSTS != 0 {
		f.Link = e.Fill("<code page>")
	}
	enterprise := e.IDToken.Enterprise
	if enterprise == "" && e.Answer.AADSTS == noEnterprise {
		enterprise = "none"
	}
	f.Facts = hint.Facts(
		"issuer of the id token", e.IDToken.Issuer,
		"subject of the id token", e.IDToken.Subject,
		"audience of the id token", strings.Join(e.IDToken.Audience, ", "),
		"enterprise of the id token", enterprise,
		"tenant-id", e.Inputs.TenantID,
		"client-id", e.Inputs.ClientID,
		"cloud", e.Inputs.Cloud.Name,
		"HTTP status", fmt.Sprint(e.Answer.Status),
		"Entra's message", e.Answer.Message,
	)
	for i := range f.Facts {
		f.Facts[i].Copied = strings.HasSuffix(f.Facts[i].Name, " of the id token")
	}
	// https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs
	if inputs.IsGUID(e.Answer.CorrelationID) {
		f.Query = "union isfuzzy=true AADServicePrincipalSignInLogs, AADManagedIdentitySignInLogs" +
			` | where CorrelationId == "` + e.Answer.CorrelationID + `"`
	}
}

// worthWaiting is how long a run may sensibly wait for a service.
const worthWaiting = 10 * time.Minute

// noEnterprise is the number of a policy about the claim enterprise.
const noEnterprise = 7002381

// patience says how often this run tried and how long it was asked to wait.
func patience(e *hint.Evidence) string {
	text, a := "", e.Answer
	switch n, call := e.Tries, e.Call; {
	case n < 2, n == 2 && a.AADSTS != 0: // one more try for a new credential is not worth a word
	case call == hint.GettingIDToken && e.Origin != entra.FromGitHub: // a file that was read
	case call == hint.GettingIDToken:
		text = fmt.Sprintf(" The id token was requested %d times.", n)
	default:
		text = fmt.Sprintf(" The sign-in was tried %d times.", n)
	}
	if a.Asked && (temporary(e) || wire.TransientStatus(a.Status)) {
		text += e.Fill(" The answer asked for a wait of <wait>")
		if a.Late {
			text += ", past the deadline"
		}
		text += "."
	}
	return text
}

// host is who was asked: the host that the error names, which may be none of
// ours, else that of the call.
func host(e *hint.Evidence) string {
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
	if e.Call == hint.GettingIDToken {
		if u, err := url.Parse(e.RequestURL); err == nil && u.Host != "" {
			return u.Host
		}
		return "GitHub"
	}
	return strings.TrimPrefix(e.Inputs.Cloud.Authority, "https://")
}
