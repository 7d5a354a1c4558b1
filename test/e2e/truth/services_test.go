package truth

import (
	"fmt"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// later is a wait past the deadline: what has it is not tried again.
var later = []string{"Retry-After", "3600"}

// serviceCauses are services that cannot do what they are asked for now, or
// answer what nobody has documented.
func serviceCauses() []cause {
	const group = "services"
	oidc, token, read, start := simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart
	own := func(call string, status int) e2e.Scenario {
		return e2e.Failing(call, simulator.Status(status, later...))
	}
	page := func(call string, status int) e2e.Scenario {
		return e2e.Failing(call, simulator.Body(status, "text/html", "<h1>Our services aren't available right now</h1>").With(later...))
	}
	pending := simulator.Body(403, "application/json", `{"message":"Can't issue ID_TOKEN for job in 'Pending' state."}`)
	pass := func(numbers ...int) map[string]way {
		ways := map[string]way{
			"GitHub's 500": own(oidc, 500), "GitHub's 503": own(oidc, 503), "GitHub's page, 502": page(oidc, 502),
			"Entra's page, 502": page(token, 502), "Entra's page, 503": page(token, 503),
			"Graph's 500": own(read, 500), "Graph's 502": own(read, 502), "Graph's 503": own(read, 503), "Graph's 504": own(read, 504),
			"Graph's 408": own(read, 408), "Graph's page, 502": page(read, 502), "Graph's page, 503": page(read, 503),
			"Graph's 500 at the start": own(start, 500), "Graph's 503 at the start": own(start, 503), "Graph's 408 at the start": own(start, 408),
			"Graph's page, 502 at the start": page(start, 502),
		}
		for _, number := range numbers {
			ways[fmt.Sprintf("AADSTS%d", number)] = e2e.Failing(token, simulator.AADSTS(number, "").With(later...))
		}
		return ways
	}
	unheard := simulator.GraphError(403, "Policy_Violation", "A policy of the tenant forbids it.")
	return []cause{
		{group, "a service has an error", hint.ServerError, nil, nil, pass(50033, 90006, 90012, 90024, 90033, 90090)},
		{group, "too many requests", hint.Throttled, nil, []hint.Claim{hint.ServerError}, map[string]way{
			"429, and a wait": e2e.Failing(read, simulator.Status(429, "Retry-After", "3600")), "429": e2e.Failing(read, simulator.Status(429)),
			"429 at the start": e2e.Failing(start, simulator.Status(429)), "429 at the start, and a wait": e2e.Failing(start, simulator.Status(429, "Retry-After", "30")),
			"AADSTS90055": e2e.Failing(token, simulator.AADSTS(90055, "").With(later...)), "AADSTS50196": aadsts(50196),
			"GitHub's 429": e2e.Failing(oidc, simulator.Status(429, "Retry-After", "3600")),
		}},
		{group, "another change is under way", hint.Conflict, nil, nil, map[string]way{
			"409": e2e.Failing(read, conflict409), "409 at the start": e2e.Failing(start, conflict409),
		}},
		{group, "nobody has documented the answer", hint.NotKnown, nil, nil, map[string]way{
			"Graph's 403": e2e.Failing(read, unheard), "Graph's 403 at the start": e2e.Failing(start, unheard),
			"Graph's 401":              e2e.Failing(read, simulator.GraphError(401, "ErrorInUnknownPlace", "Something is off.")),
			"Graph's 400":              e2e.Failing(read, simulator.GraphError(400, "ReadTokenProblem", "Could not read the token.")),
			"Graph's 400 at the start": e2e.Failing(start, malformed),
			"Graph's 418":              e2e.Failing(start, simulator.GraphError(418, "teapot", "Short and stout.")),
			"Graph's 404 at the start": e2e.Failing(start, simulator.GraphError(404, "ErrorInUnknownPlace", "Something is off.")),
			"another shape":            e2e.Failing(read, simulator.WrongType().With("request-id", nobody)),
			"202 at the start":         e2e.Failing(start, simulator.Body(202, "application/json", "{}").With("request-id", nobody)),
			"Entra's number":           e2e.Failing(token, simulator.AADSTS(9999999, "The moon is in the wrong house.")),
			"GitHub's 403":             e2e.Failing(oidc, pending), "GitHub's 404": e2e.Failing(oidc, simulator.Status(404)),
		}},
	}
}

// strangeCauses are answers that something in between gave, or spoiled.
func strangeCauses() []cause {
	const group = "network"
	oidc, token, read, start := simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart
	blocked := func(call string, status int) e2e.Scenario {
		return e2e.Failing(call, simulator.Body(status, "text/html", "<h1>Blocked by your administrator</h1>").With(later...))
	}
	led := func(call string) e2e.Scenario {
		return e2e.Failing(call, simulator.Redirect(302, "https://portal.example/login"))
	}
	return []cause{
		{group, "something between answers", hint.Changed, nil, nil, map[string]way{
			"200, the id token": e2e.Failing(oidc, simulator.HTML()), "200, the sign-in": e2e.Failing(token, simulator.HTML()), "200, the read": e2e.Failing(read, simulator.HTML()),
			"302, the id token": led(oidc), "302, the sign-in": led(token), "302, the read": led(read), "302, the start": led(start),
			"403, the id token": blocked(oidc, 403), "403, the sign-in": blocked(token, 403), "403, the read": blocked(read, 403), "403, the start": blocked(start, 403),
			"404, the read": blocked(read, 404), "401, the read": blocked(read, 401), "400, the read": blocked(read, 400), "404, the start": blocked(start, 404),
			"503, the read": blocked(read, 503), "503, the sign-in": blocked(token, 503), "429, the read": blocked(read, 429),
			"302 without a place": e2e.Failing(read, simulator.Redirect(302, "https://[::1")),
			"too large":           e2e.Failing(read, simulator.Huge(200, 0)),
			"empty":               e2e.Failing(read, simulator.Empty()),
		}},
		{group, "something between spoils the request", hint.Changed, nil, nil, map[string]way{
			"411":          e2e.Failing(start, simulator.GraphError(411, "LengthRequired", "A content length is required.")),
			"AADSTS900144": aadsts(900144),
		}},
		{group, "a service is silent", hint.Silent, []hint.Claim{hint.Deadline}, nil, map[string]way{
			"the id token":   e2e.Failing(oidc, simulator.Hang()).Set("timeout", "6s"),
			"the sign-in":    e2e.Failing(token, simulator.Hang()).Set("timeout", "6s"),
			"the read":       e2e.Failing(read, simulator.Hang()).Set("timeout", "6s"),
			"the start":      e2e.Failing(start, simulator.Hang()).Set("timeout", "6s"),
			"a reset":        e2e.Failing(read, simulator.Reset()).Set("timeout", "6s"),
			"half an answer": e2e.Failing(read, simulator.Truncated(20)).Set("timeout", "6s"),
			"a lost start":   e2e.Failing(start, simulator.Reset()),
		}},
		{group, "the run was cancelled", hint.Cancelled, nil, nil, map[string]way{
			"before the start": e2e.Interrupted(read), "during the sign-in": e2e.Interrupted(token), "during the start": e2e.Interrupted(start),
		}},
	}
}
