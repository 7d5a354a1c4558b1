package diagnose

import (
	"slices"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
)

// signInHint explains a refusal of Entra.
type signInHint struct {
	// codes are AADSTS numbers.
	codes []int
	title string
	// cause and fixes name values of the sign-in: <client-id>, <tenant-id>,
	// <cloud>, <issuer>, <subject>, <audience>, and <code> for the AADSTS number.
	cause string
	fixes []string
	// more adds what is known about this refusal alone. It may be nil.
	more func(signIn, *entra.Error, *failure.Failure)
	// source is the page or the public report that the row goes by.
	source string
}

// signInHintFor returns the row of a refusal, or nil. Microsoft changes numbers
// and texts without notice, so nothing but words for people depends on it.
func signInHintFor(e *entra.Error) *signInHint {
	for i, h := range signInHints {
		if slices.Contains(h.codes, e.Code) {
			return &signInHints[i]
		}
	}
	if e.OAuth == "temporarily_unavailable" || e.Code != 0 && e.Transient() {
		return &busy
	}
	return nil
}
