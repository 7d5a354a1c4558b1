// Package request explains calls to Microsoft Graph that failed. table.go joins
// the rows and has those by status and code, strange.go those of what Microsoft
// Graph may not have answered. token.go, identity.go, permissions.go, person.go
// and jobs.go have those of a refusal with several reasons, which the token and
// the further reads of look.go distinguish. request.go applies them.
package request

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// Explain says what is wrong where a call failed. Where it helps, it makes
// further reads: they take a few seconds at most, end with ctx, and whatever
// comes of them, the failure stays the one that err is. client is nil where no
// read was possible yet.
func Explain(ctx context.Context, known hint.Known, client *graph.Client, call hint.Call, jobID string, err error) *failure.Failure {
	e := evidence(known, client, call, jobID, err)
	look(ctx, e, client)
	e.Sentences = sentences(e)
	var f *failure.Failure
	if e.Answer.Status == 0 && !choosing(e) {
		f = network.Explain(e)
	} else {
		row := hint.First(Rows, e)
		f = row.Explain(e)
		f.DoubtsID = row.Claim == hint.WrongServicePrincipal || slices.Contains(row.Also, hint.WrongServicePrincipal)
		f.Facts = hint.Facts("message of the answer", e.Answer.Message)
		f.Facts = append(f.Facts, facts(e)...)
		f.Table = jobTable(e.List.Jobs)
	}
	if call == hint.Reading {
		f.Cause += tries(err)
	}
	f.WrongID, f.RightID = e.Given.Kind != hint.Unsaid || row404(e), e.Given.Use
	f.Sent = sent(call, err)
	Trace(f, known, e.Answer.RequestID, e.Answer.Date)
	if call == hint.Reading && graph.EffectOf(err) == graph.NotSent {
		f.Query = "" // no request of this run was received
	}
	return f
}

// row404 is true where Graph said that there is no such service principal.
func row404(e *hint.Evidence) bool { return reading(e) && noPrincipal(e) }

// evidence is what a failed call shows.
func evidence(known hint.Known, client *graph.Client, call hint.Call, jobID string, err error) *hint.Evidence {
	e := &hint.Evidence{Known: known, Call: call, Err: err, JobID: jobID, Host: host(known, err), OthersAnswered: known.Inputs.AccessToken == "" && client != nil}
	if client != nil {
		e.Token, e.Legible = claims.Read(client.Token)
	}
	var answer *graph.Error
	var bad *graph.UnreadableError
	var choice *graph.ChoiceError
	switch {
	case errors.As(err, &choice):
		e.List = hint.List{Read: true, More: choice.More, Jobs: choice.Jobs}
		e.Answer.Own = true
	case errors.As(err, &answer):
		e.Err = nil
		e.Answer = hint.Answer{
			Status: answer.Status, Own: answer.RequestID != "", Code: answer.Code, Message: answer.Message, RequestID: answer.RequestID,
			Date: answer.Date, RetryAfter: answer.RetryAfter, Asked: answer.Asked,
		}
	case errors.As(err, &bad):
		var syntax *json.SyntaxError
		e.Answer = hint.Answer{Status: 200, Own: bad.RequestID != "", RequestID: bad.RequestID, Date: bad.Date, OtherShape: !errors.As(err, &syntax)}
	}
	return e
}

func unreadable(e *hint.Evidence) bool {
	var bad *graph.UnreadableError
	return errors.As(e.Err, &bad)
}

// sentences are those of the rows here.
func sentences(e *hint.Evidence) map[string]string {
	all := map[string]string{
		"<jobs>": jobsInWords(e.List), "<listed job>": untrusted.Quote(otherCase(e)),
		"<right id>": e.Given.Use, "<fresh token>": freshToken(e), "<the only id>": "", "<hidden>": "",
	}
	all["<the application>"] = "The enterprise application"
	if e.Given.Name != "" {
		all["<the application>"] += " " + untrusted.Quote(e.Given.Name)
	}
	if plainOne(e) {
		all["<the only id>"] = e.List.Jobs[0].ID
	}
	if e.Given.Hidden {
		all["<hidden>"] = " The token is not allowed to look up what has that ID."
	}
	return all
}

// facts are what there is to compare, where the token or an ID may be wrong.
func facts(e *hint.Evidence) []failure.Fact {
	switch {
	case refusedRights(e):
		return slices.Concat(tokenFacts(e), needs(e))
	case e.Answer.Status == 401, noPrincipal(e):
		return tokenFacts(e)
	}
	return nil
}

// Trace adds what finds a request in Microsoft's logs and in the tenant's own,
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs.
func Trace(f *failure.Failure, known hint.Known, requestID, date string) {
	f.Trace = hint.Facts("request-id", requestID, "client-request-id", known.RequestID, "time", hint.Answer{Date: date}.Now())
	if inputs.IsGUID(known.RequestID) {
		f.Query = `MicrosoftGraphActivityLogs | where ClientRequestId == "` + known.RequestID + `"` +
			" | project TimeGenerated, RequestMethod, RequestUri, ResponseStatusCode, RequestId, Roles, Scopes"
	}
}

// host is Graph's, or that which a request was held back for.
func host(known hint.Known, err error) string {
	var notSent *wire.NotSentError
	if errors.As(err, &notSent) && notSent.Host != "" {
		return strings.TrimSuffix(notSent.Host, ":443")
	}
	return strings.TrimPrefix(known.Inputs.Cloud.Graph, "https://")
}
