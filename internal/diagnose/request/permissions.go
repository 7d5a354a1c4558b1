package request

import (
	"slices"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
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
	grantUnread = "Grant the application `" + ownedBy + "`. Then check that `service-principal-id` is the Object ID of the enterprise application, " +
		"and make the service principal its owner<with the command>."
	grantOwned  = "Grant the application `" + ownedBy + "`, and make its service principal an owner of the enterprise application<with the command>."
	grantAll    = "Or grant `" + readWriteAll + "`, " + allOfTenant + "."
	allOfTenant = "which covers the provisioning of every application of the tenant"
	makeOwner   = "Make the service principal of this workflow an owner of the enterprise application<with the command>: " + onlyPeople
	onlyPeople  = "the admin center adds only people."
	instead     = "If the start is refused to an owner too, grant `" + readWriteAll + "` instead, " + allOfTenant + "."

	newOwner      = "If the owner was added just now" + waitThen
	newPermission = "If the permission was granted just now" + waitThen
	newAnything   = "If the enterprise application or the permission is new" + waitThen

	sameAnswer = " Microsoft Graph gives the same answer for an ID that no enterprise application has."
	wrongID    = "and yet it was refused (<code>): probably no enterprise application has the ID <service-principal-id>."
)

// permissionRows explain a refusal for want of rights, by what the token has.
var permissionRows = slices.Concat(opaqueRows, personRows, []hint.Row{
	{
		Is:    hint.All(refusedRights, starting, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "A permission for the start is missing",
		Cause: "The token of application <caller> has no permission that Microsoft documents for the start (<code>).",
		Fixes: []string{grantOwned, grantAll, newPermission}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "A permission is missing",
		Cause: "The token of application <caller> has no permission for <call> (<code>).",
		Fixes: []string{grantUnread, grantAll, newPermission}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(readsOnly)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "A permission for the start is missing",
		Cause: "The token of application <caller> has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		Fixes: []string{grantOwned, grantAll, newPermission}, Commands: grants,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(readsOwns)),
		Claim: hint.NotOwner, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably not an owner",
		Cause: "The token has `" + ownedBy + "`, which needs ownership for the start, and the workflow's service principal is probably not an owner (<code>).",
		Fixes: []string{makeOwner, newOwner, instead}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting, reaches(owning)),
		Claim: hint.TooNew, Likely: true, Also: []hint.Claim{hint.NotOwner},
		Title: "Probably a change is not known everywhere yet",
		Cause: "The token has `" + ownedBy + "` and could read the job. Probably a permission, an owner or the application is too new (<code>).",
		Fixes: []string{inMinutes, instead, askSupport}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, starting),
		Claim: hint.TooNew, Likely: true,
		Title: "Probably a change is not known everywhere yet",
		Cause: "The token has `" + readWriteAll + "`, which allows the start. Probably the permission or the application is too new (<code>).",
		Fixes: []string{inMinutes, askSupport},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(owning)),
		Claim: hint.NotOwner, Likely: true, Also: []hint.Claim{hint.WrongServicePrincipal, hint.TooNew},
		Title: "Probably not an owner, or a wrong ID",
		Cause: "The token has `" + ownedBy + "`, which needs ownership, and the workflow's service principal is probably not an owner (<code>)." + sameAnswer,
		Fixes: []string{
			checkID,
			"If the ID is right, make the service principal of this workflow an owner of that enterprise application<with the command>: " + onlyPeople,
			newOwner,
		}, Commands: own,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(readsOnly)),
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably a wrong ID",
		Cause: "The token has `" + readAll + "`, which allows <call> and not the start, " + wrongID,
		Fixes: []string{checkID, "For the start, grant `" + ownedBy + "` with ownership of the enterprise application.", newAnything},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(readsOwns)),
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably a wrong ID",
		Cause: "The token has `" + readAll + "`, which allows <call>, " + wrongID,
		Fixes: []string{checkID, newAnything, askSupport},
		Link:  pagePermissions,
	},
	{
		Is:    refusedRights,
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Probably a wrong ID",
		Cause: "The token has `" + readWriteAll + "`, which allows <call>, " + wrongID,
		Fixes: []string{checkID, newAnything, askSupport},
		Link:  pagePermissions,
	},
})
