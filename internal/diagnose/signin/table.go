package signin

import (
	"slices"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
)

// Fixes of several rows.
const (
	checkClientID = "Check `client-id`: it is the Application (client) ID on the Overview page of the app registration, " +
		"or the Client ID of the managed identity, not an object ID."
	checkTenantID = "Check `tenant-id`: it is the Tenant ID on the Overview page of the Entra admin center, not a subscription ID or a display name."
	checkCloud    = "Check `cloud` by where you sign in as an administrator: <admin centers>."
	askAdmins     = "Ask the administrators of the tenant, with the trace ID, the correlation ID and the time in the job summary."
)

const (
	pageCodes       = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	pageFederation  = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"
	pageConditional = "https://learn.microsoft.com/entra/identity/conditional-access/workload-identity"
	pageTenants     = "https://learn.microsoft.com/entra/identity/enterprise-apps/tenant-restrictions"
)

// Rows are tried from the top. The last ones are true of every answer and of
// every token that could not be had.
var Rows = slices.Concat(gitHubRows, credentialRows, audienceRows, policyRows, tokenRows, tenantRows, otherRows)

// otherRows are what passes by itself, and what nothing more is known of.
var otherRows = []hint.Row{
	{
		AADSTS: []int{50196},
		Claim:  hint.Throttled,
		Title:  "Too many equal sign-ins",
		Cause:  "Entra stopped a loop: the same request of application <client-id> came too often (<code>). It was not tried again.",
		Fixes: []string{
			"Wait some minutes, then run again.",
			"Check which other programs sign in as this application: many runs at the same time count together.",
		},
		Source: pageCodes,
		Raw:    "AADSTS50196: The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
	},
	{
		AADSTS: []int{900144},
		Claim:  hint.Changed, Likely: true,
		Title:  "Entra did not get the whole request",
		Cause:  "Entra's message is <message> (<code>). This run sent that parameter, so probably a proxy or a firewall removed it.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: "https://github.com/casdoor/casdoor/issues/4876",
		Raw:    "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
	},
	{
		AADSTS: []int{90055},
		Claim:  hint.Throttled,
		Title:  "Too many sign-ins in this tenant",
		Cause:  "Entra limits the requests of tenant <tenant-id> for now (<code>).",
		Fixes:  []string{"Wait some minutes, then run again.", "Check which other programs sign in to the tenant at this time."},
		Source: pageCodes,
		Raw:    "AADSTS90055: TenantThrottlingError - there are too many incoming requests.",
	},
	{
		Is:    temporary,
		Claim: hint.ServerError,
		Title: "Entra had a temporary error",
		Cause: "Entra reported an error that it calls temporary (<code>).",
		Fixes: []string{hint.RunAgain, "If it lasts, check the service health of the tenant and https://azure.status.microsoft."},
		// Source also has the numbers that are temporary.
		Source: pageCodes,
	},
	{
		Status: 3,
		Is:     noText,
		Claim:  hint.Changed, Likely: true,
		Title:  "The answer to the sign-in is a redirect",
		Cause:  "<host> answered with a redirect, which was not followed, to protect the id token (<code>). Probably a proxy or the sign-in page of a network answered.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: pageCodes,
	},
	{
		Is:    noText,
		Claim: hint.Changed, Likely: true, Also: []hint.Claim{hint.ServerError},
		Title:  "The answer is possibly not Entra's",
		Cause:  "<host> answered <code> without the message that Entra's errors have: a proxy or a firewall may have answered.",
		Fixes:  []string{hint.RunAgain, "<let it pass>"},
		Source: pageCodes,
	},
	{
		Claim: hint.NotKnown,
		Title: "Entra refused the sign-in",
		Cause: "Entra's message is <message> (<code>).",
		Fixes: []string{
			"Look up the code at <code page>.",
			askAdmins,
		},
		Source: pageCodes,
	},
}

// temporary is true of what Microsoft calls temporary, and of a number that came
// with a status that is.
func temporary(e *hint.Evidence) bool {
	a := e.Answer
	return a.OAuth == "temporarily_unavailable" || a.AADSTS != 0 && (&entra.Error{Status: a.Status, Code: a.AADSTS, Step: entra.Exchanging}).Transient()
}

func noText(e *hint.Evidence) bool { return e.Answer.Message == "" }
