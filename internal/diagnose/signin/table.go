package signin

import (
	"strings"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
)

const (
	checkClientID = "Check `client-id`: it is the Application (client) ID on the Overview page of the app registration, " +
		"or the Client ID of the managed identity, not an object ID."
	checkTenantID = "Check `tenant-id`: it is the Tenant ID on the Overview page of the Entra admin center, not a subscription ID or a display name."
	compare       = "Compare subject, issuer and audience (in the job summary) with App registrations > Certificates & secrets > " +
		"Federated credentials: they must match exactly. A new credential takes some minutes."

	pageCodes       = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	pageFederation  = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"
	pageConditional = "https://learn.microsoft.com/entra/identity/conditional-access/workload-identity"
	pageTenants     = "https://learn.microsoft.com/entra/identity/enterprise-apps/tenant-restrictions"
)

// centers names the clouds by what an administrator knows them by.
var centers = func() string {
	var all []string
	for _, c := range cloud.Clouds {
		all = append(all, c.Name+" is "+strings.TrimPrefix(c.AdminCenter, "https://"))
	}
	return strings.Join(all, ", ")
}()

var checkCloud = "Check `cloud` by where you sign in as an administrator: " + centers + "."

// row explains a refusal of Entra.
type row struct {
	// codes are AADSTS numbers.
	codes []int
	title string
	// cause and fixes name values of the sign-in: <client-id>, <tenant-id>,
	// <cloud>, <issuer>, <subject>, <audience>, and <code> for the AADSTS number.
	cause string
	fixes []string
	// more adds what is known about this refusal alone. It may be nil.
	more func(signIn, *entra.Error, *failure.Failure)
	// source is the page or the public report that the row goes by.
	source string
}

// busy is for what Microsoft calls temporary, and for a code that came with a
// status that is.
var busy = row{
	codes:  entra.TransientCodes,
	title:  "Entra had a temporary error",
	cause:  "Entra could not sign in anybody for the moment (<code>).",
	fixes:  []string{hint.RunAgain, "If it lasts, check the service health of the tenant and https://azure.status.microsoft."},
	source: pageCodes,
}

// rows is the table of Entra's refusals.
var rows = []row{
	busy,
	{
		codes:  []int{70021, 700213},
		title:  "No federated credential matches this job",
		cause:  "It sent the subject <subject> (<code>).",
		more:   unknownSubject,
		source: pageFederation,
	},
	{
		codes: []int{700211},
		title: "No federated credential has this issuer",
		cause: "The id token is from <issuer> (<code>).",
		fixes: []string{
			"Set the issuer of the credential to exactly that; a slash at the end counts.",
			compare,
		},
		more:   unknownIssuer,
		source: pageFederation,
	},
	{
		codes:  []int{700212},
		title:  "No federated credential has this audience",
		more:   unknownAudience,
		source: pageFederation,
	},
	{
		codes: []int{7002138},
		title: "The subject differs in capital letters",
		cause: "The id token has the subject <subject>, which a federated credential has with other capitals (<code>).",
		fixes: []string{
			"Set the subject of the credential to exactly that.",
			"If both are already equal, delete the credential and create it again.",
		},
		more:   offerUpdate,
		source: "https://github.com/Azure/login/issues",
	},
	{
		codes: []int{70025},
		title: "The application has no federated credential",
		cause: "Application <client-id> has none, or its first one is younger than two minutes (<code>).",
		fixes: []string{
			"If it was created just now, run again in two minutes.",
			checkClientID,
		},
		more:   offerCredential,
		source: pageFederation,
	},
	{
		// Entra's message, in public reports: tokens of this issuer "must contain
		// the enterprise claim with value …".
		codes: []int{7002381},
		title: "The tenant asks for the claim enterprise",
		cause: "A policy of the tenant only accepts id tokens whose claim `enterprise` is on its list (<code>).",
		fixes: []string{
			"Use a repository of an organization in such an enterprise; the job summary has Entra's message, which names it.",
			"Or ask the administrators of the tenant for an exception. No federated credential and no subject changes this.",
		},
		more:   showEnterprise,
		source: "https://learn.microsoft.com/graph/api/resources/federatedidentitycredential",
	},
	{
		// Entra's message, in public reports: tokens of this issuer "may not be
		// used for federated identity credential flows" in the tenant.
		codes: []int{700223, 700238},
		title: "The tenant does not allow this issuer",
		cause: "A policy of the tenant blocks federated credentials with the issuer <issuer> (<code>).",
		fixes: []string{"Ask the administrators of the tenant to allow that issuer."},
		more:  showToken, source: pageFederation,
	},
	{
		codes: []int{500021, 500022},
		title: "A proxy restricts the tenants",
		cause: "A proxy between the runner and Entra sets the header Restrict-Access-To-Tenants, and <tenant-id> is not on its list (<code>).",
		fixes: []string{
			"Add the tenant to the list of the proxy.",
			"Or run on a runner whose way to Entra does not go through it.",
		},
		source: pageTenants,
	},
	{
		codes:  []int{700016},
		title:  "No such application in this tenant",
		cause:  "Tenant <tenant-id> has no application <client-id> (<code>).",
		fixes:  []string{checkClientID, checkTenantID, checkCloud},
		source: pageCodes,
	},
	{
		codes: []int{7000229},
		title: "The application has no service principal",
		cause: "Tenant <tenant-id> has no enterprise application (service principal) for application <client-id> (<code>).",
		fixes: []string{
			"Create it with the command in the job summary, if the app registration is in this tenant.",
			checkTenantID,
		},
		more:   createServicePrincipal,
		source: "https://go.microsoft.com/fwlink/?linkid=2225119",
	},
	{
		codes:  []int{90002},
		title:  "No such tenant in this cloud",
		cause:  "Entra knows no tenant <tenant-id> in the cloud <cloud> (<code>).",
		fixes:  []string{checkTenantID, checkCloud},
		source: pageCodes,
	},
	{
		codes:  []int{900023},
		title:  "Not a tenant ID and not a domain",
		cause:  "Entra takes <tenant-id> for neither the ID of a tenant nor one of its domains (<code>).",
		fixes:  []string{checkTenantID, "A domain has to be verified; the one ending in `.onmicrosoft.com` always is."},
		source: pageCodes,
	},
	{
		codes:  []int{90038, 900382},
		title:  "The tenant is in another cloud",
		cause:  "Tenant <tenant-id> is not in the cloud <cloud> (<code>).",
		fixes:  []string{checkCloud, checkTenantID},
		source: pageCodes,
	},
	{
		codes:  []int{500011, 1002012},
		title:  "The tenant does not know this Microsoft Graph",
		cause:  "The token was asked for <graph>, the Microsoft Graph of the cloud <cloud> (<code>).",
		fixes:  []string{checkCloud, checkTenantID},
		source: pageCodes,
	},
	{
		codes:  []int{700024},
		title:  "The id token was expired, or not valid yet",
		more:   expired,
		source: pageCodes,
	},
	{
		codes: []int{50027, 700027, 900384},
		title: "Entra could not verify the id token",
		cause: "The form or the signature of the token from <issuer> is not valid for Entra (<code>).",
		more:  unverified, source: pageCodes,
	},
	{
		codes: []int{90061, 501661},
		title: "Entra could not reach the issuer of the token",
		cause: "Entra reads the keys of <issuer> over the internet, and could not (<code>).",
		more:  unreachableIssuer,
		source: "https://azure.github.io/azure-workload-identity/docs/troubleshooting.html, " +
			"https://docs.gitlab.com/ci/cloud_services/azure/#troubleshooting",
	},
	{
		codes: []int{7000112},
		title: "The application is disabled",
		cause: "Sign-ins of application <client-id> are switched off (<code>).",
		fixes: []string{
			"Find out why in the audit logs of the tenant, which name who did it.",
			"Then set `Enabled for users to sign-in?` to Yes under Properties of the enterprise application.",
		},
		source: pageCodes,
	},
	{
		codes: []int{53003},
		title: "Conditional Access blocks the sign-in",
		cause: "A policy for workload identities blocks application <client-id>, by the address of the runner or by risk (<code>).",
		fixes: []string{
			"Find the policy under Sign-in logs > Service principal sign-ins, by the correlation ID in the job summary.",
			"Use a runner with an address that the policy allows. Addresses of GitHub's own runners change.",
			"Or exclude the application from the policy.",
		},
		source: pageConditional,
	},
}
