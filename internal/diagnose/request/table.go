package request

import (
	"context"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
)

// row explains a refusal of Microsoft Graph.
type row struct {
	// status is an HTTP status, or the first digit of it for all others of that
	// class.
	status int
	// code is Graph's error code in any case of letters; empty is any code.
	code  string
	title string
	// cause names values: <code> is the status and the code of the answer, <call>
	// the call, and <graph>, <host>, <service-principal-id> and <job-id> are the
	// run's own.
	cause string
	fixes []string
	// look replaces or adds what the token, the answer or a further read shows.
	look func(*finding, context.Context)
	// source is the page that the row goes by.
	source string
}

const (
	pageErrors      = "https://learn.microsoft.com/graph/errors"
	pagePermissions = hint.PageStart + "#permissions"
	pageGet         = "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get"
	pageList        = "https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs"
	pageThrottling  = "https://learn.microsoft.com/graph/throttling"
	pageTokens      = "https://learn.microsoft.com/graph/resolve-auth-errors"

	noSuchPrincipal = "This tenant has no enterprise application with the object ID <service-principal-id> (<code>)."
	askSupport      = "If it happens again, give the ids in the job summary to Microsoft's support."
)

// rows are tried from the top; the first row that fits is taken. Graph's
// messages are never looked at:
// https://learn.microsoft.com/graph/errors#message-property.
var rows = []row{
	{
		status: 400,
		title:  "Microsoft Graph cannot use an ID",
		cause:  "Microsoft Graph rejected the ID <job-id> or <service-principal-id> (<code>).",
		fixes:  []string{"Compare `service-principal-id` and `job-id` with the {provisioning page} of the enterprise application."},
		source: pageErrors,
	},
	{status: 401, code: "InvalidAuthenticationToken", title: "Microsoft Graph does not accept the token", look: (*finding).badToken, source: pageTokens},
	{status: 401, title: "Not allowed", look: (*finding).forbidden, source: pagePermissions},
	{status: 403, title: "Not allowed", look: (*finding).forbidden, source: pagePermissions},
	{
		status: 404, code: "Request_ResourceNotFound",
		title:  "No such enterprise application",
		cause:  noSuchPrincipal,
		look:   (*finding).noPrincipal,
		source: pageGet,
	},
	{
		status: 404,
		title:  "No such job",
		cause:  "The enterprise application has no job <job-id> (<code>).",
		look:   (*finding).noJob,
		source: pageList,
	},
	{
		status: 408,
		title:  "Microsoft Graph took too long",
		cause:  "Microsoft Graph gave up on <call> (<code>).",
		fixes:  []string{"Run again in a few minutes."},
		source: pageErrors,
	},
	{
		status: 409,
		title:  "Another change is under way",
		cause:  "Something else changes the job, or the job or its application is too new to be known everywhere (<code>).",
		fixes:  []string{"Wait two minutes, then run again."},
		source: pageErrors,
	},
	{
		status: 429,
		title:  "Too many requests",
		cause:  "Microsoft Graph limits the requests of this tenant or application for now (<code>).",
		fixes:  []string{"Wait a few minutes, then run again."},
		look:   (*finding).throttled,
		source: pageThrottling,
	},
	{
		status: 3,
		title:  "The answer is a redirect",
		cause:  "The answer to <call> was a redirect, which Microsoft Graph does not send (<code>). It was not followed, to protect the token.",
		fixes:  []string{"Let <host> pass unchanged on the proxy of the runner."},
		source: pageErrors,
	},
	{
		status: 4,
		title:  "Microsoft Graph refused the request",
		cause:  "The answer to <call> is <code>.",
		fixes:  []string{"Look up the code on the page that the job summary links to.", askSupport},
		source: pageErrors,
	},
	{
		status: 5,
		title:  "Microsoft Graph had a server error",
		cause:  "The answer to <call> is <code>.",
		fixes: []string{
			"Run again in a few minutes.",
			"If it lasts, check the service health in the Microsoft 365 admin center.",
		},
		source: pageErrors,
	},
	{
		status: 2,
		title:  "The answer is not documented",
		cause:  "Microsoft documents 204 for the start and 200 for the read; <call> got <code>.",
		fixes:  []string{hint.RunAgain, "If it happens again, open an issue with the ids in the job summary."},
		source: hint.PageStart,
	},
	{
		title:  "The answer is not one of HTTP",
		cause:  "The answer to <call> has the status <code>.",
		fixes:  []string{hint.RunAgain, hint.Between},
		source: pageErrors,
	},
}

// rowFor returns the row for an answer. There always is one.
func rowFor(answer *graph.Error) row {
	for _, h := range rows {
		if (h.status == answer.Status || h.status == answer.Status/100) &&
			(h.code == "" || strings.EqualFold(h.code, answer.Code)) {
			return h
		}
	}
	return rows[len(rows)-1]
}

// throttled adds the wait that was asked for.
func (f *finding) throttled(context.Context) {
	if f.answer.Asked {
		wait := failure.FormatDuration(f.answer.RetryAfter)
		f.Cause += " It asks to wait " + wait + "."
		f.Fixes = []string{"Wait " + wait + ", then run again."}
	}
}
