package signin

import "start-synchronization-job/internal/diagnose/hint"

// policyRows are about a federated credential that a policy of the tenant does
// not allow.
var policyRows = []hint.Row{
	{
		AADSTS: []int{7002381},
		Is:     func(e *hint.Evidence) bool { return fromGitHub(e) && e.IDToken.Enterprise == "" },
		Claim:  hint.MissingClaim, Also: []hint.Claim{hint.TenantPolicy},
		Title: "The id token lacks the claim enterprise",
		Cause: "A policy of the tenant only accepts id tokens whose claim `enterprise` is on its list, and this one has no such claim (<code>).",
		Fixes: []string{
			"Run again: GitHub was seen to leave the claim out of some tokens and not of others.",
			"Or use a repository of an organization in such an enterprise, or ask the administrators of the tenant for an exception.",
		},
		Source: "https://github.com/triton-lang/triton/issues/10680",
		Raw:    "AADSTS7002381: The presented assertion must contain the enterprise claim with value '…'.",
	},
	{
		AADSTS: []int{7002381},
		Claim:  hint.TenantPolicy,
		Title:  "The tenant does not allow this enterprise",
		Cause:  "A policy of the tenant only accepts id tokens whose claim `enterprise` is on its list; this one's is <enterprise> (<code>).",
		Fixes: []string{
			"Use a repository of an organization in an enterprise on that list; Entra's message in the job summary names it.",
			"Or ask the administrators of the tenant for an exception. No federated credential and no subject changes this.",
		},
		Source: "https://learn.microsoft.com/graph/api/resources/federatedidentitycredential",
	},
	{
		AADSTS: []int{700223, 700238},
		Claim:  hint.TenantPolicy,
		Title:  "The tenant does not allow this issuer",
		Cause:  "A policy of the tenant blocks federated credentials with the issuer <issuer> (<code>).",
		Fixes:  []string{"Ask the administrators of the tenant to allow that issuer."},
		Source: pageFederation,
		Raw:    "AADSTS700238: Tokens issued by issuer '…' may not be used for federated identity credential flows.",
	},
}
