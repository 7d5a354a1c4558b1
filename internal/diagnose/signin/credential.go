package signin

import (
	"strings"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// unknownSubject explains a subject that no federated credential has. The most
// likely reason comes first: a job without an environment sends its branch.
func unknownSubject(s signIn, e *entra.Error, f *failure.Failure) {
	if s.elsewhere() {
		f.Title, f.Cause = "No federated credential matches this token", s.fill("The token has the subject <subject> (<code>).", e)
		f.Fixes = []string{compare}
		offerCredential(s, e, f)
		return
	}
	sub := subjectOf(e.Claims)
	switch {
	case sub.queued():
		f.Fixes = []string{"Add `environment: NAME` to " + s.known.WorkflowJob() + ", or run it outside the merge queue: the branch of a merge queue lives only once."}
	case sub.kind == ofBranch, sub.kind == ofTag, sub.kind == ofPullRequest:
		f.Fixes = []string{"If the credential is for an environment, add `environment: NAME` to " + s.known.WorkflowJob() + "."}
	}
	next := compare
	if len(f.Fixes) > 0 {
		next = "Otherwise c" + compare[1:]
	}
	f.Fixes = append(f.Fixes, next)
	switch {
	case sub.kind == customised:
		f.Fixes = append(f.Fixes, "Check the subject template of the organization and the repository: this is not one of GitHub's own forms.")
	case sub.ids:
		f.Fixes = append(f.Fixes, "Update a credential that has the names without the ids: this repository sends both.")
	}
	offerCredential(s, e, f)
}

// unknownIssuer adds which issuers GitHub has.
func unknownIssuer(s signIn, e *entra.Error, f *failure.Failure) {
	if !s.elsewhere() {
		f.Fixes = append(f.Fixes, "Check which GitHub this runs on: an enterprise's own issuer, ghe.com and GitHub Enterprise Server differ from github.com.")
	}
	offerCredential(s, e, f)
}

// unknownAudience explains an audience that no federated credential has. Issuer
// and subject are unique in an application, so the credential that has them
// must be updated: Entra refuses a second one.
func unknownAudience(s signIn, e *entra.Error, f *failure.Failure) {
	f.Cause = "The audience <audience> is the default of the cloud <cloud> (<code>)."
	f.Fixes = []string{"Update the audience of the credential to exactly that, with the command in the job summary.", checkCloud}
	if s.elsewhere() {
		f.Cause = "The token has the audience <audience>; the cloud <cloud> uses `" + s.Cloud.Audience + "` (<code>)."
		f.Fixes = []string{"Ask for a token with that audience, or update the credential."}
	} else if s.known.Inputs.Audience != s.Cloud.Audience {
		f.Cause = "The audience <audience> comes from the input audience; the cloud <cloud> uses `" + s.Cloud.Audience + "` (<code>)."
		f.Fixes = []string{"Remove `audience`, or update the credential."}
	}
	f.Cause = s.fill(f.Cause, e)
	offerUpdate(s, e, f)
}

// offerUpdate shows the token and the command that changes the one value of a
// credential that Entra named.
func offerUpdate(s signIn, e *entra.Error, f *failure.Failure) {
	showToken(s, e, f)
	changed := azcli.Credential{Subject: e.Claims.Subject}
	heading, value := "Update the subject of the credential", e.Claims.Subject
	if e.Code == 700212 {
		heading, value = "Update the audience of the credential", strings.Join(e.Claims.Audience, ", ")
		changed = azcli.Credential{Audiences: e.Claims.Audience}
	}
	if azcli.Safe(value) && inputs.IsGUID(s.ClientID) && !cloud.IssuesAccessTokens(e.Claims.Issuer) {
		f.Commands = append(f.Commands, s.azure().Commands(heading, "", s.azure().UpdateCredential(s.ClientID, changed)...))
	}
}

// offerCredential shows the token and the commands for a credential that
// matches it, each with who else could sign in with it. GitHub's subjects with
// ids come first: names can be taken over by others.
func offerCredential(s signIn, e *entra.Error, f *failure.Failure) {
	showToken(s, e, f)
	c := azcli.Credential{Issuer: e.Claims.Issuer, Subject: e.Claims.Subject, Audiences: e.Claims.Audience}
	sub := subjectOf(e.Claims)
	switch {
	case sub.queued():
		return
	case cloud.IssuesAccessTokens(c.Issuer):
		// No command: whoever gets any token of this issuer for the audience could
		// sign in, and a token of the wrong kind would be made to match.
		f.Fixes = append(f.Fixes, "Entra issued this token. Give an id token of the system that this runs on, by `federated-token` or `federated-token-file`.")
		return
	case !c.Safe() || !inputs.IsGUID(s.ClientID):
		f.Fixes = append(f.Fixes, "Enter the three values by hand, if you expect them: one is missing or unsafe in a shell, so there is no command to copy.")
		return
	}
	consequence := "Then " + sub.whoElse() + " can use this application."
	if withIDs := sub.withIDs(e.Claims); withIDs != "" && strings.HasPrefix(c.Issuer, gitHubIssuer) && azcli.Safe(withIDs) {
		lines := s.azure().CreateCredential(s.ClientID, azcli.Credential{Issuer: c.Issuer, Subject: withIDs, Audiences: c.Audiences})
		f.Commands = append(f.Commands, s.azure().Commands("Create a credential for "+sub.String()+", with ids in the subject",
			consequence+" From the last command on, all workflows of "+untrusted.Quote(sub.repository)+
				" send subjects with ids, which their other credentials have to match as well.",
			append(lines, azcli.UseIDs(sub.repository))...))
		consequence += " Microsoft advises against subjects of names alone, which others can take over."
	}
	f.Commands = append(f.Commands, s.azure().Commands("Create a credential for "+sub.String()+", as sent", consequence,
		s.azure().CreateCredential(s.ClientID, c)...))
}

// gitHubIssuer begins the issuers of github.com, where subjects may have ids.
const gitHubIssuer = "https://token.actions.githubusercontent.com"

// showToken adds the claims that Entra compares.
func showToken(_ signIn, e *entra.Error, f *failure.Failure) {
	f.Facts = append(hint.Facts(
		"issuer of the id token", e.Claims.Issuer,
		"subject of the id token", e.Claims.Subject,
		"audience of the id token", strings.Join(e.Claims.Audience, ", "),
	), f.Facts...)
}

// showEnterprise adds the claim enterprise too, which few tokens have.
func showEnterprise(s signIn, e *entra.Error, f *failure.Failure) {
	enterprise := e.Claims.Enterprise
	if enterprise == "" {
		enterprise = "none"
	}
	f.Facts = append(hint.Facts("enterprise of the id token", enterprise), f.Facts...)
	showToken(s, e, f)
}

// createServicePrincipal offers the command that makes the application known.
func createServicePrincipal(s signIn, _ *entra.Error, f *failure.Failure) {
	if inputs.IsGUID(s.ClientID) {
		f.Commands = append(f.Commands, s.azure().Commands("Create the service principal", "", s.azure().CreateServicePrincipal(s.ClientID)))
	}
}

// expired explains an id token outside its time. GitHub's is fresh for each
// try.
func expired(s signIn, e *entra.Error, f *failure.Failure) {
	f.Cause = s.fill("Each try sent a fresh token of <issuer>, so a clock may be wrong (<code>).", e)
	f.Fixes = []string{hint.RunAgain, "On GitHub Enterprise Server, check the clock of the server."}
	if s.elsewhere() {
		f.Cause = s.fill("The token from <issuer> was outside its time, and `federated-token` cannot be renewed here (<code>).", e)
		f.Fixes = []string{"Get a fresh token right before this step, or give it by `federated-token-file`."}
		if s.IDToken.Origin == entra.FromFile {
			f.Cause = s.fill("The token from <issuer> in the file of `federated-token-file` was outside its time (<code>).", e)
			f.Fixes = []string{"Check that the file is renewed before the token expires."}
		}
	}
	showToken(s, e, f)
}

// unverified explains a token whose form or signature Entra does not accept.
func unverified(s signIn, e *entra.Error, f *failure.Failure) {
	f.Fixes = []string{
		hint.RunAgain,
		"On GitHub Enterprise Server, check that the issuer's `/.well-known/openid-configuration` on the internet names this issuer and its present keys.",
	}
	if s.elsewhere() {
		f.Fixes = []string{"Check that the token is signed with RS256 and a key that the issuer publishes: Entra accepts no other.", hint.RunAgain}
	}
	showToken(s, e, f)
}

// unreachableIssuer explains keys that Entra could not fetch.
func unreachableIssuer(s signIn, e *entra.Error, f *failure.Failure) {
	switch {
	case s.elsewhere():
		f.Fixes = []string{"Make the issuer's `/.well-known/openid-configuration` and its keys public, with a certificate that the public trusts: " +
			"Entra cannot reach a private cluster."}
	case strings.HasPrefix(e.Claims.Issuer, gitHubIssuer):
		f.Fixes = []string{"Check https://www.githubstatus.com, then run again."}
	default:
		f.Fixes = []string{
			"On GitHub Enterprise Server, let the internet reach `/_services/token/.well-known/openid-configuration` and the keys it names.",
			"On ghe.com, check https://www.githubstatus.com and run again.",
		}
	}
	showToken(s, e, f)
}
