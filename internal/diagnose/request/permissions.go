package request

import (
	"slices"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
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
	illegible  reach = iota // the token is not a JWT
	nowhere                 // none of the permissions
	readsOnly               // reads of every job
	owning                  // reads and starts, of what the caller owns
	readsOwns               // reads of every job, and starts of what the caller owns
	everywhere              // reads and starts of every job
)

func reachOf(token claims.Claims, legible bool) reach {
	has := func(permission string) bool { return slices.Contains(token.Permissions(), permission) }
	owns := has(ownedBy) && !token.Delegated()
	switch {
	case !legible:
		return illegible
	case has(readWriteAll):
		return everywhere
	case owns && has(readAll):
		return readsOwns
	case owns:
		return owning
	case has(readAll):
		return readsOnly
	}
	return nowhere
}

func reaches(some ...reach) func(*hint.Evidence) bool {
	return func(e *hint.Evidence) bool { return slices.Contains(some, reachOf(e.Token, e.Legible)) }
}

// refusedRights is true of Graph's usual answers to no permission, to no
// ownership and to a wrong ID, which its code does not distinguish. Other codes
// of these statuses are quoted, and nothing is concluded from them.
func refusedRights(e *hint.Evidence) bool {
	return (e.Answer.Status == 401 || e.Answer.Status == 403) && slices.ContainsFunc(
		[]string{"UnknownError", "Authorization_RequestDenied"}, func(code string) bool { return strings.EqualFold(code, e.Answer.Code) })
}

// Fixes that several rows share.
const (
	grantOwned = "Grant the application `" + ownedBy + "`, and make its service principal an owner of the enterprise application<with the command>."
	grantAll   = "Or grant `" + readWriteAll + "`, which covers the provisioning of every application of the tenant."
	makeOwner  = "Make the service principal of this workflow an owner of the enterprise application<with the command>: " +
		"the admin center adds only people."
	instead = "If it is an owner and still refused, grant `" + readWriteAll + "` instead."
	roles   = "Make the signed-in person an owner of the enterprise application, or assign the role Application Administrator, " +
		"Cloud Application Administrator or, for cloud sync, Hybrid Identity Administrator."
	newScope = "Get a token with the delegated permission `" + readWriteAll + "`, consented to by an administrator."

	sameAnswer = " Microsoft Graph gives the same answer for an ID that no enterprise application has."
)

// permissionRows explain a refusal for want of rights, by what the token has.
var permissionRows = []hint.Row{
	{
		Is:    hint.All(refusedRights, starting, reaches(illegible)),
		Claim: hint.NoPermission, Likely: true, Also: []hint.Claim{hint.NotOwner},
		Title: "The start is not allowed",
		Cause: "Microsoft Graph refused the start (<code>), and what the token allows is not readable here. Probably a permission is missing.",
		Fixes: []string{checkOpaque},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(illegible)),
		Claim: hint.NoPermission, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.WrongServicePrincipal},
		Title: "Not allowed, or a wrong ID",
		Cause: "Microsoft Graph refused <call> (<code>), and what the token allows is not readable here. Probably a permission is missing, or the ID is wrong.",
		Fixes: []string{checkOpaque, checkID},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, starting, reaches(nowhere)),
		Claim: hint.NoPermission,
		Title: "The start is not allowed",
		Cause: "The token acts for a signed-in person and has no permission that Microsoft documents for the start (<code>).",
		Fixes: []string{newScope, roles}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NoRole},
		Title: "A permission is missing",
		Cause: "The token acts for a signed-in person and has no permission for <call> (<code>).",
		Fixes: []string{newScope, roles}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, starting, reaches(readsOnly)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NoRole},
		Title: "The start is not allowed",
		Cause: "The token acts for a signed-in person and has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		Fixes: []string{newScope, roles}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, starting),
		Claim: hint.NoRole, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "The start is not allowed",
		Cause: "The token has the permission and could read the job, so the signed-in person probably lacks a role or ownership (<code>).",
		Fixes: []string{roles, settle}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated),
		Claim: hint.NoRole, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.WrongServicePrincipal},
		Title: "A role is missing, or the ID is wrong",
		Cause: "The token has the permission, so the signed-in person probably lacks a role or ownership (<code>)." + sameAnswer,
		Fixes: []string{roles, checkID}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "The start is not allowed",
		Cause: "The token of application <caller> has no permission that Microsoft documents for the start (<code>).",
		Fixes: []string{grantOwned, grantAll, settle}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "A permission is missing",
		Cause: "The token of application <caller> has no permission for <call> (<code>).",
		Fixes: []string{grantOwned, grantAll, settle}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(readsOnly)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "The start is not allowed",
		Cause: "The token of application <caller> has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		Fixes: []string{grantOwned, grantAll, settle}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(readsOwns)),
		Claim: hint.NotOwner, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "The start is not allowed",
		Cause: "The token has `" + ownedBy + "`, which needs ownership for the start, and the workflow's service principal is probably not an owner (<code>).",
		Fixes: []string{makeOwner, settle, instead}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(owning)),
		Claim: hint.TooNew, Likely: true, Also: []hint.Claim{hint.NotOwner},
		Title: "The start is not allowed",
		Cause: "The token has `" + ownedBy + "` and could read the job, and the start was refused (<code>). Probably a change is not known everywhere yet.",
		Fixes: []string{"Wait some minutes, then run again.", instead, askSupport}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting),
		Claim: hint.TooNew, Likely: true,
		Title: "The start is not allowed",
		Cause: "The token has `" + readWriteAll + "`, which allows the start, and yet it was refused (<code>). Probably a change is not known everywhere yet.",
		Fixes: []string{"Wait some minutes, then run again.", askSupport},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(owning)),
		Claim: hint.NotOwner, Likely: true, Also: []hint.Claim{hint.WrongServicePrincipal, hint.TooNew},
		Title: "Not an owner, or a wrong ID",
		Cause: "The token has `" + ownedBy + "`, which needs ownership, and the workflow's service principal is probably not an owner (<code>)." + sameAnswer,
		Fixes: []string{makeOwner, checkID, settle}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(readsOnly, readsOwns)),
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably a wrong ID",
		Cause: "The token has `" + readAll + "`, which allows <call>, and yet it was refused (<code>): probably no enterprise application has this ID.",
		Fixes: []string{checkID, settle, askSupport},
		Link:  pagePermissions,
	},
	{
		Is:    refusedRights,
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably a wrong ID",
		Cause: "The token has `" + readWriteAll + "`, which allows <call>, and yet it was refused (<code>): probably no enterprise application has this ID.",
		Fixes: []string{checkID, settle, askSupport},
		Link:  pagePermissions,
	},
}

const checkOpaque = "Check that the application of the token has `" + ownedBy + "` and is an owner of the enterprise application, " +
	"or has `" + readWriteAll + "`. Tokens of personal accounts are not accepted."

// tokenFacts is what the token says of itself.
func tokenFacts(e *hint.Evidence) []failure.Fact {
	if !e.Legible {
		return hint.Facts("token", "not a JWT")
	}
	kind, who := "permissions of the token (roles)", "service principal of the token (oid)"
	if delegated(e) {
		kind, who = "permissions of the token (scp)", "signed-in person (oid)"
	}
	carried := strings.Join(e.Token.Permissions(), ", ")
	if carried == "" {
		carried = "none"
	}
	return hint.Facts(kind, carried, "application of the token (appid)", e.Token.AppID, who, e.Token.ObjectID, "tenant of the token (tid)", e.Token.TenantID)
}

// needs is what the call needs, least first.
func needs(e *hint.Evidence) []failure.Fact {
	if delegated(e) {
		return hint.Facts("needed", readWriteAll+", and ownership or a directory role")
	}
	return hint.Facts("needed, least", ownedBy+", and to own the enterprise application", "or", readWriteAll)
}

// StartPermission is the warning of a dry run whose token could read the job but
// does not show that it allows the start, by what the token says of itself.
func StartPermission(token string) []failure.Warning {
	c, legible := claims.Read(token)
	w := failure.Warning{}
	switch reachOf(c, legible) {
	case readsOnly:
		missing := "`" + ownedBy + "` with ownership of the enterprise application, or `" + readWriteAll + "`"
		if c.Delegated() {
			missing = "the delegated permission `" + readWriteAll + "`"
		}
		w.Title = "The token allows to read the job but not to start it"
		w.Text = "It has `" + readAll + "`, so a start would be refused."
		w.Fix = "Grant " + missing + "."
	case readsOwns:
		w.Title = "A dry run does not show whether the token allows the start"
		w.Text = "It could read the job by `" + readAll + "`. A start by `" + ownedBy + "` needs ownership, which was not checked."
		w.Fix = "Check that the service principal of this workflow is an owner of the enterprise application."
	case illegible, nowhere, owning, everywhere:
		return nil
	}
	return []failure.Warning{w}
}
