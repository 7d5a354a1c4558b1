package diagnose

import (
	"context"
	"slices"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/failure"
)

// The permissions that Microsoft documents for these calls, least first:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start#permissions,
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get#permissions.
const (
	// ownedBy counts only on what the caller owns, and only in an application's token.
	ownedBy      = "Application.ReadWrite.OwnedBy"
	readAll      = "Synchronization.Read.All"
	readWriteAll = "Synchronization.ReadWrite.All"
)

// reach is how far the permissions of a token go, by the documentation.
type reach int

const (
	illegible  reach = iota // the token cannot be read here
	nowhere                 // none of the permissions
	readsOnly               // reads of every job
	owning                  // reads and starts, of what the caller owns
	everywhere              // reads and starts of every job
)

func reachOf(token claims.Claims, legible bool) reach {
	has := func(permission string) bool { return slices.Contains(token.Permissions(), permission) }
	switch {
	case !legible:
		return illegible
	case has(readWriteAll):
		return everywhere
	case has(ownedBy) && !token.Delegated():
		return owning
	case has(readAll):
		return readsOnly
	}
	return nowhere
}

// Steps that several rows share.
const (
	grantOwned = "Grant the workflow's application `" + ownedBy + "` and make its service principal an owner of the enterprise application: " +
		"it may then manage that one, credentials and deletion included, and none of the others. The job summary has the commands."
	grantAll  = "Or grant `" + readWriteAll + "`: every provisioning job of the tenant, and nothing but provisioning."
	makeOwner = "Make the workflow's service principal an owner of the enterprise application that has the job; " +
		"to own its app registration is not enough. The job summary has the command."
	checkID = "Compare `service-principal-id` with the Object ID on the Overview page of the enterprise application."
	settle  = "If permission or ownership was set up a moment ago, wait a few minutes: Entra does not know it everywhere at once. Then run again."
	roles   = "Have the signed-in person made an owner of the enterprise application, or given the role Application Administrator, " +
		"Cloud Application Administrator or, for cloud sync, Hybrid Identity Administrator."
	newScope = "Get a token with the delegated permission `" + readWriteAll + "`, consented to by an administrator."
)

// standings are what a refusal for want of rights means, by what the token
// carries. A code of Graph's does not tell these apart, least of all UnknownError.
var standings = []struct {
	delegated bool
	reach     reach
	means     string
	do        []string
}{
	{
		reach: illegible,
		means: "The token cannot be read here, so what it carries is not known. The call needs `" + ownedBy + "` and ownership of the enterprise application, " +
			"or `" + readWriteAll + "`. Tokens of personal accounts are not accepted at all.",
		do: []string{"Look at the permissions of the application that got the token.", checkID},
	},
	{
		reach: nowhere,
		means: "The token carries none of the permissions that the call needs.",
		do:    []string{grantOwned, grantAll, settle},
	},
	{
		reach: readsOnly,
		means: "The token carries `" + readAll + "`, which is enough to read a job and not to start it.",
		do:    []string{grantOwned, grantAll, settle},
	},
	{
		reach: owning,
		means: "The token carries `" + ownedBy + "`, which counts only on what the workflow's service principal owns, and it seems not to own this enterprise application.",
		do:    []string{makeOwner, checkID, settle, "If it is an owner and still refused, grant `" + readWriteAll + "` instead."},
	},
	{
		reach: everywhere,
		means: "The token carries `" + readWriteAll + "`, which is all that the call needs.",
		do:    []string{checkID, settle, "If it stays so, give the ids in the job summary to Microsoft's support."},
	},
	{
		delegated: true, reach: nowhere,
		means: "The token acts for a signed-in person and does not carry the permission that the call needs.",
		do:    []string{newScope, roles},
	},
	{
		delegated: true, reach: readsOnly,
		means: "The token acts for a signed-in person and carries `" + readAll + "`, which is enough to read a job and not to start it.",
		do:    []string{newScope, roles},
	},
	{
		delegated: true, reach: everywhere,
		means: "The token acts for a signed-in person and carries the permission that the call needs. The person seems to lack the right.",
		do:    []string{roles, checkID},
	},
}

// forbidden tells what is missing: a permission, ownership, or the right ID.
func (t *telling) forbidden(ctx context.Context) {
	far := reachOf(t.token, t.legible)
	for _, s := range standings {
		if s.reach == far && s.delegated == t.token.Delegated() {
			t.Means, t.Do = s.means, s.do
		}
	}
	switch {
	case t.call == starting:
		t.Title = "The start is not allowed"
		t.Do = slices.DeleteFunc(slices.Clone(t.Do), func(step string) bool { return step == checkID }) // the read went well with it
	case far == readsOnly:
		t.Means += " So it is something else that keeps it from being read, most likely a wrong ID."
		t.Do = append([]string{checkID}, t.Do...)
	case far == owning:
		t.Means += " Or no enterprise application has this ID: the answer is the same."
	}
	t.Facts = append(t.tokenFacts(), t.needs()...)
	t.Commands = t.grants(far)
	if t.call == reading {
		t.mistaken(ctx)
	}
}

// tokenFacts is what the token says of itself.
func (t *telling) tokenFacts() []failure.Fact {
	if !t.legible {
		return []failure.Fact{{Name: "token", Value: "not a JWT"}}
	}
	kind, who := "permissions in the token (roles)", "service principal of the caller (oid)"
	if t.token.Delegated() {
		kind, who = "permissions in the token (scp)", "signed-in person (oid)"
	}
	carried := strings.Join(t.token.Permissions(), ", ")
	if carried == "" {
		carried = "none"
	}
	return []failure.Fact{
		{Name: kind, Value: carried},
		{Name: "application of the caller (appid)", Value: t.token.AppID},
		{Name: who, Value: t.token.ObjectID},
		{Name: "tenant (tid)", Value: t.token.TenantID},
	}
}

// needs is what the call needs, least first.
func (t *telling) needs() []failure.Fact {
	needed := []failure.Fact{{Name: "needed", Value: readWriteAll + ", and ownership or a directory role"}}
	if !t.token.Delegated() {
		needed = []failure.Fact{
			{Name: "needed, least", Value: ownedBy + ", and to own the enterprise application"},
			{Name: "or", Value: readWriteAll},
		}
	}
	return append(needed, failure.Fact{Name: "enterprise application (service-principal-id)", Value: t.client.ServicePrincipalID})
}
