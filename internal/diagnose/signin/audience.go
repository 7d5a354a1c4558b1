package signin

import "start-synchronization-job/internal/diagnose/hint"

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
		Is:     hint.Not(fromGitHub),
		Claim:  hint.WrongAudience,
		Title:  "No federated credential has this token's audience",
		Cause:  "The token has the audience <audience>; the cloud <cloud> uses <cloud's audience> (<code>).",
		Fixes:  []string{"Ask for a token with the audience <cloud's audience>, or update the credential<with the command>."}, Commands: updateAudience,
		Source: pageFederation,
		Raw:    "AADSTS70022204: No matching federated identity record found for presented assertion audience '…'.",
	},
	{
		AADSTS: noAudience,
		Is:     func(e *hint.Evidence) bool { return e.Inputs.Audience != e.Inputs.Cloud.Audience },
		Claim:  hint.WrongAudience,
		Title:  "No federated credential has the audience of the input",
		Cause:  "The audience <audience> comes from the input `audience`; the cloud <cloud> uses <cloud's audience> (<code>).",
		Fixes:  []string{"Remove `audience`, or update the credential<with the command>."}, Commands: updateAudience,
		Source: pageFederation,
		Raw:    "AADSTS700212: No matching federated identity record found for presented assertion audience '…'.",
	},
	{
		AADSTS: noAudience,
		Claim:  hint.WrongAudience, Also: []hint.Claim{hint.WrongCloud},
		Title: "No federated credential has this audience",
		Cause: "The audience <audience> is the default of the cloud <cloud> (<code>).",
		Fixes: []string{"Update the audience of the credential to exactly that<with the command>.", checkCloud}, Commands: updateAudience,
		Source: pageFederation,
	},
}
