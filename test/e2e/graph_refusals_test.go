package e2e

import (
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/simulator"
)

// TestGraphRefusals drives every row of the table of hints, and every way in
// which a look at the token or a further read changes it.
func TestGraphRefusals(t *testing.T) {
	t.Parallel()
	all := map[string]scenario{}
	for _, part := range []map[string]scenario{missingRights(), wrongIDs(), missingJobs(), answers(), connections()} {
		maps.Copy(all, part)
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, s)
			if got := r.Outputs["result"]; r.sim.Starts() == 0 && got != "failed" {
				t.Errorf("result %s, want failed\n%s", got, r.Log)
			}
			r.golden(t, "graph/"+fileName(name))
		})
	}
}

func fileName(name string) string {
	return strings.NewReplacer(", ", "-", " ", "-", "'", "").Replace(name)
}

// TestThrottledUntil: a wait given as a date is shown in words.
func TestThrottledUntil(t *testing.T) {
	t.Parallel()
	r := play(t, failing(simulator.CallStart, simulator.RetryAfter(429, 10*time.Minute)))
	if !regexp.MustCompile(`(9|10) minutes`).MatchString(r.Log) {
		t.Errorf("the wait is not shown:\n%s", r.Log)
	}
}

// missingRights are the refusals for want of rights, by what the token carries.
func missingRights() map[string]scenario {
	unowned := simulator.Config{NotOwner: true}
	unownedClearly := simulator.Config{NotOwner: true, Deny403: true}
	readOnly := []string{simulator.RoleRead}
	opaque := scenario{}.set("access-token", "EwB4A8l6BAAU.not-a-jwt", "tenant-id", "-", "client-id", "-")
	return map[string]scenario{
		"no permission, 401":       given(simulator.Config{NoRoles: true}),
		"no permission, 403":       given(simulator.Config{NoRoles: true, Deny403: true}),
		"no permission, china":     given(simulator.Config{NoRoles: true, Cloud: "china"}),
		"not an owner":             given(unowned),
		"not an owner, 403":        given(unownedClearly),
		"not an owner, dod":        given(simulator.Config{NotOwner: true, Cloud: "usgov-l5"}),
		"may read, not start":      given(simulator.Config{Roles: readOnly}),
		"may read, not start, 403": given(simulator.Config{Roles: readOnly, Deny403: true}),
		"reads and owns not":       given(simulator.Config{NotOwner: true, Roles: []string{simulator.RoleOwnedBy, simulator.RoleRead}}),
		"read-only and refused":    given(simulator.Config{Roles: readOnly}).failing(simulator.CallRead, simulator.Status(401)),
		"all permissions, refused": given(simulator.Config{Roles: []string{simulator.RoleReadWrite}}).failing(simulator.CallStart, simulator.Status(403)),
		"delegated, no scope":      scenario{}.bringing(simulator.TokenOptions{Delegated: true, Scopes: "User.Read"}),
		"delegated, read scope":    scenario{}.bringing(simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}),
		"delegated, no role":       given(unowned).bringing(simulator.TokenOptions{Delegated: true, NoRole: true}),
		"token expired":            scenario{}.bringing(simulator.TokenOptions{Expired: true}),
		"token of another cloud":   scenario{}.bringing(simulator.TokenOptions{Audience: "https://graph.microsoft.us/"}),
		"token of another service": scenario{}.bringing(simulator.TokenOptions{Audience: "https://management.azure.com/"}),
		"token for Graph, with a slash": failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")).
			bringing(simulator.TokenOptions{Audience: "https://graph.microsoft.com/"}),
		"token that is no JWT":       opaque,
		"token refused, looks right": failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")),
		"no JWT, UnknownError":       opaque.failing(simulator.CallRead, simulator.Status(401)),
	}
}

// wrongIDs are the refusals of an id that is something else's, or nothing's.
func wrongIDs() map[string]scenario {
	const id, nobody = "service-principal-id", "3b0c5f6e-9a1d-4c27-8e53-d4f1a6b7c802"
	all := simulator.Config{Roles: []string{simulator.RoleReadWrite}}
	ownedToo := simulator.Config{Roles: []string{simulator.RoleOwnedBy, simulator.RoleReadWrite}}
	unregistered := given(simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallLookupApp, After: 1, Fault: simulator.Status(404)}}})
	return map[string]scenario{
		"application id, 401":           scenario{}.set(id, simulator.AppID),
		"application id, 404":           given(ownedToo).set(id, simulator.AppID),
		"application id, hidden":        given(all).set(id, simulator.AppID),
		"registration id":               scenario{}.set(id, simulator.RegistrationID),
		"registration id, no sp":        unregistered.set(id, simulator.RegistrationID),
		"the caller's own object id":    scenario{}.set(id, simulator.CallerObjectID),
		"the caller's own, in capitals": scenario{}.set(id, strings.ToUpper(simulator.CallerObjectID)),
		"the caller's own, may all":     given(all).set(id, simulator.CallerObjectID),
		"the caller's client id":        scenario{}.set(id, simulator.ClientID),
		"an id of nothing":              given(ownedToo).set(id, nobody),
		"an id of nothing, 401":         scenario{}.set(id, nobody),
		"gone before the start":         failing(simulator.CallStart, simulator.Status(404)),
		"the job gone before the start": failing(simulator.CallStart, simulator.GraphError(404, "NotFound", "No such job.")),
	}
}

// missingJobs are jobs that are not there.
func missingJobs() map[string]scenario {
	other := func(ids ...string) scenario {
		return given(simulator.Config{JobID: "Azure2Azure.73f0883fd67d4af1ac8a45367f8982e0", OtherJobs: ids})
	}
	list := func(body string) scenario {
		return other().failing(simulator.CallJobs, simulator.Body(200, "application/json", body))
	}
	var many []string
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		many = append(many, "aws."+strings.Repeat(string(c), 8))
	}
	return map[string]scenario{
		"job not found, one other":    other(),
		"job not found, several":      other("aws.74beb1753b704b63b8d56f0b76082b16.10a7a801-7101-4c69-ae00-ce9f75f8460a", "3f7565a3-fde6-4e4d-bda8-1bb70aba3612"),
		"job not found, many":         other(many...),
		"job not found, none":         list(`{"value":[]}`),
		"job not found, no list":      other().failing(simulator.CallJobs, simulator.Status(403)),
		"job not found, hostile list": list(`{"value":[{"id":"x\n::error::owned ` + "`" + ` | <b>@octavia ##[error]","templateId":"\u202eT","schedule":{"state":7},"status":{"code":"Paused"}}]}`),
	}
}

// answers are the other refusals of Graph's, and answers that are none.
func answers() map[string]scenario {
	return map[string]scenario{
		"400 read":                failing(simulator.CallRead, simulator.Status(400)),
		"409 start":               failing(simulator.CallStart, simulator.Status(409)),
		"429 start, seconds":      failing(simulator.CallStart, simulator.Status(429, "Retry-After", "30")),
		"429 start, no wait":      failing(simulator.CallStart, simulator.Status(429)),
		"429 read, an hour":       failing(simulator.CallRead, simulator.Status(429, "Retry-After", "3600")),
		"418 start":               failing(simulator.CallStart, simulator.GraphError(418, "teapot", "Short\n::warning::and stout")),
		"503 read":                failing(simulator.CallRead, simulator.Status(503)),
		"500 start":               failing(simulator.CallStart, simulator.Status(500)),
		"503 start":               failing(simulator.CallStart, simulator.Status(503)),
		"503 start, applied":      failing(simulator.CallStart, simulator.Status(503).Acted()),
		"408 start":               failing(simulator.CallStart, simulator.Status(408)),
		"202 start":               failing(simulator.CallStart, simulator.Body(202, "application/json", "{}")),
		"302 start":               failing(simulator.CallStart, simulator.Redirect(302, "https://example.com/")),
		"302 read":                failing(simulator.CallRead, simulator.Redirect(302, "https://example.com/")),
		"403 of a proxy, read":    failing(simulator.CallRead, simulator.Body(403, "text/html", "<h1>Blocked</h1>")),
		"HTML, read":              failing(simulator.CallRead, simulator.HTML()),
		"too large, read":         failing(simulator.CallRead, simulator.Huge(200, 0)),
		"reset, start":            failing(simulator.CallStart, simulator.Reset()),
		"reset, start, applied":   failing(simulator.CallStart, simulator.Reset().Acted()),
		"reset, read":             failing(simulator.CallRead, simulator.Reset()),
		"deadline, start":         hanging(simulator.CallStart),
		"deadline, read":          hanging(simulator.CallRead),
		"interrupted, start":      unread(interrupted(simulator.CallStart)),
		"interrupted, read":       interrupted(simulator.CallRead),
		"unreadable error, start": failing(simulator.CallStart, simulator.Body(403, "application/json", "{")),
		"hostile error, start":    failing(simulator.CallStart, simulator.GraphError(403, "x`::error::y", "a\n::error::b ##[error] |c| <b>@d</b> \u202e`e`")),
	}
}

// unread is the scenario of a start after which there is no connection to look
// at the job again: the seconds that are left after a signal are enough for one
// on some machines only.
func unread(s scenario) scenario {
	s.Rules = append(s.Rules, simulator.Rule{Call: simulator.CallConnectGraph, After: 1, Fault: simulator.Reset()})
	return s
}

// connections are the ways in which there is no connection to Graph. With a
// token at hand nothing else goes on that could end first.
func connections() map[string]scenario {
	never := func(fault simulator.Fault) scenario {
		return failing(simulator.CallConnectGraph, fault).bringing(application)
	}
	nowhere := scenario{env: []string{"HTTPS_PROXY=http://127.0.0.1:1"}}
	return map[string]scenario{
		"proxy refuses":                never(simulator.Status(403)),
		"proxy wants a password":       never(simulator.Status(407)),
		"proxy unreachable":            nowhere.bringing(application),
		"unknown authority":            never(simulator.BadTLS("unknown-ca")),
		"certificate of another name":  never(simulator.BadTLS("wrong-name")),
		"certificate expired":          never(simulator.BadTLS("expired")),
		"no connection for the start":  lost(simulator.Reset()),
		"proxy refuses the start":      lost(simulator.Status(403)),
		"bad certificate at the start": lost(simulator.BadTLS("unknown-ca")),
	}
}
