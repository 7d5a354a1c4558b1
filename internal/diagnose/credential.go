package diagnose

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
)

// named is the claim that Entra names by a code, and what usually differs in it.
var named = map[int]struct{ claim, usually string }{
	700211: {"issuer", "Credentials made for github.com do not match an enterprise's own issuer, GitHub Enterprise Server or ghe.com; " +
		"a slash at the end counts too."},
	700212: {"audience", "It comes from the input `audience`, else from the input `cloud`. The credential has to hold the same one."},
	700213: {"subject", ""},
	7002138: {"subject, by letter case alone", "GitHub sends owner and repository as they are written there, " +
		"and Entra tells capitals from small letters."},
}

// admit explains that no federated credential matches: what was sent, what of
// it Entra named, and the command for a credential that admits this workflow.
func admit(s signIn, e *entra.Error, f *failure.Failure) {
	sent := subjectOf(e.Claims)
	facts := sentFacts(e)
	if n, ok := named[e.Code]; ok {
		facts = append(facts, failure.Fact{Name: "Entra named", Value: "the " + n.claim})
		f.Means += " Entra named the " + n.claim + ". " + n.usually
	}
	if e.Code != 700211 && e.Code != 700212 {
		f.Means = strings.TrimSpace(f.Means) + " The subject sent was " + foreign.Quote(e.Claims.Subject) + ". " +
			strings.TrimSpace(sent.reason()+" "+sent.form())
	}
	f.Means = strings.TrimSpace(f.Means)
	f.Facts = append(append(facts, failure.Fact{Name: "The subject is of", Value: sent.String()}), f.Facts...)
	f.Do = append(f.Do, "Add only claims that you expect: with a credential for this subject, this application can be used by "+sent.whoElse()+".")
	commands, ok := s.credentialCommands(e)
	if !ok {
		f.Do = append(f.Do, "If you expect them, enter the three values there by hand, as \"Other issuer\". No command is printed, "+
			"because a value is missing or holds characters that a shell may take for more than text.")
		return
	}
	f.Do = append(f.Do, "If you expect them, create the credential with the command in the job summary. It may take some minutes to work. Then run again.")
	f.Commands = append(f.Commands, commands...)
}

// sentFacts are the claims that Entra compares, of the token that was sent.
func sentFacts(e *entra.Error) []failure.Fact {
	return []failure.Fact{
		{Name: "Issuer as sent", Value: e.Claims.Issuer},
		{Name: "Subject as sent", Value: e.Claims.Subject},
		{Name: "Audience as sent", Value: strings.Join(e.Claims.Audience, ", ")},
	}
}

// safe is what may stand in a printed command: a branch name may legally hold
// quotes, $ and ;, and a summary is copied by people who do not read it twice.
var safe = regexp.MustCompile(`^[A-Za-z0-9._/@:-]+$`)

// credentialCommands create a federated credential for the claims as sent. It
// reports false where they hold anything that is not safe.
// https://learn.microsoft.com/cli/azure/ad/app/federated-credential#az-ad-app-federated-credential-create
// https://learn.microsoft.com/cli/azure/identity/federated-credential#az-identity-federated-credential-create
func (s signIn) credentialCommands(e *entra.Error) ([]string, bool) {
	issuer, subject := e.Claims.Issuer, e.Claims.Subject
	if len(e.Claims.Audience) != 1 {
		return nil, false
	}
	audience := e.Claims.Audience[0]
	for _, value := range []string{issuer, subject, audience, s.ClientID, s.TenantID} {
		if !safe.MatchString(value) {
			return nil, false
		}
	}
	name := credentialName(issuer, subject, audience)
	body, err := json.Marshal(struct {
		Name      string   `json:"name"`
		Issuer    string   `json:"issuer"`
		Subject   string   `json:"subject"`
		Audiences []string `json:"audiences"`
	}{name, issuer, subject, []string{audience}})
	if err != nil {
		return nil, false
	}
	create := "az ad app federated-credential create --id " + quote(s.ClientID) + " --parameters " + quote(string(body))
	if s.onlyByREST() {
		create = s.post("applications(appId='"+s.ClientID+"')/federatedIdentityCredentials", string(body))
	}
	return append(s.azSignIn(),
		"# Where the client is an app registration:",
		create,
		"# Or, where it is a managed identity (fill in its name and resource group):",
		"az identity federated-credential create --name "+quote(name)+" --identity-name NAME --resource-group GROUP"+
			" --issuer "+quote(issuer)+" --subject "+quote(subject)+" --audiences "+quote(audience),
	), true
}

// credentialName is one name for one set of claims. Names take letters, digits
// and hyphens, and a second credential of the same name is refused.
func credentialName(claims ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(claims, " ")))
	return fmt.Sprintf("github-%x", sum[:4])
}

// createServicePrincipal adds the command that makes the application known to the tenant.
// https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-create
func createServicePrincipal(s signIn, _ *entra.Error, f *failure.Failure) {
	if !safe.MatchString(s.ClientID) || !safe.MatchString(s.TenantID) {
		return
	}
	create := "az ad sp create --id " + quote(s.ClientID)
	if s.onlyByREST() {
		create = s.post("servicePrincipals", `{"appId":"`+s.ClientID+`"}`)
	}
	f.Commands = append(s.azSignIn(), create)
}

// azSignIn takes az to the cloud of the tenant where it is not az's own default.
func (s signIn) azSignIn() []string {
	if s.Cloud.CLI == "AzureCloud" {
		return nil
	}
	return []string{
		"az cloud set --name " + s.Cloud.CLI,
		"az login --allow-no-subscriptions --tenant " + quote(s.TenantID),
	}
}

// onlyByREST reports whether az ad would ask another Graph than the tenant's:
// for US government it knows the one of L4 only.
// https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/cloud.py
func (s signIn) onlyByREST() bool { return s.Cloud.Name == "usgov-l5" }

func (s signIn) post(path, body string) string {
	return "az rest --method post --resource " + quote(s.Cloud.Graph+"/") +
		" --url " + quote(s.Cloud.Graph+"/v1.0/"+path) + " --body " + quote(body)
}

// quote makes one word of a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
