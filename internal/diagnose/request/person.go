package request

import "start-synchronization-job/internal/diagnose/hint"

// opaqueRows explain a refusal for want of rights of a token that is not a JWT.
var opaqueRows = []hint.Row{
	{
		Is:    hint.All(refusedRights, starting, reaches(illegible)),
		Claim: hint.NoPermission, Likely: true, Also: []hint.Claim{hint.NotOwner},
		Title: "Probably a permission is missing",
		Cause: "What the token allows is not readable here. Probably a permission or ownership is missing (<code>).",
		Fixes: []string{checkOpaque},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, reaches(illegible)),
		Claim: hint.NoPermission, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.WrongServicePrincipal},
		Title: "Probably a permission is missing, or a wrong ID",
		Cause: "What the token allows is not readable here. Probably a permission for <call> is missing, or the ID is wrong (<code>).",
		Fixes: []string{checkID, checkOpaque},
		Link:  pagePermissions,
	},
}

const checkOpaque = "Check that the application of the token has `" + ownedBy + "` and is an owner of the enterprise application, " +
	"or has `" + readWriteAll + "`. Tokens of personal accounts are not accepted."

// Fixes for a token that acts for a signed-in person.
const (
	newScope = "Get a token with the delegated permission `" + readWriteAll + "`, consented to by an administrator."
	// notSeen is what a token without the permission cannot show.
	notSeen = "The start also needs ownership of the enterprise application, or a directory role: check that the person has one."
	aRole   = " of the enterprise application<with the command>."
	roles   = "Or assign the role Cloud Application Administrator, Application Administrator or, for cloud sync, Hybrid Identity Administrator: " +
		"each reaches more than this enterprise application."
)

// personRows explain a refusal to a token that acts for a signed-in person.
var personRows = []hint.Row{
	{
		Is:    hint.All(refusedRights, delegated, starting, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NoRole},
		Title: "A permission for the start is missing",
		Cause: "The token acts for a signed-in person and has no permission that Microsoft documents for the start (<code>).",
		Fixes: []string{newScope, notSeen},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, reaches(nowhere)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NoRole},
		Title: "A permission is missing",
		Cause: "The token acts for a signed-in person and has no permission for <call> (<code>).",
		Fixes: []string{newScope, notSeen},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, starting, reaches(readsOnly)),
		Claim: hint.NoPermission, Also: []hint.Claim{hint.NoRole},
		Title: "A permission for the start is missing",
		Cause: "The token acts for a signed-in person and has `" + readAll + "`, which is enough to read a job but not to start it (<code>).",
		Fixes: []string{newScope, notSeen},
		Link:  pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, starting),
		Claim: hint.NoRole, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.TooNew},
		Title: "Probably no role or ownership",
		Cause: "The token has `" + readWriteAll + "` and could read the job, so the signed-in person probably lacks a role or ownership (<code>).",
		Fixes: []string{"Make the signed-in person an owner" + aRole, roles, newRole}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated, reaches(readsOnly)),
		Claim: hint.NoRole, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.WrongServicePrincipal},
		Title: "Probably no role, or a wrong ID",
		Cause: "The token has `" + readAll + "`, which allows <call> and not the start, so the signed-in person probably lacks a role or ownership (<code>)." + sameAnswer,
		Fixes: []string{checkID, "If the ID is right, make the signed-in person an owner" + aRole, newScope}, Commands: ownPerson,
		Link: pagePermissions,
	},
	{
		Is:    hint.All(refusedRights, delegated),
		Claim: hint.NoRole, Likely: true, Also: []hint.Claim{hint.NotOwner, hint.WrongServicePrincipal},
		Title: "Probably no role, or a wrong ID",
		Cause: "The token has `" + readWriteAll + "`, so the signed-in person probably lacks a role or ownership (<code>)." + sameAnswer,
		Fixes: []string{checkID, "If the ID is right, make the signed-in person an owner" + aRole, roles}, Commands: ownPerson,
		Link: pagePermissions,
	},
}

const newRole = "If the role was assigned just now" + waitThen
