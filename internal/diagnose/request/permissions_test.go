package request

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// tokenOf is a token with the given claims. Nothing here checks its signature.
func tokenOf(t *testing.T, says jwt.MapClaims) string {
	t.Helper()
	says["iss"] = "https://sts.windows.net/tenant/"
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, says).SignedString([]byte("nobody checks"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestStandings: whatever a token carries, there is one row for it.
func TestStandings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		claims jwt.MapClaims
		want   reach
	}{
		{"nothing", jwt.MapClaims{}, nowhere},
		{"others", jwt.MapClaims{"roles": []string{"User.Read.All", "Application.ReadWrite.All", "synchronization.readwrite.all"}}, nowhere},
		{"read", jwt.MapClaims{"roles": []string{readAll}}, readsOnly},
		{"owned", jwt.MapClaims{"roles": []string{ownedBy}}, owning},
		{"read and owned", jwt.MapClaims{"roles": []string{readAll, ownedBy}}, readsOwns},
		{"all", jwt.MapClaims{"roles": []string{ownedBy, readWriteAll}}, everywhere},
		{"person, others", jwt.MapClaims{"scp": "User.Read"}, nowhere},
		{"person, owned means nothing", jwt.MapClaims{"scp": ownedBy}, nowhere},
		{"person, read", jwt.MapClaims{"scp": "User.Read " + readAll}, readsOnly},
		{"person, all", jwt.MapClaims{"scp": readWriteAll}, everywhere},
		{"roles of a wrong type", jwt.MapClaims{"roles": "x"}, nowhere},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := explain(t.Context(), &graph.Client{Token: tokenOf(t, tt.claims)}, hint.Starting, &graph.Error{Status: 403, Code: "Authorization_RequestDenied", RequestID: "r"})
			if got := reachOf(claims.Read(tokenOf(t, tt.claims))); got != tt.want {
				t.Errorf("reach %d, want %d", got, tt.want)
			}
			failuretest.Worded(t, f)
		})
	}
	f := explain(t.Context(), &graph.Client{Token: "opaque"}, hint.Starting, &graph.Error{Status: 401, Code: "UnknownError", RequestID: "r"})
	if failuretest.Worded(t, f); !strings.Contains(f.Cause, "not readable here") {
		t.Errorf("an opaque token: %s", f.Cause)
	}
}

func TestStartPermission(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, token string
		missing     string // "" is no warning
	}{
		{"owned", tokenOf(t, jwt.MapClaims{"roles": []string{ownedBy}}), ""},
		{"all", tokenOf(t, jwt.MapClaims{"roles": []string{readAll, readWriteAll}}), ""},
		{"read", tokenOf(t, jwt.MapClaims{"roles": []string{readAll}}), ownedBy},
		{"read and owned", tokenOf(t, jwt.MapClaims{"roles": []string{readAll, ownedBy}}), "not checked"},
		{"nothing known", tokenOf(t, jwt.MapClaims{"roles": []string{"Directory.Read.All"}}), ""},
		{"person, read", tokenOf(t, jwt.MapClaims{"scp": readAll}), readWriteAll},
		{"person, all", tokenOf(t, jwt.MapClaims{"scp": readAll + " " + readWriteAll}), ""},
		{"opaque", "EwB4A8l6BAAU", ""},
		{"none", "", ""},
	} {
		w := StartPermission(tt.token)
		if (w != nil) != (tt.missing != "") || w != nil && !strings.Contains(w[0].Text+w[0].Fix, tt.missing) {
			t.Errorf("%s: got %+v, want a warning that names %q", tt.name, w, tt.missing)
		}
	}
}

const (
	testSP  = "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27"
	testJob = "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa"
	testRun = "c1e27000-0000-4000-8000-000000000000"
)

// graphAt is a client of a server over real TLS, which answers by handler.
func graphAt(t *testing.T, handler http.HandlerFunc) *graph.Client {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	return &graph.Client{
		Cloud: cloud.Cloud{Name: "global", Graph: server.URL, CLI: "AzureCloud"}, ServicePrincipalID: testSP,
		Token: "opaque", RequestID: testRun, UserAgent: "start-synchronization-job/test",
		Reads: server.Client(), Once: server.Client(),
	}
}

// TestGrants: they hold GUIDs and nothing else that is not ours.
func TestGrants(t *testing.T) {
	t.Parallel()
	const oid = "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	explain := func(oid, sp string, says jwt.MapClaims) *failure.Failure {
		says["oid"] = oid
		c := &graph.Client{Token: tokenOf(t, says), ServicePrincipalID: sp}
		c.Cloud, _ = cloud.Lookup("global")
		return explain(t.Context(), c, hint.Starting, &graph.Error{Status: 403, Code: "Authorization_RequestDenied", RequestID: "r"})
	}
	roles := func(names ...string) jwt.MapClaims { return jwt.MapClaims{"roles": names} }
	const owner = testSP + `/owners/$ref`
	for _, tt := range []struct {
		name    string
		oid, sp string
		claims  jwt.MapClaims
		holds   []string
	}{
		{"nothing granted", oid, testSP, roles(), []string{azcli.RoleOwnedBy, azcli.RoleReadWriteAll, owner}},
		{"read granted", oid, testSP, roles(readAll), []string{azcli.RoleOwnedBy, azcli.RoleReadWriteAll, owner}},
		{"not an owner", oid, testSP, roles(ownedBy), []string{owner, "directoryObjects/" + oid}},
		{"person", oid, testSP, jwt.MapClaims{"scp": readWriteAll}, []string{owner, "directoryObjects/" + oid}},
		{"all granted", oid, testSP, roles(readWriteAll), nil},
		{"no caller", "", testSP, roles(), nil},
		{"hostile caller", `x"; curl evil`, testSP, roles(), nil},
		{"caller with a line end", oid + "\n", testSP, roles(), nil},
		{"caller in braces", "{" + oid + "}", testSP, roles(), nil},
		{"hostile target", oid, "$(id)", roles(), nil},
		{"target with a line end", oid, testSP[:35] + "\n", roles(), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for _, c := range explain(tt.oid, tt.sp, tt.claims).Commands {
				all.WriteString(strings.Join(c.Lines, "\n"))
				if c.Consequence == "" {
					t.Errorf("%q says nothing of its consequence", c.Heading)
				}
			}
			if tt.holds == nil && all.Len() > 0 {
				t.Errorf("got %q, want none", all.String())
			}
			for _, part := range tt.holds {
				if !strings.Contains(all.String(), part) {
					t.Errorf("%q is missing in\n%s", part, all.String())
				}
			}
		})
	}
}

// knownOf is what a run with this client knows.
func knownOf(c *graph.Client) hint.Known {
	return hint.Known{RequestID: c.RequestID, Inputs: inputs.Inputs{ServicePrincipalID: c.ServicePrincipalID, Cloud: c.Cloud}}
}

// explain is Explain for the job of the tests.
func explain(ctx context.Context, c *graph.Client, call hint.Call, err error) *failure.Failure {
	return Explain(ctx, knownOf(c), c, call, testJob, err)
}
