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
	all := map[string]Scenario{}
	for _, part := range []map[string]Scenario{missingRights(), wrongIDs(), missingJobs(), answers(), connections()} {
		maps.Copy(all, part)
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, s)
			if got := r.Outputs["result"]; r.Sim.Starts() == 0 && got != "failed" {
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
	r := Play(t, Failing(simulator.CallStart, simulator.RetryAfter(429, 10*time.Minute)))
	if !regexp.MustCompile(`(9|10) minutes`).MatchString(r.Log) {
		t.Errorf("the wait is not shown:\n%s", r.Log)
	}
}

// missingRights are the refusals for want of rights, by what the token carries.
func missingRights() map[string]Scenario {
	unowned := simulator.Config{NotOwner: true}
	unownedClearly := simulator.Config{NotOwner: true, Deny403: true}
	readOnly := []string{simulator.RoleRead}
	opaque := Scenario{}.Set("access-token", "EwB4A8l6BAAU.not-a-jwt", "tenant-id", "-", "client-id", "-")
	return map[string]Scenario{
		"no permission, 401":       Given(simulator.Config{NoRoles: true}),
		"no permission, 403":       Given(simulator.Config{NoRoles: true, Deny403: true}),
		"no permission, china":     Given(simulator.Config{NoRoles: true, Cloud: "china"}),
		"not an owner":             Given(unowned),
		"not an owner, 403":        Given(unownedClearly),
		"not an owner, dod":        Given(simulator.Config{NotOwner: true, Cloud: "usgov-l5"}),
		"may read, not start":      Given(simulator.Config{Roles: readOnly}),
		"may read, not start, 403": Given(simulator.Config{Roles: readOnly, Deny403: true}),
		"reads and owns not":       Given(simulator.Config{NotOwner: true, Roles: []string{simulator.RoleOwnedBy, simulator.RoleRead}}),
		"read-only and refused":    Given(simulator.Config{Roles: readOnly}).Failing(simulator.CallRead, simulator.Status(401)),
		"all permissions, refused": Given(simulator.Config{Roles: []string{simulator.RoleReadWrite}}).Failing(simulator.CallStart, simulator.Status(403)),
		"delegated, no scope":      Scenario{}.Bringing(simulator.TokenOptions{Delegated: true, Scopes: "User.Read"}),
		"delegated, read scope":    Scenario{}.Bringing(simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}),
		"delegated, no role":       Given(unowned).Bringing(simulator.TokenOptions{Delegated: true, NoRole: true}),
		"token expired":            Scenario{}.Bringing(simulator.TokenOptions{Expired: true}),
		"token of another cloud":   Scenario{}.Bringing(simulator.TokenOptions{Audience: "https://graph.microsoft.us/"}),
		"token of another service": Scenario{}.Bringing(simulator.TokenOptions{Audience: "https://management.azure.com/"}),
		"token for Graph, with a slash": Failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")).
			Bringing(simulator.TokenOptions{Audience: "https://graph.microsoft.com/"}),
		"token that is no JWT":       opaque,
		"token refused, looks right": Failing(simulator.CallRead, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")),
		"no JWT, UnknownError":       opaque.Failing(simulator.CallRead, simulator.Status(401)),
	}
}

// wrongIDs are the refusals of an id that is something else's, or nothing's.
func wrongIDs() map[string]Scenario {
	const id, nobody = "service-principal-id", "3b0c5f6e-9a1d-4c27-8e53-d4f1a6b7c802"
	all := simulator.Config{Roles: []string{simulator.RoleReadWrite}}
	ownedToo := simulator.Config{Roles: []string{simulator.RoleOwnedBy, simulator.RoleReadWrite}}
	unregistered := Given(simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallLookupApp, After: 1, Fault: simulator.Status(404)}}})
	return map[string]Scenario{
		"application id, 401":           Scenario{}.Set(id, simulator.AppID),
		"application id, 404":           Given(ownedToo).Set(id, simulator.AppID),
		"application id, hidden":        Given(all).Set(id, simulator.AppID),
		"registration id":               Scenario{}.Set(id, simulator.RegistrationID),
		"registration id, no sp":        unregistered.Set(id, simulator.RegistrationID),
		"the caller's own object id":    Scenario{}.Set(id, simulator.CallerObjectID),
		"the caller's own, in capitals": Scenario{}.Set(id, strings.ToUpper(simulator.CallerObjectID)),
		"the caller's own, may all":     Given(all).Set(id, simulator.CallerObjectID),
		"the caller's client id":        Scenario{}.Set(id, simulator.ClientID),
		"an id of nothing":              Given(ownedToo).Set(id, nobody),
		"an id of nothing, 401":         Scenario{}.Set(id, nobody),
		"gone before the start":         Failing(simulator.CallStart, simulator.Status(404)),
		"the job gone before the start": Failing(simulator.CallStart, simulator.GraphError(404, "NotFound", "No such job.")),
	}
}

// missingJobs are jobs that are not there.
func missingJobs() map[string]Scenario {
	other := func(ids ...string) Scenario {
		return Given(simulator.Config{JobID: "Azure2Azure.73f0883fd67d4af1ac8a45367f8982e0", OtherJobs: ids})
	}
	list := func(body string) Scenario {
		return other().Failing(simulator.CallJobs, simulator.Body(200, "application/json", body))
	}
	var many []string
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		many = append(many, "aws."+strings.Repeat(string(c), 8))
	}
	return map[string]Scenario{
		"job not found, one other":    other(),
		"job not found, several":      other("aws.74beb1753b704b63b8d56f0b76082b16.10a7a801-7101-4c69-ae00-ce9f75f8460a", "3f7565a3-fde6-4e4d-bda8-1bb70aba3612"),
		"job not found, many":         other(many...),
		"job not found, none":         list(`{"value":[]}`),
		"job not found, no list":      other().Failing(simulator.CallJobs, simulator.Status(403)),
		"job not found, hostile list": list(`{"value":[{"id":"x\n::error::owned ` + "`" + ` | <b>@octavia ##[error]","templateId":"\u202eT","schedule":{"state":7},"status":{"code":"Paused"}}]}`),
	}
}

// answers are the other refusals of Graph's, and answers that are none.
func answers() map[string]Scenario {
	return map[string]Scenario{
		"400 read":                Failing(simulator.CallRead, simulator.Status(400)),
		"409 start":               Failing(simulator.CallStart, simulator.Status(409)),
		"429 start, seconds":      Failing(simulator.CallStart, simulator.Status(429, "Retry-After", "30")),
		"429 start, no wait":      Failing(simulator.CallStart, simulator.Status(429)),
		"429 read, an hour":       Failing(simulator.CallRead, simulator.Status(429, "Retry-After", "3600")),
		"418 start":               Failing(simulator.CallStart, simulator.GraphError(418, "teapot", "Short\n::warning::and stout")),
		"503 read":                Failing(simulator.CallRead, simulator.Status(503)),
		"500 start":               Failing(simulator.CallStart, simulator.Status(500)),
		"503 start":               Failing(simulator.CallStart, simulator.Status(503)),
		"503 start, applied":      Failing(simulator.CallStart, simulator.Status(503).Acted()),
		"408 start":               Failing(simulator.CallStart, simulator.Status(408)),
		"202 start":               Failing(simulator.CallStart, simulator.Body(202, "application/json", "{}")),
		"302 start":               Failing(simulator.CallStart, simulator.Redirect(302, "https://example.com/")),
		"302 read":                Failing(simulator.CallRead, simulator.Redirect(302, "https://example.com/")),
		"403 of a proxy, read":    Failing(simulator.CallRead, simulator.Body(403, "text/html", "<h1>Blocked</h1>")),
		"HTML, read":              Failing(simulator.CallRead, simulator.HTML()),
		"too large, read":         Failing(simulator.CallRead, simulator.Huge(200, 0)),
		"reset, start":            Failing(simulator.CallStart, simulator.Reset()),
		"reset, start, applied":   Failing(simulator.CallStart, simulator.Reset().Acted()),
		"reset, read":             Failing(simulator.CallRead, simulator.Reset()),
		"deadline, start":         hanging(simulator.CallStart),
		"deadline, read":          hanging(simulator.CallRead),
		"interrupted, start":      unread(Interrupted(simulator.CallStart)),
		"interrupted, read":       Interrupted(simulator.CallRead),
		"unreadable error, start": Failing(simulator.CallStart, simulator.Body(403, "application/json", "{")),
		"hostile error, start":    Failing(simulator.CallStart, simulator.GraphError(403, "x`::error::y", "a\n::error::b ##[error] |c| <b>@d</b> \u202e`e`")),
	}
}

// unread is the scenario of a start after which there is no connection to look
// at the job again: the seconds that are left after a signal are enough for one
// on some machines only.
func unread(s Scenario) Scenario {
	s.Rules = append(s.Rules, simulator.Rule{Call: simulator.CallConnectGraph, After: 1, Fault: simulator.Reset()})
	return s
}

// connections are the ways in which there is no connection to Graph. With a
// token at hand nothing else goes on that could end first.
func connections() map[string]Scenario {
	never := func(fault simulator.Fault) Scenario {
		return Failing(simulator.CallConnectGraph, fault).Bringing(Application)
	}
	nowhere := Scenario{Env: []string{"HTTPS_PROXY=http://127.0.0.1:1"}}
	return map[string]Scenario{
		"proxy refuses":                never(simulator.Status(403)),
		"proxy wants a password":       never(simulator.Status(407)),
		"proxy unreachable":            nowhere.Bringing(Application),
		"unknown authority":            never(simulator.BadTLS("unknown-ca")),
		"certificate of another name":  never(simulator.BadTLS("wrong-name")),
		"certificate expired":          never(simulator.BadTLS("expired")),
		"no connection for the start":  Lost(simulator.Reset()),
		"proxy refuses the start":      Lost(simulator.Status(403)),
		"bad certificate at the start": Lost(simulator.BadTLS("unknown-ca")),
	}
}
