package diagnose

import (
	"slices"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/failure"
)

// startPermission is the warning of a dry run whose token could read the job but
// may not start it, by what the token says of itself. There is none where the token
// carries what a start needs, or does not say.
func startPermission(token string) []failure.Warning {
	c, legible := claims.Read(token)
	if !slices.Contains(c.Permissions(), readAll) {
		return nil
	}
	switch reachOf(c, legible) {
	case readsOnly:
		missing := "`" + ownedBy + "` together with ownership of the enterprise application, or `" + readWriteAll + "`"
		if c.Delegated() {
			missing = "the delegated permission `" + readWriteAll + "`"
		}
		return []failure.Warning{{
			Title: "The token may read the job but not start it",
			Text: "The token carries `" + readAll + "`, which is enough for this dry run and not for a start. Missing is " +
				missing + ". A real run would be refused.",
		}}
	case owning:
		return []failure.Warning{{
			Title: "A dry run does not show whether the token may start the job",
			Text: "The token carries `" + readAll + "`, by which the job could be read, and `" + ownedBy + "`, by which it can be started only " +
				"if the workflow's service principal is an owner of this enterprise application. That was not checked.",
		}}
	}
	return nil
}
