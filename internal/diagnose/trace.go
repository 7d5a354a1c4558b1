package diagnose

import (
	"net/http"
	"time"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
)

// trace adds what finds the failed call.
func (t *telling) trace(err error) {
	var requestID, date string
	if t.answer != nil {
		requestID, date = t.answer.RequestID, t.answer.Date
	}
	t.client.trace(&t.Failure, requestID, date)
	if t.call == reading && graph.EffectOf(err) == graph.NotSent {
		t.Query = "" // no request of this run got there
	}
}

// traceRead adds to a failure what finds the read that it goes by: the gate's
// refusals go by what was read.
func (c client) traceRead(f *failure.Failure, job *graph.Job) { c.trace(f, job.RequestID, job.Date) }

// trace adds what finds a request in Microsoft's logs and in the tenant's own,
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs.
func (c client) trace(f *failure.Failure, requestID, date string) {
	if requestID != "" {
		f.Trace = append(f.Trace, failure.Fact{Name: "request-id", Value: requestID})
	}
	if date == "" {
		date = time.Now().UTC().Format(http.TimeFormat)
	}
	f.Trace = append(f.Trace,
		failure.Fact{Name: "client-request-id", Value: c.RequestID},
		failure.Fact{Name: "time", Value: date},
	)
	if isGUID(c.RequestID) {
		f.Query = `MicrosoftGraphActivityLogs | where ClientRequestId == "` + c.RequestID + `"` +
			" | project TimeGenerated, RequestMethod, RequestUri, ResponseStatusCode, RequestId, Roles, Scopes"
	}
}
