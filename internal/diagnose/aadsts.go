package diagnose

import (
	"slices"
	"strings"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
)

// signInHint is what a refusal means here and what to do about it.
type signInHint struct {
	// codes are AADSTS numbers.
	codes []int
	title string
	means string
	do    []string
	// more adds what is known about this refusal alone. May be nil.
	more func(signIn, *entra.Error, *failure.Failure)
}

// signInHintFor finds the row of a refusal. Microsoft changes numbers and texts
// without notice, so nothing but words for people may depend on it.
func signInHintFor(e *entra.Error) *signInHint {
	for i, h := range signInHints {
		if slices.Contains(h.codes, e.Code) {
			return &signInHints[i]
		}
	}
	if e.OAuth == "temporarily_unavailable" || e.Code != 0 && e.Transient() {
		return &busy
	}
	return nil
}

// busy is for what Microsoft words as passing, and for a code that came with
// such a status.
var busy = signInHint{
	codes: entra.TransientCodes,
	title: "Entra cannot sign anybody in at the moment",
	means: "By Microsoft's words this passes.",
	do:    []string{runAgain, "If it stays so for long, look at the tenant's service health and at https://azure.status.microsoft."},
}

const (
	whereClientID = "Compare `client-id` with \"Application (client) ID\" on the Overview page of the app registration. " +
		"The Object ID beside it, and the object ID of the enterprise application, are other values. " +
		"Of a managed identity take the Client ID, not the Object (principal) ID."
	whereTenantID = "Compare `tenant-id` with \"Tenant ID\" on the Overview page of the Entra admin center. " +
		"It is not the ID of a subscription, and not the organization's display name."
)

// whereCloud names the clouds by what an administrator knows them by.
var whereCloud = func() string {
	var centers []string
	for _, name := range cloud.Names {
		c, _ := cloud.Lookup(name)
		centers = append(centers, c.Name+" is "+strings.TrimPrefix(c.AdminCenter, "https://"))
	}
	return "Compare `cloud` with where you sign in as an administrator: " + strings.Join(centers, ", ") + ". GCC is global."
}()

// signInHints is the one table of Entra's refusals. Where a row names no other
// source, it is https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var signInHints = []signInHint{
	busy,
	{
		// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations:
		// exact, case-sensitive match, and some minutes until a new one works everywhere.
		codes: []int{70021, 700211, 700212, 700213, 7002138},
		title: "No federated credential matches this workflow",
		means: "No federated credential of the application has the issuer, the subject and the audience of this job's id token, letter by letter.",
		do: []string{
			"Compare the values as sent, in the job summary, with the application's, under App registrations, Certificates & secrets, " +
				"Federated credentials. If they are equal and new, run again in some minutes.",
		},
		more: admit,
	},
	{
		codes: []int{70025},
		title: "The application has no federated credential",
		means: "So it trusts no workflow at all yet; or this is another application than the one that was set up.",
		do: []string{"Is it the right application? " + whereClientID,
			"Its credentials are under App registrations, Certificates & secrets, Federated credentials."},
		more: admit,
	},
	{
		// Entra's own words, in public reports: the tokens of this issuer "must
		// contain the enterprise claim with value …".
		codes: []int{7002381},
		title: "The tenant asks for the claim enterprise",
		means: "A policy of the tenant admits only those workflows whose id token names, in the claim `enterprise`, " +
			"a GitHub enterprise that it lists. No federated credential changes that. Entra's words, in the job summary, name them.",
		do: []string{
			"Use a repository of an organization that belongs to such an enterprise: the token of a personal account's repository has no such claim.",
			"If the policy wants it in the subject, have the organization's OIDC subject template include `enterprise`, " +
				"and make a credential for the new subject.",
			"Or ask the tenant's administrators for an exception.",
		},
		more: showEnterprise,
	},
	{
		// Entra's own words, in public reports: tokens of this issuer "may not be
		// used for federated identity credential flows" in the tenant.
		codes: []int{700236, 700238},
		title: "The tenant does not admit this issuer",
		means: "A policy of the tenant refuses federated credentials for tokens of this issuer, whatever the credential says.",
		do: []string{
			"Ask the tenant's administrators to admit the issuer as sent, which the job summary shows.",
			"If it is not the issuer you expect, look which GitHub this runs on: github.com, an enterprise with an issuer of its own, ghe.com or a server of yours.",
		},
		more: showSent,
	},
	{
		codes: []int{700016},
		title: "There is no such application in this tenant",
		means: "`client-id`, `tenant-id` or `cloud` is not the one of the application. Most often an object ID was pasted in place of the client ID.",
		do:    []string{whereClientID, whereTenantID, whereCloud},
	},
	{
		// https://go.microsoft.com/fwlink/?linkid=2225119, which Entra's message names.
		codes: []int{7000229},
		title: "The application has no service principal in this tenant",
		means: "The app registration is there, but not its enterprise application (service principal), which is what signs in.",
		do: []string{
			"If the app registration is of this tenant, create its service principal with the command in the job summary.",
			"If not, `tenant-id` is wrong. " + whereTenantID,
		},
		more: createServicePrincipal,
	},
	{
		codes: []int{90002},
		title: "There is no such tenant in this cloud",
		means: "`tenant-id` or `cloud` is wrong.",
		do:    []string{whereTenantID, whereCloud},
	},
	{
		codes: []int{900023},
		title: "That is neither a tenant ID nor a domain",
		means: "Entra takes `tenant-id` for neither the ID of a tenant nor one of its domains.",
		do:    []string{whereTenantID, "A domain has to be verified in the tenant; the one that always is ends in `.onmicrosoft.com`."},
	},
	{
		codes: []int{90038, 900382},
		title: "The tenant belongs to another cloud",
		means: "The sign-in went to the authority of the input `cloud`, and the tenant is not there.",
		do:    []string{whereCloud, whereTenantID},
	},
	{
		codes: []int{500011, 1002012},
		title: "The tenant does not know this Microsoft Graph",
		means: "The token was asked for under the address that Microsoft Graph has in the input `cloud`, and the tenant has no such resource.",
		do:    []string{whereCloud, whereTenantID},
	},
	{
		codes: []int{700024},
		title: "GitHub's token was no longer, or not yet, valid",
		means: "GitHub's tokens live some five minutes, and each try of this run sent a fresh one, so a clock is wrong or the way is very slow.",
		do: []string{
			runAgain,
			"On GitHub Enterprise Server, look at the server's clock: it stamps the tokens.",
		},
		more: showSent,
	},
	{
		codes: []int{50027, 700027, 900384},
		title: "Entra cannot verify GitHub's token",
		means: "Its form or its signature does not hold: Entra's copy of the issuer's keys may be old, or the token was changed on its way.",
		do: []string{
			runAgain,
			"On GitHub Enterprise Server, open the issuer's `/.well-known/openid-configuration` from the internet: " +
				"its issuer has to be the one as sent, and its keys the server's present ones.",
			"Look whether a proxy of yours changes requests.",
		},
		more: showSent,
	},
	{
		// 90061: https://azure.github.io/azure-workload-identity/docs/troubleshooting.html,
		// 501661: https://docs.gitlab.com/ci/cloud_services/azure/#troubleshooting.
		codes: []int{90061, 501661},
		title: "Entra cannot reach the issuer of the token",
		means: "To verify the token Entra reads the issuer's keys over the internet, and could not.",
		do: []string{
			"On GitHub Enterprise Server, let the internet reach `/_services/token/.well-known/openid-configuration` and the keys it names, " +
				"with a certificate that the public trusts.",
			"On github.com and ghe.com, look at https://www.githubstatus.com and run again.",
		},
		more: showSent,
	},
	{
		codes: []int{7000112},
		title: "The application is disabled",
		means: "Somebody, or Microsoft, switched off sign-ins of this application.",
		do: []string{
			"Find out why first; the audit logs of the tenant name who did it.",
			"Then switch \"Enabled for users to sign-in?\" on, under Properties of the enterprise application that has this client ID.",
		},
	},
	{
		// https://learn.microsoft.com/entra/identity/conditional-access/workload-identity
		codes: []int{53003},
		title: "Conditional Access blocks the sign-in",
		means: "A policy for workload identities does not admit this application from here. Such policies go by the address of the runner and by risk; " +
			"the addresses of GitHub's runners change.",
		do: []string{
			"Find the policy: in the tenant's sign-in logs, under service principal sign-ins, search for the correlation ID.",
			"Run on a runner whose address the policy admits: a self-hosted one, or a larger runner with a static address.",
			"Or have this application excluded from the policy.",
		},
	},
}

// showSent adds the claims of the token as it was sent.
func showSent(_ signIn, e *entra.Error, f *failure.Failure) {
	f.Facts = append(sentFacts(e), f.Facts...)
}

// showEnterprise also names the enterprise, which few tokens carry.
func showEnterprise(s signIn, e *entra.Error, f *failure.Failure) {
	enterprise := e.Claims.Enterprise
	if enterprise == "" {
		enterprise = "none"
	}
	f.Facts = append([]failure.Fact{{Name: "Enterprise as sent", Value: enterprise}}, f.Facts...)
	showSent(s, e, f)
}
