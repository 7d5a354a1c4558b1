package signin

import (
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/untrusted"
)

// Conditions about where the id token comes from.
func fromGitHub(e *hint.Evidence) bool { return e.Origin == entra.FromGitHub }
func fromFile(e *hint.Evidence) bool   { return e.Origin == entra.FromFile }
func fromInput(e *hint.Evidence) bool  { return e.Origin == entra.FromInput }

func issuedBy(issuer hint.Issuer) func(*hint.Evidence) bool {
	return func(e *hint.Evidence) bool { return e.Issuer() == issuer }
}

const (
	checkIssuersClock = "Check the clock of the system that issues the token."
	otherIDToken      = "Give an id token that another system issued, such as the cluster or the CI system of this run, not one of Entra's."
	orAccess          = "Or give a Microsoft Graph token as `access-token`, and leave out `tenant-id` and `client-id`."
	anotherToken      = "Get a new token, then run again."
	publicKeys        = "On GitHub Enterprise Server, check that the issuer's `/.well-known/openid-configuration` on the internet names this issuer and its present keys."
)

// tokenRows are about an id token that Entra does not accept, whatever the
// credential.
var tokenRows = []hint.Row{
	{
		AADSTS: []int{700222, 700229, 700231, 700236},
		Is:     func(e *hint.Evidence) bool { return e.Issuer() != hint.Entra },
		Claim:  hint.NotKnown,
		Title:  "Entra refused the id token",
		Cause:  "Entra's answer is about tokens that Entra itself issued (<code>), and this one is from <issuer>.",
		Fixes:  []string{hint.RunAgain, askAdmins},
		Source: pageCodes,
	},
	{
		AADSTS: []int{700222},
		Claim:  hint.EntraIssued,
		Title:  "Entra issued the id token",
		Cause:  "<token input> is a token of <issuer>, and Entra does not exchange its own tokens here (<code>).",
		Fixes:  []string{otherIDToken, orAccess},
		Source: "https://github.com/AzureAD/microsoft-identity-web/issues/2519",
		Raw:    "AADSTS700222: AAD-issued tokens may not be used for federated identity flows.",
	},
	{
		AADSTS: []int{700229},
		Claim:  hint.EntraIssued,
		Title:  "The id token is that of a person",
		Cause:  "<token input> is a token of <issuer> for the subject <subject>, and Entra accepts only those of applications (<code>).",
		Fixes:  []string{otherIDToken, orAccess},
		Source: "https://github.com/MicrosoftDocs/azure-docs/issues/109083",
		Raw:    "AADSTS700229: Forbidden token type. Only app-only tokens may be used as Federated Identity Credentials for AAD issuer.",
	},
	{
		AADSTS: []int{700231},
		Claim:  hint.EntraIssued,
		Title:  "The id token was exchanged already",
		Cause:  "<token input> was got with a federated credential itself, and Entra does not exchange it once more (<code>).",
		Fixes:  []string{otherIDToken, orAccess},
		Source: "https://github.com/Azure/azure-workload-identity/issues/1363",
		Raw:    "AADSTS700231: Token obtained using another federated identity credential may not be used as federated identity credential.",
	},
	{
		AADSTS: []int{700236},
		Claim:  hint.EntraIssued, Also: []hint.Claim{hint.TenantPolicy},
		Title:  "The tenant does not allow Entra's own id tokens",
		Cause:  "<token input> is a token of <issuer>, and a policy of tenant <tenant-id> blocks id tokens that Entra issued (<code>).",
		Fixes:  []string{otherIDToken, "Or ask the administrators of the tenant to allow that issuer."},
		Source: pageFederation,
		Raw:    "AADSTS700236: Entra ID tokens issued by issuer '…' may not be used for federated identity credential flows for applications or managed identities registered in this tenant.",
	},
	{
		AADSTS: []int{700024},
		Is:     fromFile,
		Claim:  hint.Expired,
		Title:  "The id token in the file is not valid at this time",
		Cause:  "The token from <issuer> in the file of `federated-token-file` <valid> (<code>).",
		Fixes:  []string{"Check that the file is renewed before the token expires.", checkIssuersClock},
		Source: pageCodes,
		Raw:    "AADSTS700024: Client assertion is not within its valid time range.",
	},
	{
		AADSTS: []int{700024},
		Is:     fromInput,
		Claim:  hint.Expired,
		Title:  "The id token is not valid at this time",
		Cause:  "`federated-token`, from <issuer>, <valid> (<code>).",
		Fixes:  []string{"Get a fresh token right before this step, or give it by `federated-token-file`.", checkIssuersClock},
		Source: pageCodes,
	},
	{
		AADSTS: []int{700024},
		Is:     issuedBy(hint.GHES),
		Claim:  hint.Expired, Likely: true,
		Title:  "The id token was expired, or not valid yet",
		Cause:  "Each try sent a fresh token of <issuer>, so the clock of the GitHub Enterprise Server is probably wrong (<code>).",
		Fixes:  []string{"Check the clock of the server.", hint.RunAgain},
		Source: pageCodes,
	},
	{
		AADSTS: []int{700024},
		Claim:  hint.Expired,
		Title:  "The id token of GitHub was expired, or not valid yet",
		Cause:  "Each try sent a fresh token of <issuer>, and Entra accepted none (<code>).",
		Fixes:  []string{hint.RunAgain, "Check https://www.githubstatus.com."},
		Source: pageCodes,
	},
	{
		AADSTS: []int{50027, 700027, 900384},
		Is:     hint.All(hint.Not(fromGitHub), func(e *hint.Evidence) bool { return e.IDToken.Algorithm != "" && e.IDToken.Algorithm != "RS256" }),
		Claim:  hint.NotVerified,
		Title:  "Entra could not verify the id token",
		Cause:  "The form or the signature of the token from <issuer> is not valid for Entra (<code>). It is signed with <algorithm>; Microsoft supports RS256.",
		Fixes:  []string{"Have the issuer sign with RS256.", anotherToken},
		Source: pageFederation,
	},
	{
		AADSTS: []int{50027, 700027, 900384},
		Is:     hint.Not(fromGitHub),
		Claim:  hint.NotVerified,
		Title:  "Entra could not verify the id token",
		Cause:  "The form or the signature of the token from <issuer> is not valid for Entra (<code>). <its key>",
		Fixes:  []string{"Check that the issuer publishes the key of the token where its `/.well-known/openid-configuration` says.", anotherToken},
		Source: pageCodes,
		Raw:    "AADSTS50027: JWT token is invalid or malformed.",
	},
	{
		AADSTS: []int{50027, 700027, 900384},
		Is:     issuedBy(hint.GHES),
		Claim:  hint.NotVerified,
		Title:  "Entra could not verify the server's id token",
		Cause:  "The form or the signature of the token from <issuer> is not valid for Entra (<code>).",
		Fixes:  []string{hint.RunAgain, publicKeys},
		Source: pageCodes,
	},
	{
		AADSTS: []int{50027, 700027, 900384},
		Claim:  hint.NotVerified,
		Title:  "Entra could not verify GitHub's id token",
		Cause:  "The form or the signature of the token from <issuer> is not valid for Entra (<code>).",
		Fixes:  []string{hint.RunAgain, "Check https://www.githubstatus.com."},
		Source: pageCodes,
	},
	{
		AADSTS: []int{90061, 501661, 50166},
		Is:     hint.Not(fromGitHub),
		Claim:  hint.IssuerUnreachable,
		Title:  "Entra could not reach the issuer of the token",
		Cause:  "Entra reads the keys of <issuer> over the internet, and could not (<code>).",
		Fixes: []string{
			"Run again: this passes by itself at times.",
			"If it lasts, make the issuer's `/.well-known/openid-configuration` and its keys public, with a certificate that the public trusts: " +
				"Entra cannot reach a private cluster.",
		},
		Source: "https://github.com/Azure/AKS/issues/4029, https://docs.gitlab.com/ci/cloud_services/azure/#troubleshooting",
		Raw:    "AADSTS90061: Request to External OIDC endpoint failed.",
	},
	{
		AADSTS: []int{90061, 501661, 50166},
		Is:     issuedBy(hint.GHES),
		Claim:  hint.IssuerUnreachable,
		Title:  "Entra could not reach the GitHub Enterprise Server",
		Cause:  "Entra reads the keys of <issuer> over the internet, and could not (<code>).",
		Fixes: []string{
			"Run again: this passes by itself at times.",
			"If it lasts, let the internet reach `/_services/token/.well-known/openid-configuration` on the server and the keys it names.",
		},
		Source: "https://github.com/Azure/login/issues/283",
		Raw:    "AADSTS501661: Request to External OIDC endpoint failed.",
	},
	{
		AADSTS: []int{90061, 501661, 50166},
		Claim:  hint.IssuerUnreachable,
		Title:  "Entra could not reach GitHub",
		Cause:  "Entra reads the keys of <issuer> over the internet, and could not (<code>).",
		Fixes:  []string{"Run again: this passes by itself at times.", "If it lasts, check https://www.githubstatus.com."},
		Source: "https://github.com/Azure/login/issues/283",
	},
}

// valid says what an id token says of its own time, as the end of a sentence.
func valid(c claims.Claims) string {
	switch now := time.Now(); {
	case c.ExpiresAt != nil && c.ExpiresAt.Before(now):
		return "expired " + hint.Ago(c.ExpiresAt.Time)
	case c.NotBefore != nil && c.NotBefore.After(now):
		return "is not valid before " + c.NotBefore.UTC().Format("2006-01-02 15:04 UTC")
	}
	return "is not expired by the clock of this run, and Entra does not accept its time"
}

// itsKey says which key an id token names.
func itsKey(c claims.Claims) string {
	if c.KeyID == "" {
		return "Its header does not name a key."
	}
	return "Its header names the key " + untrusted.Given(c.KeyID) + "."
}
