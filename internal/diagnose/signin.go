package diagnose

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/wire"
)

// runAgain is true of every run: it reads before it acts.
const runAgain = "Run again: that is safe, since every run reads the job before it acts."

// nothingStarted is what a person wants to know first.
const nothingStarted = "No start was sent: the sign-in comes before it."

// signIn is the sign-in that failed.
type signIn struct{ *entra.SignIn }

// SignIn says what a failed sign-in means and what to do about it. err is the
// error of by.Token.
func SignIn(by *entra.SignIn, err error) *failure.Failure {
	s := signIn{by}
	var e *entra.Error
	if !errors.As(err, &e) {
		e = &entra.Error{Step: entra.Exchanging, Err: err}
	}
	var f *failure.Failure
	switch {
	case errors.Is(e.Err, context.Canceled):
		f = stopped(e)
	case errors.Is(e.Err, entra.ErrNoToken), errors.Is(e.Err, entra.ErrUnreadable):
		f = s.unreadable(e)
	case e.Status == 0:
		f = s.unreachable(e)
	case e.Step == entra.GettingIDToken:
		f = gitHubRefused(e)
	default:
		f = s.refused(e)
	}
	f.What += " " + nothingStarted
	f.Trace = signInTrace(e)
	return f
}

// refused is for an answer of Entra: by its code if that is in the table, else
// by the little that is known.
func (s signIn) refused(e *entra.Error) *failure.Failure {
	f := &failure.Failure{Query: signInQuery(e)}
	f.What = fmt.Sprintf("Entra answered %s to the sign-in of application %s in tenant %s.",
		codeName(e), foreign.Quote(s.ClientID), foreign.Quote(s.TenantID))
	if e.Code != 0 {
		f.Link = fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", e.Code)
	}
	f.Facts = []failure.Fact{
		{Name: "tenant-id", Value: s.TenantID},
		{Name: "client-id", Value: s.ClientID},
		{Name: "cloud", Value: s.Cloud.Name},
		{Name: "HTTP status", Value: fmt.Sprint(e.Status)},
	}
	if e.Description != "" {
		f.Facts = append(f.Facts, failure.Fact{Name: "Entra's words", Value: e.Description})
	}
	if h := signInHintFor(e); h != nil {
		f.Title, f.Means, f.Do = h.title, h.means, slices.Clone(h.do)
		if h.more != nil {
			h.more(s, e, f)
		}
	} else {
		s.unknown(e, f)
	}
	addWait(e, f)
	return f
}

// signInQuery finds a refused exchange in the tenant's sign-in logs:
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs.
func signInQuery(e *entra.Error) string {
	if e.Step != entra.Exchanging || !correlation.MatchString(e.CorrelationID) {
		return ""
	}
	return "union isfuzzy=true AADServicePrincipalSignInLogs, AADManagedIdentitySignInLogs" +
		` | where CorrelationId == "` + e.CorrelationID + `"`
}

var correlation = regexp.MustCompile(`^[0-9A-Fa-f-]{36}$`)

// unknown is for a code that the table does not hold, and for an answer without one.
func (s signIn) unknown(e *entra.Error, f *failure.Failure) {
	if e.Description == "" {
		f.Title = "Entra answered the sign-in with " + codeName(e)
		f.Means = "The answer holds none of Entra's words, so it may come from something in between."
		f.Do = []string{
			"Look at what is between the runner and " + foreign.Quote(s.Cloud.Authority) + ": proxy, firewall, VPN.",
			runAgain,
		}
		return
	}
	f.Title = "Entra refused the sign-in with " + codeName(e)
	f.Means = "Entra says: " + foreign.Quote(firstSentence(e.Description))
	f.Do = []string{
		"Look the code up on the page that the job summary links to.",
		"Ask the tenant's administrators, with the trace ID, the correlation ID and the time.",
	}
}

// codeName is the shortest name of a refusal.
func codeName(e *entra.Error) string {
	if e.Code == 0 {
		return fmt.Sprintf("status %d", e.Status)
	}
	return fmt.Sprintf("AADSTS%d", e.Code)
}

// addWait says how patient this run was, where it was.
func addWait(e *entra.Error, f *failure.Failure) {
	if e.Tries > 1 {
		f.Means += fmt.Sprintf(" This was the last of %d tries.", e.Tries)
	}
	if e.Asked && passing(e) {
		f.Means += fmt.Sprintf(" %s asked to wait %s before another try", who(e.Step), failure.Words(e.RetryAfter))
		if e.Late {
			f.Means += "; that is past the run's deadline, the input `timeout`, so the run ended at once"
			f.Do = slices.DeleteFunc(f.Do, func(step string) bool { return step == runAgain })
			f.Do = append([]string{"Run again after that time, or give the run a longer `timeout`."}, f.Do...)
		}
		f.Means += "."
	}
	f.Means = strings.TrimSpace(f.Means)
}

// passing reports whether a wait may help.
func passing(e *entra.Error) bool { return e.Transient() || wire.TransientStatus(e.Status) }

// signInTrace is empty where nothing was answered.
func signInTrace(e *entra.Error) []failure.Fact {
	var facts []failure.Fact
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, failure.Fact{Name: name, Value: value})
		}
	}
	add("Trace ID", e.TraceID)
	add("Correlation ID", e.CorrelationID)
	add("Time", e.Timestamp)
	return facts
}

// firstSentence is what Entra says before it goes into detail.
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
