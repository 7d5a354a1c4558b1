package e2e

import (
	"maps"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/simulator"
)

// refusal is one way in which Microsoft Graph, or the way to it, refuses.
type refusal struct {
	scenario
	options *simulator.TokenOptions // of an access token to bring along
	want    string                  // result
	calls   []string                // on Graph, besides the connection
}

func on(call string, fault simulator.Fault) scenario {
	return scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: call, Fault: fault}}}}
}

func (s scenario) and(inputs ...string) scenario {
	s.with = maps.Clone(s.with)
	if s.with == nil {
		s.with = map[string]string{}
	}
	for i := 0; i < len(inputs); i += 2 {
		s.with[inputs[i]] = inputs[i+1]
	}
	return s
}

const (
	read, starting, readBack = simulator.CallRead, simulator.CallStart, simulator.CallReadBack
	jobs, byApp, byReg       = simulator.CallJobs, simulator.CallLookupApp, simulator.CallRegistration
	nobody                   = "3b0c5f6e-9a1d-4c27-8e53-d4f1a6b7c802"
)

// world is a scenario with a configuration alone.
func world(config simulator.Config) scenario { return scenario{Config: config} }

// permissions are the refusals for want of rights, by what the token carries.
func permissions() map[string]refusal {
	const id = "service-principal-id"
	unowned := simulator.Config{NotOwner: true}
	all := simulator.Config{Roles: []string{simulator.RoleReadWrite}}
	readOnly := simulator.Config{Roles: []string{simulator.RoleRead}}
	both := func(c simulator.Config, deny bool) simulator.Config { c.Deny403 = deny; return c }
	return map[string]refusal{
		"no permission, 401":         {scenario: world(simulator.Config{NoRoles: true}), want: "failed", calls: []string{read, byApp, byReg}},
		"no permission, 403":         {scenario: world(simulator.Config{NoRoles: true, Deny403: true}), want: "failed", calls: []string{read, byApp, byReg}},
		"no permission, china":       {scenario: world(simulator.Config{NoRoles: true, Cloud: "china"}), want: "failed", calls: []string{read, byApp, byReg}},
		"not an owner":               {scenario: world(unowned), want: "failed", calls: []string{read, byApp, byReg}},
		"not an owner, 403":          {scenario: world(both(unowned, true)), want: "failed", calls: []string{read, byApp, byReg}},
		"not an owner, dod":          {scenario: world(simulator.Config{NotOwner: true, Cloud: "usgov-l5"}), want: "failed", calls: []string{read, byApp, byReg}},
		"may read, not start":        {scenario: world(readOnly), want: "failed", calls: []string{read, starting}},
		"may read, not start, 403":   {scenario: world(both(readOnly, true)), want: "failed", calls: []string{read, starting}},
		"reads and owns not":         {scenario: world(simulator.Config{NotOwner: true, Roles: []string{simulator.RoleOwnedBy, simulator.RoleRead}}), want: "failed", calls: []string{read, starting}},
		"read-only and refused":      {scenario: scenario{Config: simulator.Config{Roles: readOnly.Roles, Rules: []simulator.Rule{{Call: read, Fault: simulator.Status(401)}}}}, want: "failed", calls: []string{read, byApp, byReg}},
		"all permissions, refused":   {scenario: scenario{Config: simulator.Config{Roles: all.Roles, Rules: []simulator.Rule{{Call: starting, Fault: simulator.Status(403)}}}}, want: "failed", calls: []string{read, starting}},
		"delegated, no scope":        {options: &simulator.TokenOptions{Delegated: true, Scopes: "User.Read"}, want: "failed", calls: []string{read, byApp, byReg}},
		"delegated, read scope":      {options: &simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}, want: "failed", calls: []string{read, starting}},
		"delegated, no role":         {scenario: world(unowned), options: &simulator.TokenOptions{Delegated: true, NoRole: true}, want: "failed", calls: []string{read, byApp, byReg}},
		"token expired":              {options: &simulator.TokenOptions{Expired: true}, want: "failed", calls: []string{read}},
		"token of another cloud":     {options: &simulator.TokenOptions{Audience: "https://graph.microsoft.us/"}, want: "failed", calls: []string{read}},
		"token of another service":   {options: &simulator.TokenOptions{Audience: "https://management.azure.com/"}, want: "failed", calls: []string{read}},
		"token that is no JWT":       {scenario: scenario{}.and("access-token", "EwB4A8l6BAAU.not-a-jwt", "tenant-id", "-", "client-id", "-"), want: "failed", calls: []string{read}},
		"token refused, looks right": {scenario: on(read, simulator.GraphError(401, "InvalidAuthenticationToken", "Signing key is invalid.")), want: "failed", calls: []string{read}},
		"no JWT, UnknownError": {scenario: on(read, simulator.Status(401)).and("access-token", "EwB4A8l6BAAU.not-a-jwt", "tenant-id", "-", "client-id", "-"),
			want: "failed", calls: []string{read, byApp, byReg}},

		"application id, 401":           {scenario: scenario{}.and(id, simulator.AppID), want: "failed", calls: []string{read, byApp}},
		"application id, 404":           {scenario: world(simulator.Config{Roles: []string{simulator.RoleOwnedBy, simulator.RoleReadWrite}}).and(id, simulator.AppID), want: "failed", calls: []string{read, byApp}},
		"application id, hidden":        {scenario: world(all).and(id, simulator.AppID), want: "failed", calls: []string{read, byApp, byReg}},
		"registration id":               {scenario: scenario{}.and(id, simulator.RegistrationID), want: "failed", calls: []string{read, byApp, byReg, byApp}},
		"registration id, no sp":        {scenario: scenario{Config: simulator.Config{Rules: []simulator.Rule{{Call: byApp, After: 1, Fault: simulator.Status(404)}}}}.and(id, simulator.RegistrationID), want: "failed", calls: []string{read, byApp, byReg, byApp}},
		"the caller's own object id":    {scenario: scenario{}.and(id, simulator.CallerObjectID), want: "failed", calls: []string{read}},
		"the caller's own, may all":     {scenario: world(all).and(id, simulator.CallerObjectID), want: "failed", calls: []string{read, jobs}},
		"the caller's client id":        {scenario: scenario{}.and(id, simulator.ClientID), want: "failed", calls: []string{read}},
		"an id of nothing":              {scenario: world(simulator.Config{Roles: []string{simulator.RoleOwnedBy, simulator.RoleReadWrite}}).and(id, nobody), want: "failed", calls: []string{read, byApp, byReg}},
		"an id of nothing, 401":         {scenario: scenario{}.and(id, nobody), want: "failed", calls: []string{read, byApp, byReg}},
		"gone before the start":         {scenario: on(starting, simulator.Status(404)), want: "failed", calls: []string{read, starting}},
		"the job gone before the start": {scenario: on(starting, simulator.GraphError(404, "NotFound", "No such job.")), want: "failed", calls: []string{read, starting}},
	}
}

// answers are the other refusals of Graph's, and jobs that are not there.
func answers() map[string]refusal {
	other := func(ids ...string) simulator.Config {
		return simulator.Config{JobID: "Azure2Azure.73f0883fd67d4af1ac8a45367f8982e0", OtherJobs: ids}
	}
	var many []string
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		many = append(many, "aws."+strings.Repeat(string(c), 8))
	}
	noList := other()
	noList.Rules = []simulator.Rule{{Call: jobs, Fault: simulator.Status(403)}}
	list := func(body string) scenario {
		s := world(other())
		s.Rules = []simulator.Rule{{Call: jobs, Fault: simulator.Body(200, "application/json", body)}}
		return s
	}
	five := []string{read, read, read, read, read}
	unknown := []string{read, starting, readBack}
	return map[string]refusal{
		"job not found, one other":    {scenario: world(other()), want: "failed", calls: []string{read, jobs}},
		"job not found, several":      {scenario: world(other("aws.74beb1753b704b63b8d56f0b76082b16.10a7a801-7101-4c69-ae00-ce9f75f8460a", "3f7565a3-fde6-4e4d-bda8-1bb70aba3612")), want: "failed", calls: []string{read, jobs}},
		"job not found, many":         {scenario: world(other(many...)), want: "failed", calls: []string{read, jobs}},
		"job not found, none":         {scenario: list(`{"value":[]}`), want: "failed", calls: []string{read, jobs}},
		"job not found, no list":      {scenario: world(noList), want: "failed", calls: []string{read, jobs}},
		"job not found, hostile list": {scenario: list(`{"value":[{"id":"x\n::error::owned ` + "`" + ` | <b>@octavia ##[error]","templateId":"\u202eT","schedule":{"state":7},"status":{"code":"Paused"}}]}`), want: "failed", calls: []string{read, jobs}},

		"400 read":                {scenario: on(read, simulator.Status(400)), want: "failed", calls: []string{read}},
		"409 start":               {scenario: on(starting, simulator.Status(409)), want: "failed", calls: []string{read, starting}},
		"429 start, seconds":      {scenario: on(starting, simulator.Status(429, "Retry-After", "30")), want: "failed", calls: []string{read, starting}},
		"429 start, no wait":      {scenario: on(starting, simulator.Status(429)), want: "failed", calls: []string{read, starting}},
		"429 read, an hour":       {scenario: on(read, simulator.Status(429, "Retry-After", "3600")), want: "failed", calls: []string{read}},
		"418 start":               {scenario: on(starting, simulator.GraphError(418, "teapot", "Short\n::warning::and stout")), want: "failed", calls: []string{read, starting}},
		"503 read":                {scenario: on(read, simulator.Status(503)), want: "failed", calls: five},
		"500 start":               {scenario: on(starting, simulator.Status(500)), want: "unknown", calls: unknown},
		"503 start":               {scenario: on(starting, simulator.Status(503)), want: "unknown", calls: unknown},
		"503 start, applied":      {scenario: on(starting, simulator.Status(503).Acted()), want: "started", calls: unknown},
		"408 start":               {scenario: on(starting, simulator.Status(408)), want: "unknown", calls: unknown},
		"202 start":               {scenario: on(starting, simulator.Body(202, "application/json", "{}")), want: "unknown", calls: unknown},
		"302 start":               {scenario: on(starting, simulator.Redirect(302, "https://example.com/")), want: "unknown", calls: unknown},
		"302 read":                {scenario: on(read, simulator.Redirect(302, "https://example.com/")), want: "failed", calls: []string{read}},
		"403 of a proxy, read":    {scenario: on(read, simulator.Body(403, "text/html", "<h1>Blocked</h1>")), want: "failed", calls: []string{read}},
		"HTML, read":              {scenario: on(read, simulator.HTML()), want: "failed", calls: []string{read}},
		"a list, read":            {scenario: on(read, simulator.WrongType()), want: "failed", calls: []string{read}},
		"nothing, read":           {scenario: on(read, simulator.Empty()), want: "failed", calls: []string{read}},
		"too large, read":         {scenario: on(read, simulator.Huge(200, 0)), want: "failed", calls: []string{read}},
		"reset, start":            {scenario: on(starting, simulator.Reset()), want: "unknown", calls: unknown},
		"reset, start, applied":   {scenario: on(starting, simulator.Reset().Acted()), want: "started", calls: unknown},
		"reset, read":             {scenario: on(read, simulator.Reset()), want: "failed", calls: five},
		"deadline, start":         {scenario: on(starting, simulator.Hang()).and("timeout", "8s"), want: "unknown", calls: unknown},
		"deadline, read":          {scenario: on(read, simulator.Hang()).and("timeout", "8s"), want: "failed", calls: []string{read, read}},
		"interrupted, start":      {scenario: interrupted(starting), want: "unknown", calls: unknown},
		"interrupted, read":       {scenario: interrupted(read), want: "failed", calls: []string{read}},
		"unreadable error, start": {scenario: on(starting, simulator.Body(403, "application/json", "{")), want: "failed", calls: []string{read, starting}},
		"hostile error, start":    {scenario: on(starting, simulator.GraphError(403, "x`::error::y", "a\n::error::b ##[error] |c| <b>@d</b> \u202e`e`")), want: "failed", calls: []string{read, starting}},
	}
}

func interrupted(call string) scenario {
	s := on(call, simulator.Hang())
	s.signal = map[string]os.Signal{call: syscall.SIGTERM}
	return s
}

// connections are the ways in which there is no connection to Graph.
func connections() map[string]refusal {
	lost := func(fault simulator.Fault) scenario {
		// HTTP/1.1 says beforehand that the connection will close.
		return scenario{Config: simulator.Config{HTTP1: true, Rules: []simulator.Rule{
			{Call: read, Fault: simulator.CloseAfter()},
			{Call: simulator.CallConnectGraph, After: 1, Fault: fault},
		}}}
	}
	// With a token at hand nothing else goes on that could end first.
	never := func(fault simulator.Fault) scenario {
		s := on(simulator.CallConnectGraph, fault)
		s.token = "application"
		return s
	}
	nowhere := scenario{env: []string{"HTTPS_PROXY=http://127.0.0.1:1"}, token: "application"}
	return map[string]refusal{
		"proxy refuses":                {scenario: never(simulator.Status(403)), want: "failed"},
		"proxy wants a password":       {scenario: never(simulator.Status(407)), want: "failed"},
		"proxy unreachable":            {scenario: nowhere.and("timeout", "3s"), want: "failed"},
		"unknown authority":            {scenario: never(simulator.BadTLS("unknown-ca")), want: "failed"},
		"certificate of another name":  {scenario: never(simulator.BadTLS("wrong-name")), want: "failed"},
		"certificate expired":          {scenario: never(simulator.BadTLS("expired")), want: "failed"},
		"no connection for the start":  {scenario: lost(simulator.Reset()), want: "failed", calls: []string{read}},
		"proxy refuses the start":      {scenario: lost(simulator.Status(403)), want: "failed", calls: []string{read}},
		"bad certificate at the start": {scenario: lost(simulator.BadTLS("unknown-ca")), want: "failed", calls: []string{read}},
	}
}

// TestGraphRefusals drives every row of the table of hints, and every way in
// which a look at the token or a further read changes it.
func TestGraphRefusals(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]refusal{permissions(), answers(), connections()} {
		for name, tt := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				r := tt.play(t)
				r.golden(t, "graph/"+fileName(name))
			})
		}
	}
}

// play runs the scenario and compares its result and its calls on Graph.
func (tt refusal) play(t *testing.T) ran {
	t.Helper()
	tt.bring(t)
	r := play(t, tt.scenario)
	if got := r.Outputs["result"]; got != tt.want {
		t.Errorf("result %s, want %s\n%s", got, tt.want, r.Log)
	}
	if diff := cmp.Diff(tt.calls, r.graphCalls()); diff != "" {
		t.Errorf("calls on Graph (-want +got):\n%s", diff)
	}
	return r
}

// bring makes the access token that a scenario is to bring along. The key that
// tokens are signed with is one for all simulators of a process.
func (tt *refusal) bring(t *testing.T) {
	t.Helper()
	if tt.options == nil {
		return
	}
	sim, err := simulator.Start(simulator.Config{Cloud: tt.Cloud})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	tt.scenario = tt.and("access-token", sim.GraphToken(*tt.options), "tenant-id", "-", "client-id", "-")
}

func fileName(name string) string {
	return strings.NewReplacer(", ", "-", " ", "-", "'", "").Replace(name)
}

func (r ran) graphCalls() []string {
	var calls []string
	for _, q := range r.sim.Requests() {
		if q.Host == r.sim.GraphHost() && !strings.HasPrefix(q.Call, "connect-") {
			calls = append(calls, q.Call)
		}
	}
	return calls
}

// TestThrottledUntil: a wait given as a date is shown in words.
func TestThrottledUntil(t *testing.T) {
	t.Parallel()
	r := play(t, on(starting, simulator.RetryAfter(429, 10*time.Minute)))
	if !regexp.MustCompile(`asks to wait (9|10) minutes`).MatchString(r.Log) {
		t.Errorf("the wait is not shown:\n%s", r.Log)
	}
}
