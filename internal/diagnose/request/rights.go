package request

import (
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
)

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

// needs is what the call needs and the token does not show, least first.
func needs(e *hint.Evidence) []failure.Fact {
	have := reachOf(e.Token, e.Legible)
	switch {
	case e.Given.Kind != hint.Unsaid:
		return nil
	case delegated(e) && have == everywhere:
		return hint.Facts("needed besides", "ownership of the enterprise application, or a directory role")
	case delegated(e):
		return hint.Facts("needed", readWriteAll+", and ownership or a directory role")
	case have == everywhere:
		return nil
	case have == owning, have == readsOwns:
		return hint.Facts("needed besides", "ownership of the enterprise application")
	}
	return hint.Facts("needed, least", ownedBy+", and ownership of the enterprise application", "or", readWriteAll)
}

// StartPermission is the warning of a dry run whose token could read the job but
// does not show that it allows the start, by what the token says of itself.
func StartPermission(token string) []failure.Warning {
	c, legible := claims.Read(token)
	w := failure.Warning{}
	switch reachOf(c, legible) {
	case readsOnly:
		missing := "`" + ownedBy + "` with ownership of the enterprise application, or `" + readWriteAll + "`, " + allOfTenant
		if c.Delegated() {
			missing = "the delegated permission `" + readWriteAll + "`, which reaches every application that the person manages"
		}
		w.Title = "The token allows reading the job but not starting it"
		w.Text = "The token has `" + readAll + "`, so a start would be refused."
		w.Fix = "Grant " + missing + "."
	case readsOwns:
		w.Title = "A dry run does not show whether the token allows the start"
		w.Text = "The token could read the job with `" + readAll + "`. A start with `" + ownedBy + "` needs ownership, which was not checked."
		w.Fix = "Check that the service principal of this workflow is an owner of the enterprise application."
	case illegible, nowhere, owning, everywhere:
		return nil
	}
	return []failure.Warning{w}
}
