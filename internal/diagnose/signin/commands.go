package signin

import (
	"slices"
	"strings"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

func az(e *hint.Evidence) azcli.CLI {
	return azcli.CLI{Cloud: e.Inputs.Cloud, Tenant: e.Inputs.TenantID}
}

// sent is a credential with the three values that were sent.
func sent(e *hint.Evidence) azcli.Credential {
	return azcli.Credential{Issuer: e.IDToken.Issuer, Subject: e.IDToken.Subject, Audiences: e.IDToken.Audience}
}

// copyable reports whether the three values may stand in a line to copy, and the
// application may trust them.
func copyable(e *hint.Evidence) bool {
	return sent(e).Safe() && inputs.IsGUID(e.Inputs.ClientID) && trusted(e)
}

// notCopyable says why there is no command with the values that were sent.
func notCopyable(e *hint.Evidence) string {
	values := []struct{ name, value string }{
		{"client-id", e.Inputs.ClientID}, {"issuer", e.IDToken.Issuer}, {"subject", e.IDToken.Subject},
		{"audience", strings.Join(e.IDToken.Audience, ", ")},
	}
	for _, v := range values {
		switch {
		case v.value == "":
			return "the id token has no " + v.name
		case !azcli.Safe(v.value):
			return "the " + v.name + " is unsafe in a shell"
		}
	}
	return "`client-id` is not a GUID"
}

// createCredential offers the commands for a credential that matches the token,
// each with who else could sign in with it. GitHub's subjects with ids come
// first: names can be taken over by others.
func createCredential(e *hint.Evidence) []failure.Commands {
	if !copyable(e) {
		return nil
	}
	sub, all := subjectOf(e.IDToken), []failure.Commands(nil)
	consequence := "Then " + sub.whoElse() + " can use this application."
	if e.WithIDs != "" {
		with := sent(e)
		with.Subject = e.WithIDs
		all = append(all, az(e).Commands("Create a credential for "+sub.String()+", with ids in the subject", consequence+idsFollow(sub),
			append(az(e).CreateCredential(e.Inputs.ClientID, with), azcli.UseIDs(sub.repository))...))
		consequence += " Microsoft advises against subjects of names alone, which others can take over."
	}
	return append(all, az(e).Commands("Create a credential for "+sub.String()+", as sent", consequence, az(e).CreateCredential(e.Inputs.ClientID, sent(e))...))
}

// idsFollow says what else changes once a repository sends ids.
func idsFollow(sub subject) string {
	return " From the last command on, all workflows of " + untrusted.Quote(sub.repository) +
		" send subjects with ids, which their other credentials have to match as well."
}

// matchIDs offers the one command that makes subject and credential agree about
// ids, and then those that create a credential.
func matchIDs(e *hint.Evidence) []failure.Commands {
	if !copyable(e) {
		return nil
	}
	sub := subjectOf(e.IDToken)
	first := az(e).Commands("Update the subject of the credential", "Then "+sub.whoElse()+" can use this application.",
		az(e).UpdateCredential(e.Inputs.ClientID, azcli.Credential{Subject: e.IDToken.Subject}, sent(e))...)
	if e.WithIDs != "" {
		first = failure.Commands{Heading: "Have GitHub send ids in the subject",
			Consequence: strings.Replace(strings.TrimSpace(idsFollow(sub)), "From the last command on", "From then on", 1),
			Lines:       []string{azcli.UseIDs(sub.repository)}}
	}
	return slices.Insert(createCredential(e), 0, first)
}

// updateSubject offers the command that gives a credential the subject that was
// sent, and updateAudience one for the cloud's audience, whatever was sent.
func updateSubject(e *hint.Evidence) []failure.Commands {
	return update(e, "subject", e.IDToken.Subject, azcli.Credential{Subject: e.IDToken.Subject})
}

func updateAudience(e *hint.Evidence) []failure.Commands {
	return update(e, "audience", e.Inputs.Cloud.Audience, azcli.Credential{Audiences: []string{e.Inputs.Cloud.Audience}})
}

func update(e *hint.Evidence, name, value string, changed azcli.Credential) []failure.Commands {
	if !azcli.Safe(value) || !inputs.IsGUID(e.Inputs.ClientID) || !trusted(e) {
		return nil
	}
	whole := sent(e)
	if changed.Audiences != nil {
		whole.Audiences = changed.Audiences
	}
	return []failure.Commands{az(e).Commands("Update the "+name+" of the credential", "", az(e).UpdateCredential(e.Inputs.ClientID, changed, whole)...)}
}

// createServicePrincipal offers the command that makes the application known.
func createServicePrincipal(e *hint.Evidence) []failure.Commands {
	if !inputs.IsGUID(e.Inputs.ClientID) {
		return nil
	}
	return []failure.Commands{az(e).Commands("Create the service principal", "", az(e).CreateServicePrincipal(e.Inputs.ClientID))}
}
