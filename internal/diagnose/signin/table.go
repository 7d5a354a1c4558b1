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
var Rows = slices.Concat(gitHubRows, credentialRows, tokenRows, tenantRows, otherRows)

// tenantRows are what an application or a tenant is not, or is not allowed.
var tenantRows = []hint.Row{
	{
		AADSTS: []int{700016},
		Claim:  hint.WrongApplication, Also: []hint.Claim{hint.WrongTenant, hint.WrongCloud},
		Title:  "No such application in this tenant",
		Cause:  "Tenant <tenant-id> has no application <client-id> (<code>).",
		Fixes:  []string{checkClientID, checkTenantID, checkCloud},
		Source: pageCodes,
		Raw: "AADSTS700016: Application with identifier '…' was not found in the directory 'Contoso'. This can happen if the application has not been " +
			"installed by the administrator of the tenant or consented to by any user in the tenant.",
	},
	{
		AADSTS: []int{7000229},
		Claim:  hint.NoPrincipal, Also: []hint.Claim{hint.WrongTenant},
		Title: "The application has no service principal",
		Cause: "Tenant <tenant-id> has no enterprise application (service principal) for application <client-id> (<code>).",
		Fixes: []string{
			"If the app registration is in this tenant, create the service principal<with the command>.",
			checkTenantID,
		},
		Commands: createServicePrincipal,
		Source:   "https://go.microsoft.com/fwlink/?linkid=2225119",
		Raw:      "AADSTS7000229: The client application … is missing service principal in the tenant ….",
	},
	{
		AADSTS: []int{90002},
		Claim:  hint.WrongTenant, Also: []hint.Claim{hint.WrongCloud},
		Title:  "No such tenant in this cloud",
		Cause:  "Entra knows no tenant <tenant-id> in the cloud <cloud> (<code>).",
		Fixes:  []string{checkTenantID, checkCloud},
		Source: pageCodes,
		Raw:    "AADSTS90002: Tenant '…' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
	},
	{
		AADSTS: []int{900023},
		Claim:  hint.WrongTenant,
		Title:  "Not a tenant ID and not a domain",
		Cause:  "Entra accepts <tenant-id> neither as the ID of a tenant nor as one of its domains (<code>).",
		Fixes:  []string{checkTenantID, "A domain has to be verified; the one ending in `.onmicrosoft.com` always is."},
		Source: pageCodes,
		Raw:    "AADSTS900023: Specified tenant identifier '…' is neither a valid DNS name, nor a valid external domain.",
	},
	{
		AADSTS: []int{90038, 900382, 900432},
		Claim:  hint.WrongCloud, Also: []hint.Claim{hint.WrongTenant},
		Title:  "The tenant is in another cloud",
		Cause:  "Tenant <tenant-id> is not in the cloud <cloud> (<code>).",
		Fixes:  []string{checkCloud, checkTenantID},
		Source: "https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1825",
		Raw:    "AADSTS900432: Confidential Client is not supported in Cross Cloud request.",
	},
	{
		AADSTS: []int{500011, 1002012},
		Claim:  hint.WrongCloud, Also: []hint.Claim{hint.WrongTenant},
		Likely: true,
		Title:  "The tenant does not know this Microsoft Graph",
		Cause:  "Entra refused a token for <graph>, so the tenant is probably not in the cloud <cloud> (<code>).",
		Fixes:  []string{checkCloud, checkTenantID},
		Source: pageCodes,
		Raw:    "AADSTS500011: The resource principal named … was not found in the tenant named ….",
	},
	{
		AADSTS: []int{500014},
		Claim:  hint.Disabled,
		Title:  "A service is switched off in this tenant",
		Cause:  "The service principal of Microsoft Graph in tenant <tenant-id> is disabled, or a subscription lapsed (<code>).",
		Fixes: []string{
			"Check Microsoft Graph under Enterprise applications: `Enabled for users to sign-in?` under Properties has to be Yes.",
			"Check the subscriptions of the tenant.",
		},
		Source: pageCodes,
		Raw:    "AADSTS500014: The service principal for resource '…' is disabled.",
	},
	{
		AADSTS: []int{5000225},
		Claim:  hint.TenantBlocked,
		Title:  "The tenant is blocked",
		Cause:  "Entra blocks tenant <tenant-id> because it was not used for a long time (<code>).",
		Fixes:  []string{"Ask the administrators of the tenant to restore it, with Microsoft's support.", checkTenantID},
		Source: pageCodes,
		Raw:    "AADSTS5000225: This tenant has been blocked due to inactivity.",
	},
	{
		AADSTS: []int{7000112},
		Claim:  hint.Disabled,
		Title:  "The application is disabled",
		Cause:  "Application <client-id> is disabled (<code>).",
		Fixes: []string{
			"Check `Enabled for users to sign-in?` under Properties of the enterprise application. The audit logs of the tenant name who changed it.",
			"Check on the Overview page of the app registration whether it is deactivated.",
			"If neither is the reason, Microsoft may have disabled it: ask Microsoft's support.",
		},
		Source: pageCodes,
		Raw:    "AADSTS7000112: Application '…' is disabled.",
	},
	{
		AADSTS: []int{53003},
		Claim:  hint.ConditionalAccess,
		Title:  "Conditional Access blocks the sign-in",
		Cause:  "A policy for workload identities blocks application <client-id>, by the address of the runner or by risk (<code>).",
		Fixes: []string{
			"Find the policy under Sign-in logs > Service principal sign-ins, by the correlation ID in the job summary.",
			"Use a runner with an address that the policy allows. Addresses of GitHub's own runners change.",
			"Or exclude the application from the policy.",
		},
		Source: pageConditional,
		Raw:    "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
	},
	{
		AADSTS: []int{500021, 500022},
		Claim:  hint.Restricted,
		Title:  "A proxy restricts the tenants",
		Cause:  "A proxy between the runner and Entra sets the header Restrict-Access-To-Tenants, and <tenant-id> is not on its list (<code>).",
		Fixes: []string{
			"Add the tenant to the list of the proxy.",
			"Or run on a runner whose way to Entra does not go through it.",
		},
		Source: pageTenants,
		Raw:    "AADSTS500021: Access to tenant is denied.",
	},
}

// otherRows are what passes by itself, and what nothing more is known of.
var otherRows = []hint.Row{
	{
		AADSTS: []int{50196},
		Claim:  hint.Throttled,
		Title:  "Too many equal sign-ins",
		Cause:  "Entra stopped a loop: the same request of application <client-id> came too often (<code>). It was not tried again.",
		Fixes: []string{
			"Wait some minutes, then run again.",
			"Check what else signs in as this application: many runs at the same time count together.",
		},
		Source: pageCodes,
		Raw:    "AADSTS50196: The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
	},
	{
		AADSTS: []int{900144},
		Claim:  hint.Changed, Likely: true,
		Title:  "Something changed the request",
		Cause:  "Entra's message is <message> (<code>). This run sent it, so something between the runner and Entra probably removed it.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: "https://github.com/casdoor/casdoor/issues/4876",
		Raw:    "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
	},
	{
		AADSTS: []int{90055},
		Claim:  hint.Throttled,
		Title:  "Too many sign-ins in this tenant",
		Cause:  "Entra limits the requests of tenant <tenant-id> for now (<code>).",
		Fixes:  []string{"Wait some minutes, then run again.", "Check what else signs in to the tenant at this time."},
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
		Is:    noText,
		Claim: hint.Changed, Likely: true, Also: []hint.Claim{hint.ServerError},
		Title:  "The answer has no error of Entra",
		Cause:  "<host> answered <code> without an error message of Entra. Something between may have answered.",
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
