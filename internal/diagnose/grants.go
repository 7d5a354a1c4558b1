package diagnose

import (
	"regexp"

	"start-synchronization-job/internal/graph"
)

// The app roles of Microsoft Graph, the same in every tenant and cloud:
// https://learn.microsoft.com/graph/permissions-reference.
const (
	roleOwnedBy      = "18a4783c-866b-4cc7-a460-3d5e5662c884"
	roleReadWriteAll = "9b50c33d-700f-43b1-b2eb-87e89b703581"
)

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// isGUID guards every value that goes into a line to copy.
func isGUID(value string) bool { return guid.MatchString(value) }

// grants are the commands that give the caller what it lacks, for the Azure CLI
// in a POSIX shell. There are none where an ID in them would not be a GUID, or
// where nothing is to be granted.
func (t *telling) grants(far reach) []string {
	caller, target := t.token.ObjectID, t.client.ServicePrincipalID
	if !isGUID(caller) || !isGUID(target) || far == illegible {
		return nil
	}
	commands := t.client.rightCloud()
	owner := t.client.makeOwner(caller)
	all := t.client.grant(caller, roleReadWriteAll)
	switch {
	case t.token.Delegated():
		return append(commands, "# Make the signed-in person an owner of the enterprise application.", owner)
	case far == everywhere:
		return nil
	case far == owning:
		return append(commands,
			"# As a Cloud Application Administrator: make the workflow's service principal an owner.",
			owner)
	}
	return append(commands,
		"# As a Privileged Role Administrator: grant "+ownedBy+".",
		t.client.graphID(),
		t.client.grant(caller, roleOwnedBy),
		"# As a Cloud Application Administrator: make the workflow's service principal an owner.",
		owner,
		"# Or, in place of both grants above: "+readWriteAll+".",
		"# "+all)
}

// rightCloud reminds of the cloud that az has to be signed in to, where it is
// not the one that az begins with.
func (c client) rightCloud() []string {
	if c.Cloud.Name == "global" {
		return nil
	}
	return []string{"# az cloud set --name " + c.Cloud.CLI + " && az login --allow-no-subscriptions"}
}

// rest is the beginning of one request by the Azure CLI. A dollar sign in path
// is to be written as a shell has it in double quotes. az finds out by itself
// which token a request needs only where the address is its cloud's own.
func (c client) rest(method, path string) string {
	return "az rest --method " + method + " --resource " + c.Cloud.Graph + `/ --url "` + c.Cloud.Graph + graph.Version + path + `"`
}

// graphID puts the object ID of Microsoft Graph's service principal, which is
// another in every tenant, into a variable of the shell.
func (c client) graphID() string {
	return "graph=$(" + c.rest("get", "/servicePrincipals(appId='"+graphAppID+"')") + " --query id --output tsv)"
}

// grant gives a service principal an app role of Microsoft Graph:
// https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments.
func (c client) grant(caller, role string) string {
	return c.rest("post", "/servicePrincipals/"+caller+"/appRoleAssignments") +
		` --body "{\"principalId\":\"` + caller + `\",\"resourceId\":\"$graph\",\"appRoleId\":\"` + role + `\"}"`
}

// makeOwner makes a service principal or a person an owner:
// https://learn.microsoft.com/graph/api/serviceprincipal-post-owners.
func (c client) makeOwner(caller string) string {
	return c.rest("post", "/servicePrincipals/"+c.ServicePrincipalID+`/owners/\$ref`) +
		` --body '{"@odata.id":"` + c.Cloud.Graph + graph.Version + "/directoryObjects/" + caller + `"}'`
}
