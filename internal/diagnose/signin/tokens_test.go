package signin

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/entra"
)

// TestIDTokenTime: what a token says of its time is said, and no more.
func TestIDTokenTime(t *testing.T) {
	t.Parallel()
	in := func(d time.Duration) *jwt.NumericDate { return jwt.NewNumericDate(time.Now().Add(d)) }
	for name, tt := range map[string]struct {
		notBefore, expires *jwt.NumericDate
		want               string
	}{
		"expired":       {in(-2 * time.Hour), in(-time.Hour), "expired at "},
		"not valid yet": {in(time.Hour), in(2 * time.Hour), "is not valid before 2"},
		"valid":         {in(-time.Hour), in(time.Hour), "is not expired by the clock of this run"},
		"silent":        {nil, nil, "is not expired by the clock of this run"},
	} {
		for _, origin := range []entra.Origin{entra.FromFile, entra.FromInput} {
			e := entraRefusal(700024, "system:serviceaccount:sync:start")
			e.Claims.NotBefore, e.Claims.ExpiresAt = tt.notBefore, tt.expires
			if f := Explain(knownOf(signingIn("global")), origin, e); !strings.Contains(f.Cause, tt.want) {
				t.Errorf("%s: %q does not say %q", name, f.Cause, tt.want)
			}
		}
	}
}

// TestEntrasOwn: only of a token that Entra issued it is said that Entra issued
// it.
func TestEntrasOwn(t *testing.T) {
	t.Parallel()
	for _, from := range issuers {
		for _, code := range []int{700222, 700229, 700231, 700236} {
			e := entraRefusal(code, "a")
			e.Claims.Issuer = from
			row := hint.First(Rows, evidence(knownOf(signingIn("global")), entra.FromInput, e))
			if entras := strings.Contains(from, "microsoft"); entras != (row.Claim == hint.EntraIssued) {
				t.Errorf("%d, %s: %s", code, from, row.Title)
			}
		}
	}
}
