package request

import (
	"slices"

	"start-synchronization-job/internal/diagnose/hint"
)

const (
	pageErrors      = "https://learn.microsoft.com/graph/errors"
	pagePermissions = hint.PageStart + "#permissions"
	pageGet         = "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get"
	pageList        = "https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs"
	pageThrottling  = "https://learn.microsoft.com/graph/throttling"
	pageTokens      = "https://learn.microsoft.com/graph/resolve-auth-errors"

	askSupport = "If it happens again, give the ids in the job summary to Microsoft's support."
	waitThen   = ", wait a few minutes and run again."
	inMinutes  = "Wait a few minutes, then run again."
)

// Rows are tried from the top; the first row that is true is taken. Graph's
// messages are shown and never decided by:
// https://learn.microsoft.com/graph/errors#message-property. The last row is
// true of every answer.
var Rows = slices.Concat(strangeRows, tokenRows, identityRows, permissionRows, jobRows, answerRows)

// answerRows go by the status and by codes that say all there is.
var answerRows = []hint.Row{
	{
		Codes: []string{"Directory_QuotaExceeded"},
		Claim: hint.Quota,
		Title: "A quota of the tenant is used up",
		Cause: "Microsoft Graph refused <call>: a quota of the tenant is used up (<code>).",
		Fixes: []string{"Delete objects of the tenant that nobody needs, or ask Microsoft's support for a larger quota."},
		Link:  pageErrors,
		Raw:   "The directory object quota limit for the Tenant has been exceeded.",
	},
	{
		Codes: []string{"Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
		Claim: hint.Licence,
		Title: "A licence is missing",
		Cause: "Microsoft Graph refused <call>: the tenant has no premium licence of Entra, or is a B2C tenant (<code>).",
		Fixes: []string{"Check the licences of the tenant: Entra ID P1 or P2 is needed.", "Check that the token is for the right tenant."},
		Link:  pageErrors, Source: "https://github.com/MicrosoftDocs/azure-docs/pull/77948",
		Raw: "Neither tenant is B2C or tenant doesn't have premium license",
	},
	{
		Codes: []string{"OrganizationFromTenantGuidNotFound"},
		Claim: hint.WrongTenant, Also: []hint.Claim{hint.WrongCloud},
		Title: "The tenant has no directory here",
		Cause: "Microsoft Graph of the cloud <cloud> finds no directory for the tenant of the token (<code>).",
		Fixes: []string{"Check `cloud` and the tenant: it has to have a directory of Microsoft Entra at <graph>.", "If the tenant is new" + waitThen},
		Link:  pageErrors, Source: "https://github.com/MicrosoftDocs/azure-docs/issues/32957",
		Raw: "The tenant for tenant guid '…' does not exist.",
	},
	{
		Status: 400,
		Codes:  []string{"BadRequest", "Request_BadRequest", "InvalidRequest"},
		Is:     reading,
		Claim:  hint.WrongJob, Likely: true, Also: []hint.Claim{hint.WrongServicePrincipal},
		Title: "Microsoft Graph could not use the request",
		Cause: "Microsoft Graph rejected <call>, probably for the ID <job-id> or <service-principal-id> (<code>).",
		Fixes: []string{checkID, "Compare `job-id` with the ID on the page Provisioning of that enterprise application.", askSupport},
		Link:  pageErrors,
	},
	{
		Status: 408,
		Claim:  hint.ServerError,
		Title:  "Microsoft Graph took too long",
		Cause:  "Microsoft Graph gave up on <call> (<code>).",
		Fixes:  []string{inMinutes},
		Link:   pageErrors,
	},
	{
		Status: 409,
		Is:     reading,
		Claim:  hint.Conflict, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "The job cannot be read now",
		Cause: "Another change of the job was probably under way, or the job or its application is too new to be known everywhere (<code>).",
		Fixes: []string{"Wait two minutes, then run again."},
		Link:  pageErrors,
	},
	{
		Status: 409,
		Claim:  hint.Conflict, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Microsoft Graph reported a conflict",
		Cause: "Another change of the job was probably under way, or the job or its application is too new to be known everywhere (<code>).",
		Fixes: []string{"Wait two minutes, then run again."},
		Link:  pageErrors,
	},
	{
		Status: 411,
		Claim:  hint.Changed, Likely: true,
		Title: "Microsoft Graph missed a header",
		Cause: "Microsoft Graph missed the header Content-Length, which this program sends (<code>): probably a proxy removed it.",
		Fixes: []string{"<let it pass>", askSupport},
		Link:  pageErrors, Source: "https://github.com/microsoftgraph/microsoft-graph-docs/issues/2262",
	},
	{
		Status: 429,
		Is:     func(e *hint.Evidence) bool { return e.Answer.Asked },
		Claim:  hint.Throttled,
		Title:  "Too many requests",
		Cause:  "Microsoft Graph limits the requests of this tenant or application for now (<code>). It asks for a wait of <wait>.",
		Fixes:  []string{"Wait <wait>, then run again."},
		Link:   pageThrottling,
	},
	{
		Status: 429,
		Claim:  hint.Throttled,
		Title:  "Too many requests",
		Cause:  "Microsoft Graph limits the requests of this tenant or application for now (<code>).",
		Fixes:  []string{inMinutes},
		Link:   pageThrottling,
	},
	{
		Status: 4,
		Is:     func(e *hint.Evidence) bool { return e.Answer.Message != "" },
		Claim:  hint.NotKnown,
		Title:  "Microsoft Graph refused the request",
		Cause:  "The answer to <call> is <code>: <message>.",
		Fixes:  []string{inMinutes, askSupport},
		Link:   pageErrors,
	},
	{
		Status: 4,
		Claim:  hint.NotKnown,
		Title:  "Microsoft Graph refused the request",
		Cause:  "The answer to <call> is <code>, without a reason.",
		Fixes:  []string{inMinutes, askSupport},
		Link:   pageErrors,
	},
	{
		Status: 5,
		Claim:  hint.ServerError,
		Title:  "Microsoft Graph had a server error",
		Cause:  "The answer to <call> is <code>.",
		Fixes:  []string{inMinutes, "If the error stays, check the service health in the Microsoft 365 admin center."},
		Link:   pageErrors,
	},
	{
		Status: 2,
		Claim:  hint.NotKnown,
		Title:  "The answer is not documented",
		Cause:  "Microsoft documents 204 for the start and 200 for the read; <call> got <code>.",
		Fixes:  []string{hint.RunAgain, "If it happens again, report it with the ids in the job summary as an issue in the repository of this action."},
		Link:   hint.PageStart,
	},
	{
		Claim: hint.NotKnown,
		Title: "The answer is not one of HTTP",
		Cause: "The answer to <call> has the status <code>.",
		Fixes: []string{hint.RunAgain, hint.Between},
		Link:  pageErrors,
	},
}

// Conditions about the call.
func reading(e *hint.Evidence) bool  { return e.Call == hint.Reading }
func starting(e *hint.Evidence) bool { return e.Call == hint.Starting }

func delegated(e *hint.Evidence) bool { return e.Token.Delegated() }
