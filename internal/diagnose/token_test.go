package diagnose

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// TestBadToken: what is known about a token that Graph does not accept is said
// with its values.
func TestBadToken(t *testing.T) {
	t.Parallel()
	const root = "https://graph.microsoft.com"
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	for _, tt := range []struct {
		name, token string
		given       bool
		want        []string
	}{
		{"expired", tokenOf(t, jwt.MapClaims{"aud": root, "exp": in(-50 * time.Minute)}), true, []string{"access-token expired at ", " UTC, 5", "minutes ago."}},
		{"service", tokenOf(t, jwt.MapClaims{"aud": "https://management.azure.com/", "exp": in(time.Hour)}), true,
			[]string{"access-token is for `https://management.azure.com/`; this run calls `" + root + "`."}},
		{"cloud", tokenOf(t, jwt.MapClaims{"aud": "https://graph.microsoft.us", "exp": in(-time.Hour)}), true,
			[]string{"access-token is for `https://graph.microsoft.us`; this run calls"}},
		{"valid", tokenOf(t, jwt.MapClaims{"aud": graphAppID, "exp": in(time.Hour)}), true, []string{"not expired, and yet it was refused"}},
		{"valid, signed in", tokenOf(t, jwt.MapClaims{"aud": root, "exp": in(time.Hour)}), false, []string{"The token is for"}},
		{"no JWT", "EwB4A8l6BAAU", true, []string{"access-token is not a token of Microsoft Entra that is readable here"}},
	} {
		c, _ := cloud.Lookup("global")
		known := Known{Inputs: inputs.Inputs{Cloud: c}}
		if tt.given {
			known.Inputs.AccessToken = tt.token
		}
		f := explain(t.Context(), known, &graph.Client{Cloud: c, Token: tt.token}, reading,
			&graph.Error{Status: 401, Code: "InvalidAuthenticationToken", RequestID: "r"})
		failuretest.Worded(t, f)
		for _, want := range tt.want {
			if !strings.Contains(f.Cause, want) {
				t.Errorf("%s: got %q, want %q in it", tt.name, f.Cause, want)
			}
		}
		if other := strings.Contains(strings.Join(f.Fixes, " "), "`cloud: usgov-l4`"); other != (tt.name == "cloud") {
			t.Errorf("%s: %q", tt.name, f.Fixes)
		}
		if fresh := strings.Contains(f.Fixes[0], "in the same job"); fresh != tt.given {
			t.Errorf("%s: %q", tt.name, f.Fixes)
		}
	}
}
