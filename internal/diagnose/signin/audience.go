package signin

import (
	"slices"

	"start-synchronization-job/internal/diagnose/hint"
)

// orTheClouds changes a credential to the audience of the cloud alone: one for an
// audience of another service would admit every token made for that.
const orTheClouds = "If the credential has another audience still, set it to <cloud's audience><with the command>."

// audienceRows are about an issuer or an audience that no federated credential
// has.
var audienceRows = []hint.Row{
	{
		AADSTS: []int{700211},
		Is:     issuedBy(hint.GitHubCom),
		Claim:  hint.WrongIssuer, Also: []hint.Claim{hint.WrongSubject, hint.TooNew},
		Title: "No federated credential has this issuer",
		Cause: "The id token is from <issuer> (<code>).",
		Fixes: []string{
			"Set the issuer of the credential to exactly that: an enterprise may have its name at the end, and a slash there counts.",
			compare, "<by hand>",
		}, Commands: createCredential,
		Source: pageFederation,
		Raw:    "AADSTS700211: No matching federated identity record found for presented assertion issuer '…'.",
	},
	{
		AADSTS: []int{700211},
		Is:     issuedBy(hint.GHES),
		Claim:  hint.WrongIssuer, Also: []hint.Claim{hint.WrongSubject, hint.TooNew},
		Title: "No federated credential has the server's issuer",
		Cause: "The id token is from <issuer> (<code>).",
		Fixes: []string{
			"Set the issuer of the credential to exactly that: the issuer of a GitHub Enterprise Server is its own, not github.com's.",
			compare, "<by hand>",
		}, Commands: createCredential,
		Source: pageFederation,
	},
	{
		AADSTS: []int{700211},
		Claim:  hint.WrongIssuer, Also: []hint.Claim{hint.WrongSubject, hint.TooNew},
		Title: "No federated credential has the token's issuer",
		Cause: "The id token is from <issuer> (<code>).",
		Fixes: []string{"Set the issuer of the credential to exactly that; a slash at the end counts.", compare, "<by hand>"}, Commands: createCredential,
		Source: pageFederation,
	},
	{
		AADSTS: noAudience,
		Is:     hint.All(hint.Not(fromGitHub), otherAudience),
		Claim:  hint.WrongAudience,
		Title:  "No federated credential has this token's audience",
		Cause:  "The token has the audience <audience>; the cloud <cloud> uses <cloud's audience> (<code>).",
		Fixes:  []string{"Ask for a token with the audience <cloud's audience>.", orTheClouds}, Commands: updateAudience,
		Source: pageFederation,
		Raw:    "AADSTS70022204: No matching federated identity record found for presented assertion audience '…'.",
	},
	{
		AADSTS: noAudience,
		Is:     hint.All(fromGitHub, otherAudience),
		Claim:  hint.WrongAudience,
		Title:  "No federated credential has the audience of the input",
		Cause:  "The audience <audience> comes from the input `audience`; the cloud <cloud> uses <cloud's audience> (<code>).",
		Fixes:  []string{"Remove `audience`.", orTheClouds}, Commands: updateAudience,
		Source: pageFederation,
		Raw:    "AADSTS700212: No matching federated identity record found for presented assertion audience '…'.",
	},
	{
		AADSTS: noAudience,
		Claim:  hint.WrongAudience, Also: []hint.Claim{hint.WrongCloud},
		Title: "No federated credential has this audience",
		Cause: "The token has the audience <audience>, which is the one of the cloud <cloud> (<code>).",
		Fixes: []string{"Set the audience of the credential to exactly that<with the command>.", checkCloud}, Commands: updateAudience,
		Source: pageFederation,
	},
}

// otherAudience reports whether the token is for another audience than the
// cloud's own.
func otherAudience(e *hint.Evidence) bool {
	return !slices.Equal(e.IDToken.Audience, []string{e.Inputs.Cloud.Audience})
}
