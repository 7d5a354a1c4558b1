// Package request explains calls to Microsoft Graph that failed. table.go has a
// row for each refusal, by status and code; request.go applies it. Where a
// refusal has several reasons, permissions.go, token.go, identity.go and jobs.go
// find out which, by the token and by further reads.
package request

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// Call is the call that failed.
type Call int

// The calls of a run. Reading is also the call of everything that failed before
// the start.
const (
	Reading Call = iota
	Starting
)

func (c Call) String() string { return [...]string{"the read of the job", "the start"}[c] }

// finding is a failed call to Microsoft Graph, on its way into a Failure.
type finding struct {
	failure.Failure
	known  hint.Known
	client *graph.Client
	call   Call
	// jobID is the ID of the job, empty where it is not known.
	jobID string
	// answer is Graph's, nil where there was none.
	answer *graph.Error
	// token is what the token says of itself, readable whether it is a JWT. It is
	// shown and never decided by.
	token    claims.Claims
	readable bool
}

// Explain says what is wrong where a call failed. Where it helps, it makes
// further reads: they take a few seconds at most, end with ctx, and whatever
// comes of them, the failure stays the one that err is.
func Explain(ctx context.Context, known hint.Known, client *graph.Client, call Call, jobID string, err error) *failure.Failure {
	var choice *graph.ChoiceError
	if errors.As(err, &choice) {
		return NoSingleJob(known, choice)
	}
	f := &finding{known: known, client: client, call: call, jobID: jobID}
	f.token, f.readable = claims.Read(client.Token)
	var unreadable *graph.UnreadableError
	switch {
	case errors.As(err, &f.answer) && f.answer.RequestID == "":
		f.notGraph()
	case errors.As(err, &f.answer):
		f.refused(ctx)
	case errors.As(err, &unreadable):
		f.answer = &graph.Error{RequestID: unreadable.RequestID, Date: unreadable.Date}
		f.unreadable(err)
	default:
		f.Failure = network.Unanswered(known, "Microsoft Graph", f.host(), err)
	}
	f.Sent = sent(call, err)
	f.trace(err)
	return &f.Failure
}

// Unconnected explains why the connection to Microsoft Graph could not be opened
// ahead of the first read.
func Unconnected(known hint.Known, err error) *failure.Failure {
	f := &finding{known: known, call: Reading}
	f.Failure = network.Unanswered(known, "Microsoft Graph", f.host(), err)
	f.Sent = hint.Nothing
	f.trace(err)
	return &f.Failure
}

// refused explains an answer of Microsoft Graph by the table.
func (f *finding) refused(ctx context.Context) {
	h := rowFor(f.answer)
	f.Title, f.Cause, f.Fixes, f.Link = h.title, f.fill(h.cause), h.fixes, h.source
	f.Facts = hint.Facts("message of Microsoft Graph", f.answer.Message)
	if h.look != nil {
		h.look(f, ctx)
	}
}

// fill replaces the names of values in a text. <code> is the answer.
func (f *finding) fill(text string) string {
	code := ""
	if f.answer != nil {
		code = answer(f.answer)
	}
	text = strings.NewReplacer("<code>", code, "<call>", f.call.String()).Replace(text)
	return hint.Fill(text, "<host>", f.host(), "<graph>", f.known.Inputs.Cloud.Graph, "<service-principal-id>", f.known.Inputs.ServicePrincipalID,
		"<job-id>", f.jobID, "<caller>", f.token.AppID)
}

// answer is the status and the code of an answer.
func answer(e *graph.Error) string {
	text := strconv.Itoa(e.Status)
	if e.Code != "" {
		text += " " + untrusted.Quote(e.Code)
	}
	return text
}

// notGraph explains an answer without a request-id, which all answers of
// Microsoft Graph have:
// https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support.
func (f *finding) notGraph() {
	f.Title = "The answer is not from Microsoft Graph"
	f.Cause = f.fill("The answer to <call> has no request-id (<code>), so something between answered in place of <host>.")
	f.Fixes = []string{f.fill("Let <host> pass unchanged on the proxy of the runner."), hint.RunAgain}
	f.Facts = hint.Facts("message of the answer", f.answer.Message)
}

// unreadable explains an answer with a good status that is not a job: JSON of
// another shape, or no JSON, as the page of a proxy is.
func (f *finding) unreadable(err error) {
	f.Title = "The answer is not a job"
	var otherType *json.UnmarshalTypeError
	if errors.As(err, &otherType) {
		f.Cause = f.fill("<host> answered 200 with JSON that is not a job as Microsoft documents it.")
		f.Fixes = []string{hint.RunAgain, "If it happens again, open an issue with the ids in the job summary."}
		return
	}
	f.Cause = f.fill("<host> answered 200 with something other than JSON, as the page of a proxy or of a network's sign-in is.")
	f.Fixes = []string{f.fill("Let <host> pass unchanged on the proxy of the runner."), hint.RunAgain}
}

// trace adds what finds the failed call.
func (f *finding) trace(err error) {
	var requestID, date string
	if f.answer != nil {
		requestID, date = f.answer.RequestID, f.answer.Date
	}
	Trace(&f.Failure, f.known, requestID, date)
	if f.call == Reading && graph.EffectOf(err) == graph.NotSent {
		f.Query = "" // no request of this run was received
	}
}

// Trace adds what finds a request in Microsoft's logs and in the tenant's own,
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs.
func Trace(f *failure.Failure, known hint.Known, requestID, date string) {
	if date == "" {
		date = time.Now().UTC().Format(http.TimeFormat)
	}
	f.Trace = hint.Facts("request-id", requestID, "client-request-id", known.RequestID, "time", date)
	if inputs.IsGUID(known.RequestID) {
		f.Query = `MicrosoftGraphActivityLogs | where ClientRequestId == "` + known.RequestID + `"` +
			" | project TimeGenerated, RequestMethod, RequestUri, ResponseStatusCode, RequestId, Roles, Scopes"
	}
}

// host is Graph's, for people.
func (f *finding) host() string { return strings.TrimPrefix(f.known.Inputs.Cloud.Graph, "https://") }

func (f *finding) azure() azcli.CLI {
	tenant := f.token.TenantID
	if tenant == "" {
		tenant = f.known.Inputs.TenantID
	}
	return azcli.CLI{Cloud: f.known.Inputs.Cloud, Tenant: tenant}
}
