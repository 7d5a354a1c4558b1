package truth

import (
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// rightCauses are callers that are not allowed what they ask for.
func rightCauses() []cause {
	const group = "permissions"
	start, read := simulator.CallStart, simulator.CallRead
	clearly := func(c simulator.Config) e2e.Scenario { c.Deny403 = true; return e2e.Given(c) }
	roles := func(names ...string) simulator.Config { return simulator.Config{Roles: names} }
	person := func(o simulator.TokenOptions) e2e.Scenario { o.Delegated = true; return e2e.Given(unowned).Bringing(o) }
	mayRead := roles(simulator.RoleOwnedBy, simulator.RoleRead)
	mayRead.NotOwner = true
	identity := simulator.GraphError(401, "Authorization_IdentityNotFound", "The identity of the calling application could not be established.")
	all := e2e.Given(simulator.Config{Roles: []string{simulator.RoleReadWrite}})
	return []cause{
		{group, "the token has no permission", hint.NoPermission, nil, nil, map[string]way{
			"401":                            e2e.Given(noRoles),
			"403":                            clearly(noRoles),
			"401, other permissions":         e2e.Given(roles("Application.ReadWrite.All", "Directory.Read.All")),
			"403, other permissions":         clearly(roles("Application.Read.All")),
			"401, a person":                  person(simulator.TokenOptions{Scopes: "User.Read"}),
			"403, a person":                  person(simulator.TokenOptions{Scopes: "User.Read"}).Failing(read, denied403),
			"401, token that cannot be read": opaque(unknown401),
			"403, token that cannot be read": opaque(denied403),
			"403 at the start":               e2e.Given(noRoles).Failing(read, pausedJob).Failing(start, denied403),
		}},
		{group, "the token may read and not start", hint.NoPermission, nil, nil, map[string]way{
			"401":           e2e.Given(readOnly),
			"403":           clearly(readOnly),
			"401, a person": e2e.Scenario{}.Bringing(simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}),
			"403, a person": e2e.Failing(start, denied403).Bringing(simulator.TokenOptions{Delegated: true, Scopes: simulator.RoleRead}),
		}},
		{group, "the caller is not an owner", hint.NotOwner, nil, nil, map[string]way{
			"401":                            e2e.Given(unowned),
			"403":                            clearly(unowned),
			"401 at the start":               e2e.Given(mayRead),
			"403 at the start":               clearly(mayRead),
			"401, token that cannot be read": opaque(unknown401),
			"403, read a moment before":      e2e.Failing(start, denied403),
		}},
		{group, "the person has no role", hint.NoRole, nil, nil, map[string]way{
			"401":              person(simulator.TokenOptions{NoRole: true}),
			"403":              person(simulator.TokenOptions{NoRole: true}).Failing(read, denied403),
			"403 at the start": e2e.Failing(start, denied403).Bringing(e2e.Delegated),
		}},
		{group, "the caller has no service principal", hint.NoPrincipal, nil, nil, map[string]way{
			"401 by name":                     e2e.Failing(read, identity),
			"401 by name, may do all":         all.Failing(read, identity),
			"401 by name, without permission": e2e.Given(noRoles).Failing(read, identity),
			"AADSTS7000229":                   aadsts(7000229),
		}},
		{group, "a quota is used up", hint.Quota, nil, nil, map[string]way{
			"403":              e2e.Failing(read, quota),
			"403 at the start": e2e.Failing(start, quota),
			"403, may do all":  all.Failing(read, quota),
		}},
		{group, "a licence is missing", hint.Licence, nil, nil, map[string]way{
			"403": e2e.Failing(read, licence), "403 at the start": e2e.Failing(start, licence),
		}},
		{group, "the application is disabled", hint.Disabled, nil, nil, map[string]way{
			"AADSTS7000112": aadsts(7000112), "AADSTS500014": aadsts(500014),
		}},
		{group, "Conditional Access blocks it", hint.ConditionalAccess, nil, nil, map[string]way{
			"AADSTS53003": aadsts(53003),
		}},
		{group, "the job may not have an id token", hint.NoIDTokenPermission, nil, nil, map[string]way{
			"no variables":                      e2e.Scenario{Unset: e2e.IDTokenVariables},
			"no variables, pull request":        e2e.Scenario{Unset: e2e.IDTokenVariables, Env: []string{"GITHUB_EVENT_NAME=pull_request"}},
			"no variables, runner in a cluster": e2e.Scenario{Unset: append([]string{"GITHUB_ACTIONS"}, e2e.IDTokenVariables...)},
		}},
	}
}

var (
	quota     = simulator.GraphError(403, "Directory_QuotaExceeded", "The directory object quota limit for the Tenant has been exceeded.")
	licence   = simulator.GraphError(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C or tenant doesn't have premium license")
	pausedJob = simulator.GraphBody(func() []byte { return simulator.Sample("paused") })
)

// aadsts is a run whose sign-in Entra refuses by a number.
func aadsts(number int) e2e.Scenario {
	return e2e.Failing(simulator.CallToken, simulator.AADSTS(number, ""))
}
