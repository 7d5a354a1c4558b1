// Package azcli builds the lines that a person may copy into a POSIX shell:
// calls of the Azure CLI, and one of GitHub's.
package azcli

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
)

// Safe reports whether a value may stand in a line to copy. It guards every
// value there that is no GUID: a branch name may hold quotes, $ and ;, and
// whoever copies a line may not read it twice.
func Safe(value string) bool { return safe.MatchString(value) }

var safe = regexp.MustCompile(`^[A-Za-z0-9._/@:-]+$`)

// word quotes text as one word of a POSIX shell.
func word(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// CLI builds commands of the Azure CLI for a POSIX shell.
type CLI struct {
	Cloud  cloud.Cloud
	Tenant string // ID or domain
}

// Commands returns lines under a heading. Signing in to the tenant comes first:
// az may be signed in to another one. In a cloud that az does not know there are
// no lines.
func (az CLI) Commands(heading, consequence string, lines ...string) failure.Commands {
	if az.Cloud.CLI == "" {
		return failure.Commands{}
	}
	var before []string
	if az.Cloud.CLI != "AzureCloud" {
		before = append(before, "az cloud set --name "+az.Cloud.CLI)
	}
	switch {
	case safe.MatchString(az.Tenant):
		before = append(before, "az login --allow-no-subscriptions --tenant "+word(az.Tenant))
	case before != nil:
		before = append(before, "az login --allow-no-subscriptions")
	}
	return failure.Commands{Heading: heading, Consequence: consequence, Lines: append(before, lines...)}
}

// rest is one request to Microsoft Graph. az finds the token for it only where
// the resource is named, or the address is one of the cloud that az knows.
func (az CLI) rest(method, path, body string) string {
	line := "az rest --method " + method + " --resource " + word(az.Cloud.Graph+"/") + " --url " + word(az.Cloud.Graph+cloud.GraphVersion+path)
	if body != "" {
		line += " --body " + body
	}
	return line
}

// onlyREST reports whether az ad would ask another Graph than the tenant's: of
// the US government's it knows L4 only,
// https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/cloud.py.
func (az CLI) onlyREST() bool { return az.Cloud.Name == "usgov-l5" }

// Credential is a federated credential of an application.
type Credential struct {
	Name      string   `json:"name,omitempty"`
	Issuer    string   `json:"issuer,omitempty"`
	Subject   string   `json:"subject,omitempty"`
	Audiences []string `json:"audiences,omitempty"`
}

func (c Credential) json() string {
	body, _ := json.Marshal(c) // strings alone, which always marshal
	return word(string(body))
}

// Safe reports whether every value may stand in a line to copy.
func (c Credential) Safe() bool {
	return safe.MatchString(c.Issuer) && safe.MatchString(c.Subject) && len(c.Audiences) == 1 && safe.MatchString(c.Audiences[0])
}

// CreateCredential adds a federated credential,
// https://learn.microsoft.com/cli/azure/ad/app/federated-credential#az-ad-app-federated-credential-create,
// https://learn.microsoft.com/cli/azure/identity/federated-credential#az-identity-federated-credential-create.
func (az CLI) CreateCredential(clientID string, c Credential) []string {
	// One name for one set of claims: a second credential of a name is refused.
	sum := sha256.Sum256([]byte(c.Issuer + " " + c.Subject + " " + c.Audiences[0]))
	c.Name = fmt.Sprintf("start-job-%x", sum[:4])
	create := "az ad app federated-credential create --id " + word(clientID) + " --parameters " + c.json()
	if az.onlyREST() {
		create = az.rest("post", "/applications(appId='"+clientID+"')/federatedIdentityCredentials", c.json())
	}
	return append([]string{create}, ofManagedIdentity("create", word(c.Name), c)...)
}

// UpdateCredential changes the values of a credential that changed holds. whole
// are all three as they will be, which the line for a managed identity names:
// that line is left out where one of them is not allowed in a line to copy.
func (az CLI) UpdateCredential(clientID string, changed, whole Credential) []string {
	path := "/applications(appId='" + clientID + "')/federatedIdentityCredentials"
	list := "az ad app federated-credential list --id " + word(clientID)
	update := "az ad app federated-credential update --id " + word(clientID) + " --federated-credential-id ID --parameters " + changed.json()
	if az.onlyREST() {
		list, update = az.rest("get", path, ""), az.rest("patch", path+"/ID", changed.json())
	}
	lines := []string{list, "# Replace ID by that of the credential:", update}
	if whole.Safe() {
		lines = append(lines, ofManagedIdentity("update", "CREDENTIAL", whole)...)
	}
	return lines
}

// ofManagedIdentity is the same for the credential of a managed identity, which
// has no app registration. The names of both are for the reader to fill in.
func ofManagedIdentity(verb, name string, c Credential) []string {
	return []string{
		"# For a managed identity instead:",
		"# az identity federated-credential " + verb + " --identity-name NAME --resource-group GROUP --name " + name +
			" --issuer " + word(c.Issuer) + " --subject " + word(c.Subject) + " --audiences " + word(c.Audiences[0]),
	}
}

// CreateServicePrincipal makes an application known to the tenant,
// https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-create.
func (az CLI) CreateServicePrincipal(clientID string) string {
	if az.onlyREST() {
		return az.rest("post", "/servicePrincipals", word(`{"appId":"`+clientID+`"}`))
	}
	return "az ad sp create --id " + word(clientID)
}

// The app roles of Microsoft Graph, the same in every tenant and cloud:
// https://learn.microsoft.com/graph/permissions-reference.
const (
	RoleOwnedBy      = "18a4783c-866b-4cc7-a460-3d5e5662c884"
	RoleReadWriteAll = "9b50c33d-700f-43b1-b2eb-87e89b703581"
)

// Grant gives a service principal an app role of Microsoft Graph, whose own
// service principal has another ID in every tenant:
// https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments.
func (az CLI) Grant(caller, role string) []string {
	return []string{
		"graph=$(" + az.rest("get", "/servicePrincipals(appId='"+cloud.GraphAppID+"')", "") + " --query id --output tsv)",
		az.rest("post", "/servicePrincipals/"+caller+"/appRoleAssignments",
			`'{"principalId":"`+caller+`","resourceId":"'"$graph"'","appRoleId":"`+role+`"}'`),
	}
}

// AddOwner makes a service principal or a person an owner of an enterprise
// application:
// https://learn.microsoft.com/graph/api/serviceprincipal-post-owners.
func (az CLI) AddOwner(servicePrincipal, owner string) string {
	return az.rest("post", "/servicePrincipals/"+servicePrincipal+"/owners/$ref",
		word(`{"@odata.id":"`+az.Cloud.Graph+cloud.GraphVersion+"/directoryObjects/"+owner+`"}`))
}

// ValidateCredentials tests the saved credentials of a job's target:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-validatecredentials.
func (az CLI) ValidateCredentials(servicePrincipal, job, template string) string {
	return az.rest("post", jobPath(servicePrincipal, job)+"/validateCredentials",
		word(`{"useSavedCredentials":true,"templateId":"`+template+`"}`))
}

// Restart restarts a job with a scope:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-restart.
func (az CLI) Restart(servicePrincipal, job, scope string) string {
	return az.rest("post", jobPath(servicePrincipal, job)+"/restart", word(`{"criteria":{"resetScope":"`+scope+`"}}`))
}

func jobPath(servicePrincipal, job string) string {
	return "/servicePrincipals/" + servicePrincipal + "/synchronization/jobs/" + job
}

// UseIDs has GitHub put ids into the subjects of a repository:
// https://learn.microsoft.com/entra/workload-id/workload-identities-github-immutable-subjects.
func UseIDs(repository string) string {
	return "gh api --method PUT " + word("repos/"+repository+"/actions/oidc/customization/sub") +
		" -F use_default=true -F use_immutable_subject=true"
}
