package request

import (
	"slices"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
)

func az(e *hint.Evidence) azcli.CLI {
	tenant := e.Token.TenantID
	if tenant == "" {
		tenant = e.Inputs.TenantID
	}
	return azcli.CLI{Cloud: e.Inputs.Cloud, Tenant: tenant}
}

// What ownership lets an owner do.
const manages = " can then manage this enterprise application, its credentials and deletion included."

// own is the command that makes the workflow's service principal an owner, and
// ownPerson the one for the signed-in person. There are none where an ID in them
// would not be a GUID.
func own(e *hint.Evidence) []failure.Commands {
	return owner(e, "Make the service principal an owner", "The workflow"+manages)
}

func ownPerson(e *hint.Evidence) []failure.Commands {
	return owner(e, "Make the signed-in person an owner", "The person"+manages)
}

func owner(e *hint.Evidence, heading, consequence string) []failure.Commands {
	if !grantable(e) {
		return nil
	}
	return []failure.Commands{az(e).Commands(heading+" (as Cloud Application Administrator)", consequence,
		az(e).AddOwner(e.Inputs.ServicePrincipalID, e.Token.ObjectID))}
}

func grantable(e *hint.Evidence) bool {
	return inputs.IsGUID(e.Token.ObjectID) && inputs.IsGUID(e.Inputs.ServicePrincipalID)
}

// grants are the commands that give the caller a permission, and ownership, each
// with the role that it needs.
func grants(e *hint.Evidence) []failure.Commands {
	if !grantable(e) {
		return nil
	}
	return slices.Concat(
		[]failure.Commands{az(e).Commands("Grant "+ownedBy+" (as Privileged Role Administrator)",
			"The workflow can then create applications, and manage all that it owns, credentials and deletion included.",
			az(e).Grant(e.Token.ObjectID, azcli.RoleOwnedBy)...)},
		own(e),
		[]failure.Commands{az(e).Commands("Or grant "+readWriteAll+" (as Privileged Role Administrator)",
			"The workflow can then change the provisioning of every application of the tenant.",
			az(e).Grant(e.Token.ObjectID, azcli.RoleReadWriteAll)...)},
	)
}

// createPrincipal makes the calling application known to the tenant.
func createPrincipal(e *hint.Evidence) []failure.Commands {
	if !inputs.IsGUID(e.Token.AppID) {
		return nil
	}
	return []failure.Commands{az(e).Commands("Create the service principal (as Cloud Application Administrator)", "", az(e).CreateServicePrincipal(e.Token.AppID))}
}
