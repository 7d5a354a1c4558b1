package hostile

import (
	"encoding/json"
	"net/http"
	"strings"

	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/test/simulator"
)

// says gives the text that a server puts wherever it can put one.
type says func(r *http.Request) string

type object = map[string]any

// at answers a call with a body and headers made of the text.
func (s says) at(call string, status int, body func(text string) any, headers ...string) simulator.Rule {
	return simulator.Rule{Call: call, Fault: simulator.Answer(func(r *http.Request) (int, map[string]string, string) {
		text := s(r)
		answer, _ := json.Marshal(body(text))
		header := map[string]string{}
		for _, name := range headers {
			header[name] = strings.Map(untrusted.Printable, text)
		}
		return status, header, string(answer)
	})}
}

func plainly(text string) any { return text }

func gitHubSays(text string) any { return object{"message": text, "value": text} }

func entraSays(code int) func(text string) any {
	return func(text string) any {
		return object{
			"error": text, "error_description": text, "error_codes": []int{code},
			"trace_id": text, "correlation_id": text, "timestamp": text,
		}
	}
}

func graphSays(text string) any { return graphRefusal(text)(text) }

func graphRefusal(code string) func(text string) any {
	return func(text string) any {
		return object{"error": object{"code": code, "message": text, "innerError": object{"request-id": text, "date": text}}}
	}
}

func lookedUp(text string) any { return object{"id": text, "appId": text, "displayName": text} }

func jobList(text string) any {
	return object{"value": []any{jobIn("Paused")(text), jobIn(text)(text)}}
}

// jobIn is a job in a state, with the text in every other place.
func jobIn(code string) func(text string) any {
	return func(text string) any {
		failed := object{"code": text, "message": text}
		return object{
			"id": text, "templateId": text, "schedule": object{"state": text, "interval": text},
			"status": object{
				"code":       code,
				"quarantine": object{"reason": text, "currentBegan": "2026-07-01T00:00:00Z", "error": failed},
				"lastExecution": object{
					"state": text, "timeBegan": "2026-07-01T00:00:00Z", "timeEnded": "2026-07-01T00:01:00Z", "error": failed,
				},
				"synchronizedEntryCountByType": []any{object{"key": text, "value": 1}},
			},
		}
	}
}

func once(rule simulator.Rule) simulator.Rule {
	rule.Times = 1
	return rule
}

// unseen begins the name of an answer of which nothing is shown at all.
const unseen = "unseen "

// everywhere are answers with the text in each place in which a server can put
// one.
func (s says) everywhere() map[string][]simulator.Rule {
	const requestID, date, retry = "Request-Id", "Date", "Retry-After"
	const oidc, token, read, start, readBack = simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack
	return map[string][]simulator.Rule{
		"GitHub refuses":                  {s.at(oidc, 403, gitHubSays, date)},
		unseen + "GitHub is busy":         {s.at(oidc, 429, gitHubSays, retry)},
		unseen + "GitHub redirects":       {s.at(oidc, 302, gitHubSays, "Location")},
		unseen + "GitHub gives it":        {s.at(oidc, 200, gitHubSays)},
		unseen + "GitHub gives a text":    {s.at(oidc, 200, plainly)},
		unseen + "Entra gives it":         {s.at(token, 200, func(text string) any { return object{"access_token": text, "expires_in": 3599} })},
		unseen + "Entra gives a text":     {s.at(token, 200, plainly)},
		"Entra refuses":                   {s.at(token, 401, entraSays(700213), "X-Ms-Request-Id", date)},
		"Entra refuses by another number": {s.at(token, 400, entraSays(999999), "X-Ms-Request-Id", date)},
		"Entra is busy":                   {s.at(token, 503, entraSays(90033), retry)},
		"Graph refuses":                   {s.at(read, 403, graphSays, requestID, date), s.at(simulator.CallLookupApp, 200, lookedUp)},
		"Graph takes no token":            {s.at(read, 401, graphRefusal("InvalidAuthenticationToken"), requestID)},
		"Graph knows no job":              {s.at(read, 404, graphSays), s.at(simulator.CallJobs, 200, jobList)},
		"Graph knows no principal":        {s.at(read, 404, graphRefusal("Request_ResourceNotFound")), s.at(simulator.CallLookupApp, 200, lookedUp)},
		"Graph knows a registration": {
			s.at(read, 404, graphRefusal("Request_ResourceNotFound")), s.at(simulator.CallLookupApp, 404, graphSays),
			s.at(simulator.CallRegistration, 200, lookedUp),
		},
		"Graph knows a registration's principal": {
			s.at(read, 404, graphRefusal("Request_ResourceNotFound")), once(s.at(simulator.CallLookupApp, 404, graphSays)),
			s.at(simulator.CallRegistration, 200, func(string) any { return object{"appId": simulator.AppID} }),
			s.at(simulator.CallLookupApp, 200, lookedUp),
		},
		"job in a state":          {s.at(read, 200, func(text string) any { return jobIn(text)(text) }, requestID)},
		"job that can be started": {s.at(read, 200, jobIn("Paused")), s.at(start, 204, plainly, requestID), s.at(readBack, 200, jobIn("Active"))},
		"job in quarantine":       {s.at(read, 200, jobIn("Quarantine")), s.at(readBack, 403, graphSays, requestID)},
		"start refused":           {s.at(start, 403, graphSays, requestID, date)},
		"start throttled":         {s.at(start, 429, graphSays, retry, requestID)},
		"start unclear":           {s.at(start, 503, graphSays, requestID), s.at(readBack, 200, jobIn("Paused"))},
	}
}
