package diagnose

import (
	"context"
	"fmt"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// graphHint is what a refusal of Graph means here.
type graphHint struct {
	// status is an HTTP status, or the first digit of it for all others of that
	// class.
	status int
	// code is Graph's error code in any case of letters; empty is any code.
	code  string
	title string
	means string
	do    []string
	// look replaces or adds what the token, the answer or a further read shows.
	look func(*telling, context.Context)
	// source is the page that the row goes by.
	source string
}

const (
	pageErrors     = "https://learn.microsoft.com/graph/errors"
	pageStart      = "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start"
	pageGet        = "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get"
	pageList       = "https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs"
	pageThrottling = "https://learn.microsoft.com/graph/throttling"
	pageTokens     = "https://learn.microsoft.com/graph/resolve-auth-errors"
)

// graphHints are asked from the top; the first row that fits speaks. Graph's messages
// are never looked at: https://learn.microsoft.com/graph/errors#message-property.
var graphHints = []graphHint{
	{
		status: 400,
		title:  "Microsoft Graph cannot make sense of the request",
		means:  "The request holds two values of yours, the inputs `service-principal-id` and `job-id`. One of them is likely not an ID of its kind.",
		do:     []string{"Compare both with the provisioning page of the enterprise application, then run again."},
		source: pageErrors,
	},
	{status: 401, code: "InvalidAuthenticationToken", title: "Microsoft Graph does not accept the token", look: (*telling).badToken, source: pageTokens},
	{status: 401, title: "Not allowed, or a wrong ID", look: (*telling).forbidden, source: pageStart + "#permissions"},
	{status: 403, title: "Not allowed", look: (*telling).forbidden, source: pageStart + "#permissions"},
	{status: 404, code: "Request_ResourceNotFound", title: "No such enterprise application", look: (*telling).noPrincipal, source: pageGet},
	{status: 404, title: "No such job", look: (*telling).noJob, source: pageList},
	{
		status: 408,
		title:  "Microsoft Graph took too long",
		means:  "This passes by itself as a rule.",
		do:     []string{"Run again in a few minutes."},
		source: pageErrors,
	},
	{
		status: 409,
		title:  "Another change is under way",
		means:  "Something else is changing the job, or the job, its application or the permission was created a moment ago and is not known everywhere yet.",
		do:     []string{"Wait a minute or two, then run again."},
		source: pageErrors,
	},
	{status: 429, title: "Too many requests for now", look: (*telling).throttled, source: pageThrottling},
	{
		status: 3,
		title:  "The answer leads elsewhere",
		means:  "Microsoft Graph answers these calls itself. The redirect was not followed, since the request carries the token.",
		do:     []string{"If the runner reaches the internet through a proxy, have it let Microsoft Graph pass as it is."},
		source: pageErrors,
	},
	{
		status: 4,
		title:  "Microsoft Graph refused",
		means:  "No hint is known here for this status and code.",
		do:     []string{"Look the code up on the page that the job summary names, or give the ids in the job summary to Microsoft's support."},
		source: pageErrors,
	},
	{
		status: 5,
		title:  "Microsoft Graph is not well",
		means:  "The service failed, not the request. This passes by itself as a rule.",
		do: []string{
			"Run again in a few minutes.",
			"If it lasts, look at the service health in the Microsoft 365 admin center, or give the ids in the job summary to Microsoft's support.",
		},
		look:   (*telling).repeated,
		source: pageErrors,
	},
	{
		status: 2,
		title:  "An answer that is not documented",
		means:  "Microsoft documents 204 for the start and 200 for the read, so this status proves nothing.",
		do:     []string{"Run again. If it stays so, open an issue with the ids in the job summary."},
		source: pageStart,
	},
}

// graphHintFor is the row for an answer. There always is one.
func graphHintFor(answer *graph.Error) graphHint {
	for _, h := range graphHints {
		if (h.status == answer.Status || h.status == answer.Status/100) &&
			(h.code == "" || strings.EqualFold(h.code, answer.Code)) {
			return h
		}
	}
	return graphHint{title: "An answer that is not HTTP's", source: pageErrors}
}

// throttled tells the wait that was asked for.
func (t *telling) throttled(ctx context.Context) {
	t.Means = "Microsoft Graph holds back requests, of this tenant or of this application, and did not say for how long."
	t.Do = []string{"Wait a few minutes, then run again."}
	if t.answer.Asked {
		wait := failure.Words(t.answer.RetryAfter)
		t.Means = "Microsoft Graph holds back requests, of this tenant or of this application, and asks to wait " + wait + "."
		t.Do = []string{"Wait at least " + wait + ", then run again."}
	}
	t.repeated(ctx)
}

// repeated says of a read that it was not given up at once.
func (t *telling) repeated(context.Context) {
	if t.call == reading {
		t.Means += fmt.Sprintf(" A read is tried up to %d times, as long as the waits fit into the input `timeout`.", wire.Retries+1)
	}
}
