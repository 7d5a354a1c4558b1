package signin

import (
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
)

const (
	compare = "Compare subject, issuer and audience in the job summary with the federated credentials of the application " +
		"(App registrations > Certificates & secrets) or managed identity: they must match exactly. A new credential takes some minutes."
	orCompare   = "Otherwise c" + compareRest
	compareRest = "ompare subject, issuer and audience in the job summary with the federated credentials of the application " +
		"(App registrations > Certificates & secrets) or managed identity: they must match exactly. A new credential takes some minutes."

	noMatch   = "No matching federated identity record found for presented assertion subject '…'."
	ofTrusted = "https://learn.microsoft.com/entra/workload-id/workload-identities-github-immutable-subjects"
)

// noSubject are the numbers of a subject that no federated credential has: any
// of the three differs, the subject does, or the subject of a token that Entra
// issued. noAudience are those of an audience.
var (
	noSubject  = []int{70021, 700213, 7002137}
	noAudience = []int{700212, 70022204}
)

// credentialRows are about what a federated credential lacks. Issuer and subject
// are unique in an application: where only the audience differs, the credential
// has to be updated.
var credentialRows = []hint.Row{
	{
		AADSTS: noSubject,
		Is:     hint.Not(fromGitHub),
		Claim:  hint.WrongSubject, Also: []hint.Claim{hint.TooNew},
		Title: "No federated credential matches this token",
		Cause: "The subject of the token from <issuer> is <subject> (<code>).",
		Fixes: []string{compare, "<by hand>"}, Commands: createCredential,
		Source: pageFederation,
		Raw:    "AADSTS7002137: " + noMatch,
	},
	{
		AADSTS: noSubject,
		Is:     func(e *hint.Evidence) bool { return subjectOf(e.IDToken).queued() },
		Claim:  hint.WrongSubject,
		Title:  "No federated credential matches a merge queue",
		Cause:  "The subject of the id token is <subject> (<code>). The branch of a merge queue exists only once, so no credential can name it.",
		Fixes:  []string{"Add `environment: NAME` to <workflow job>, and create a credential for that environment.", "Or run the workflow outside the merge queue."},
		Source: "https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#merge_group",
	},
	{
		AADSTS: noSubject,
		Is:     func(e *hint.Evidence) bool { return subjectOf(e.IDToken).kind == customised },
		Claim:  hint.WrongSubject, Also: []hint.Claim{hint.TooNew},
		Title: "No federated credential has this subject",
		Cause: "The subject of the id token is <subject>, which is not one of GitHub's own forms (<code>).",
		Fixes: []string{
			compare,
			"Check the subject template of the organization and the repository.",
			"<by hand>",
		}, Commands: createCredential,
		Source: "https://docs.github.com/actions/reference/security/oidc#customizing-the-subject-claims-for-an-organization-or-repository",
	},
	{
		// The repository sends ids; credentials written by hand have names.
		AADSTS: noSubject,
		Is:     func(e *hint.Evidence) bool { return subjectOf(e.IDToken).ids },
		Claim:  hint.WrongSubject, Also: []hint.Claim{hint.TooNew},
		Title: "No federated credential matches this workflow's job",
		Cause: "The subject of the id token is <subject> (<code>).",
		Fixes: []string{
			"<environment>",
			"If the subject of the credential has the names without the ids, set it to exactly that<with the first one>.",
			orCompare, "<by hand>",
		}, Commands: matchIDs,
		Source: ofTrusted,
		Raw:    "AADSTS700213: " + noMatch,
	},
	{
		// The portal's form for GitHub asks for ids; an older repository sends names.
		AADSTS: noSubject,
		Is:     func(e *hint.Evidence) bool { return e.WithIDs != "" },
		Claim:  hint.WrongSubject, Also: []hint.Claim{hint.TooNew},
		Title: "No federated credential matches this workflow's job",
		Cause: "The subject of the id token is <subject>, without ids (<code>).",
		Fixes: []string{
			"<environment>",
			"If the credential has <subject with ids>, have GitHub send ids in all workflows of the repository<with the first one>.",
			orCompare, "<by hand>",
		}, Commands: matchIDs,
		Source: ofTrusted,
	},
	{
		AADSTS: noSubject,
		Claim:  hint.WrongSubject, Also: []hint.Claim{hint.TooNew},
		Title: "No federated credential matches this workflow's job",
		Cause: "The subject of the id token is <subject> (<code>).",
		Fixes: []string{"<environment>", compare, "<by hand>"}, Commands: createCredential,
		Source: pageFederation,
		Raw:    "AADSTS70021: No matching federated identity record found for presented assertion.",
	},
	{
		AADSTS: []int{7002138},
		Claim:  hint.WrongSubject,
		Title:  "The subject differs in capital letters",
		Cause:  "The subject of the id token is <subject>, which a federated credential has with other capitals (<code>).",
		Fixes: []string{
			"Set the subject of the credential to exactly that.",
			"If both are already equal, delete the credential and create it again.",
		}, Commands: updateSubject,
		Source: "https://github.com/Azure/login/issues",
		Raw: "AADSTS7002138: No matching federated identity record found for presented assertion subject '…'. The subject matches with case-insensitive " +
			"comparison, but not with case-sensitive comparison.",
	},
	{
		AADSTS: []int{70025},
		Claim:  hint.NoCredential, Also: []hint.Claim{hint.TooNew, hint.WrongApplication},
		Title: "The application has no federated credential",
		Cause: "Application <client-id> has none, or its first one is younger than about two minutes (<code>).",
		Fixes: []string{
			"If the credential was created just now, run again in two minutes.", checkClientID,
			"If `client-id` is right, create a credential for the issuer, subject and audience in the job summary<with the command>.", "<by hand>",
		}, Commands: createCredential,
		Source: pageFederation,
		Raw:    "AADSTS70025: The client '…' has no configured federated identity credentials.",
	},
}

// trusted reports whether a command may make the application trust the issuer.
// Entra's own would let whoever gets any token of it for the audience sign in.
func trusted(e *hint.Evidence) bool { return !cloud.IssuesAccessTokens(e.IDToken.Issuer) }
