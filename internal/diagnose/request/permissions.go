package request

import (
	"context"
	"slices"
	"strings"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
)

// The permissions that Microsoft documents for these calls, least first:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start#permissions,
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get#permissions.
const (
	// ownedBy counts only on what the caller owns, and only in an application's
	// token.
	ownedBy      = "Application.ReadWrite.OwnedBy"
	readAll      = "Synchronization.Read.All"
	readWriteAll = "Synchronization.ReadWrite.All"
)

// reach is how far the permissions of a token go, by the documentation.
type reach int

const (
	unreadable reach = iota // the token is not a JWT
	nowhere                 // none of the permissions
	readsOnly               // reads of every job
	owning                  // reads and starts, of what the caller owns
	everywhere              // reads and starts of every job
)

func reachOf(token claims.Claims, readable bool) reach {
	has := func(permission string) bool { return slices.Contains(token.Permissions(), permission) }
	switch {
	case !readable:
		return unreadable
	case has(readWriteAll):
		return everywhere
	case has(ownedBy) && !token.Delegated():
		return owning
	case has(readAll):
		return readsOnly
	}
	return nowhere
}

// Fixes that several rows share.
const (
	grantOwned = "Grant the application `" + ownedBy + "`, and make its service principal an owner of the enterprise application."
	grantAll   = "Or grant `" + readWriteAll + "`, which covers the provisioning of every application of the tenant."
	makeOwner  = "Make the service principal of this workflow an owner of the enterprise application; owning its app registration is not enough."
	checkID    = "Check `service-principal-id`: it is the Object ID on the Overview page of the enterprise application."
	settle     = "If it was set up just now, wait some minutes and run again."
	roles      = "Make the signed-in person an owner of the enterprise application, or assign the role Application Administrator, " +
		"Cloud Application Administrator or, for cloud sync, Hybrid Identity Administrator."
	newScope = "Get a token with the delegated permission `" + readWriteAll + "`, consented to by an administrator."
)

// standings explain a refusal for want of rights, by what the token has. A code
// of Graph's does not distinguish these, least of all UnknownError.
var standings = []struct {
	delegated bool
	reach     reach
	title     string
	cause     string
	fixes     []string
}{
	{
		reach: unreadable,
		title: "Not allowed, or a wrong ID",
		cause: "Microsoft Graph refused <call> (<code>), and what the token allows is not readable here.",
		fixes: []string{"Check that the application of the token has `" + ownedBy + "` and is an owner of the enterprise application, " +
			"or has `" + readWriteAll + "`. Tokens of personal accounts are not accepted.", checkID},
	},
	{
		reach: nowhere,
		title: "A permission is missing",
		cause: "The token of application <caller> has no permission for <call> (<code>).",
		fixes: []string{grantOwned, grantAll, settle},
	},
	{
		reach: readsOnly,
		title: "A permission is missing",
		cause: "The token of application <caller> has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		fixes: []string{grantOwned, grantAll, settle},
	},
	{
		reach: owning,
		title: "Not an owner, or a wrong ID",
		cause: "The token has `" + ownedBy + "`, which counts only where the workflow's service principal is an owner (<code>).",
		fixes: []string{makeOwner, settle, "If it is an owner and still refused, grant `" + readWriteAll + "` instead."},
	},
	{
		reach: everywhere,
		title: "Not allowed, or a wrong ID",
		cause: "The token has `" + readWriteAll + "`, which allows <call>, and yet it was refused (<code>).",
		fixes: []string{checkID, settle, askSupport},
	},
	{
		delegated: true, reach: nowhere,
		title: "A permission is missing",
		cause: "The token acts for a signed-in person and has no permission for <call> (<code>).",
		fixes: []string{newScope, roles},
	},
	{
		delegated: true, reach: readsOnly,
		title: "A permission is missing",
		cause: "The token acts for a signed-in person and has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		fixes: []string{newScope, roles},
	},
	{
		delegated: true, reach: everywhere,
		title: "A role is missing, or the ID is wrong",
		cause: "The token has the permission, and the signed-in person seems to lack the role (<code>).",
		fixes: []string{roles, checkID},
	},
}

// forbidden explains what is missing: a permission, ownership, or the right ID.
func (f *finding) forbidden(ctx context.Context) {
	far := reachOf(f.token, f.readable)
	for _, s := range standings {
		if s.reach == far && s.delegated == f.token.Delegated() {
			f.Title, f.Cause, f.Fixes = s.title, f.fill(s.cause), slices.Clone(s.fixes)
		}
	}
	switch {
	case f.call == Starting:
		f.Title = "The start is not allowed"
		f.Fixes = slices.DeleteFunc(f.Fixes, func(fix string) bool { return fix == checkID }) // the read went well with it
	case far == readsOnly, far == owning:
		f.Cause += " Or no enterprise application has this ID: the answer is the same."
		f.Fixes = slices.Insert(f.Fixes, 1, checkID)
	}
	f.Facts = slices.Concat(f.Facts, f.tokenFacts(), f.needs())
	f.Commands = f.grants(far)
	if f.call == Reading {
		f.mistaken(ctx)
	}
}

// tokenFacts is what the token says of itself.
func (f *finding) tokenFacts() []failure.Fact {
	if !f.readable {
		return hint.Facts("token", "not a JWT")
	}
	kind, who := "permissions of the token (roles)", "service principal of the token (oid)"
	if f.token.Delegated() {
		kind, who = "permissions of the token (scp)", "signed-in person (oid)"
	}
	carried := strings.Join(f.token.Permissions(), ", ")
	if carried == "" {
		carried = "none"
	}
	return hint.Facts(kind, carried, "application of the token (appid)", f.token.AppID, who, f.token.ObjectID, "tenant of the token (tid)", f.token.TenantID)
}

// needs is what the call needs, least first.
func (f *finding) needs() []failure.Fact {
	if f.token.Delegated() {
		return hint.Facts("needed", readWriteAll+", and ownership or a directory role")
	}
	return hint.Facts("needed, least", ownedBy+", and to own the enterprise application", "or", readWriteAll)
}

// grants are the commands that give the caller what it lacks. There are none
// where an ID in them would not be a GUID, or where nothing is to be granted.
func (f *finding) grants(far reach) []failure.Commands {
	az, caller, target := f.azure(), f.token.ObjectID, f.known.Inputs.ServicePrincipalID
	if !inputs.IsGUID(caller) || !inputs.IsGUID(target) || far == unreadable || far == everywhere && !f.token.Delegated() {
		return nil
	}
	owner := az.AddOwner(target, caller)
	const manages = " can then manage this enterprise application, its credentials and deletion included, and no other."
	switch {
	case f.token.Delegated():
		return []failure.Commands{az.Commands("Make the signed-in person an owner", "The person"+manages, owner)}
	case far == owning:
		return []failure.Commands{az.Commands("Make the service principal an owner (as Cloud Application Administrator)", "The workflow"+manages, owner)}
	}
	return []failure.Commands{
		az.Commands("Grant "+ownedBy+" and ownership (as Privileged Role Administrator)", "The workflow"+manages,
			append(az.Grant(caller, azcli.RoleOwnedBy), owner)...),
		az.Commands("Or grant "+readWriteAll, "The workflow can then change the provisioning of every application of the tenant, and nothing else.",
			az.Grant(caller, azcli.RoleReadWriteAll)...),
	}
}

// StartPermission is the warning of a dry run whose token could read the job
// but may not start it, by what the token says of itself. There is none where
// the token has what a start needs, or does not say.
func StartPermission(token string) []failure.Warning {
	c, readable := claims.Read(token)
	if !slices.Contains(c.Permissions(), readAll) {
		return nil
	}
	w := failure.Warning{}
	switch reachOf(c, readable) {
	case readsOnly:
		missing := "`" + ownedBy + "` with ownership of the enterprise application, or `" + readWriteAll + "`"
		if c.Delegated() {
			missing = "the delegated permission `" + readWriteAll + "`"
		}
		w.Title = "The token may read the job but not start it"
		w.Text = "It has `" + readAll + "`, so a real run would be refused."
		w.Fix = "Grant " + missing + "."
	case owning:
		w.Title = "A dry run does not show whether the token may start the job"
		w.Text = "It could read the job by `" + readAll + "`. A start by `" + ownedBy + "` needs ownership, which was not checked."
		w.Fix = "Check that the service principal of this workflow is an owner of the enterprise application."
	default:
		return nil
	}
	return []failure.Warning{w}
}
