package main

import (
	"encoding/json"
	"fmt"
	"mime"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"start-synchronization-job/internal/claims"
)

// refusal is an error of Entra's or of Graph's, or the bare status of another
// answer.
func refusal(w *world, a answer) reading {
	r := reading{"status": strconv.Itoa(a.status), "request-id": id(a.header.Get("request-id"))}
	var body struct {
		Error       json.RawMessage
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
	}
	if json.Unmarshal(a.body, &body) != nil {
		if len(a.body) > 0 {
			kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
			r["body"] = w.hidden.in(kind)
		}
		return r
	}
	var name string
	var graph struct{ Code, Message string }
	switch {
	case json.Unmarshal(body.Error, &name) == nil:
		delete(r, "request-id")
		text, _, _ := strings.Cut(body.Description, "Trace ID:")
		r["error"], r["codes"], r["text"] = w.hidden.in(name), fmt.Sprint(body.Codes), w.hidden.in(text)
	case json.Unmarshal(body.Error, &graph) == nil:
		r["code"], r["text"] = w.hidden.in(graph.Code), w.hidden.in(graph.Message)
	}
	return r
}

// endpoints are what openid-configuration says of the hosts in the table.
func endpoints(w *world, a answer) reading {
	var c struct {
		Issuer        string
		TokenEndpoint string `json:"token_endpoint"`
		Graph         string `json:"msgraph_host"`
	}
	_ = json.Unmarshal(a.body, &c)
	return reading{
		"status": strconv.Itoa(a.status), "issuer": w.hidden.in(c.Issuer),
		"token_endpoint": w.hidden.in(c.TokenEndpoint), "msgraph_host": w.hidden.in(c.Graph),
	}
}

// grant is the answer to a right token request.
func grant(w *world, a answer) reading {
	r := refusal(w, a)
	delete(r, "request-id")
	var g struct {
		Type    string `json:"token_type"`
		Seconds int    `json:"expires_in"`
	}
	if json.Unmarshal(a.body, &g) == nil && g.Type != "" {
		r["token_type"], r["expires_in"] = w.hidden.in(g.Type), strconv.Itoa(g.Seconds)
	}
	return r
}

// accessToken is what the access token says of itself.
func accessToken(w *world, _ answer) reading {
	c, ok := claims.Read(w.token)
	if !ok {
		return reading{"claims": "not readable"}
	}
	r := reading{
		"audience": w.hidden.in(strings.Join(c.Audience, ", ")), "issuer": w.hidden.in(c.Issuer),
		"permissions": permissions(c.Permissions()), "delegated": strconv.FormatBool(c.Delegated()),
	}
	if c.IssuedAt != nil && c.ExpiresAt != nil {
		r["lifetime"] = c.ExpiresAt.Sub(c.IssuedAt.Time).Round(time.Minute).String()
	}
	return r
}

func headers(w *world, a answer) reading {
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	date := "absent"
	if _, err := time.Parse(time.RFC1123, a.header.Get("Date")); err == nil {
		date = "a date"
	}
	return reading{
		"protocol": a.proto, "content-type": w.hidden.in(kind), "date": date,
		"request-id": id(a.header.Get("request-id")), "client-request-id": id(a.header.Get("client-request-id")),
		"x-ms-ags-diagnostic": there(a.header.Get("x-ms-ags-diagnostic")),
	}
}

func id(value string) string {
	if _, err := uuid.Parse(value); err == nil {
		return "a GUID"
	}
	return there(value)
}

func there(value string) string {
	if value == "" {
		return "absent"
	}
	return "there"
}

// listed is whether the list of the jobs carries what the gate decides by. Of a
// refusal it is that.
func listed(w *world, a answer) reading {
	var list struct {
		Value []json.RawMessage
		Next  string `json:"@odata.nextLink"`
	}
	if json.Unmarshal(a.body, &list) != nil || list.Value == nil {
		return refusal(w, a)
	}
	r := reading{"status": strconv.Itoa(a.status), "@odata.nextLink": there(list.Next)}
	if len(list.Value) == 0 {
		return r
	}
	whole := shape(w, answer{body: list.Value[0]})
	for _, name := range []string{"schedule", "schedule.state", "status.code", "status.quarantine"} {
		r["value[0]."+name] = "absent"
		for path := range whole {
			if path == name || strings.HasPrefix(path, name+".") {
				r["value[0]."+name] = "there, or null"
			}
		}
	}
	return r
}

// shape is the kind of each value in the body of a job: no value but an
// enumeration's says what the tenant has.
func shape(_ *world, a answer) reading {
	r := reading{}
	var job map[string]any
	if json.Unmarshal(a.body, &job) != nil {
		return reading{"body": "not a JSON object"}
	}
	delete(job, "@odata.context")
	r.add("", job)
	return r
}

func (r reading) add(path string, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		r[path] = kind(path, value)
		return
	}
	for name, value := range object {
		r.add(strings.TrimPrefix(path+"."+name, "."), value)
	}
}

// enumeration is how a value of an enumeration looks, one that is new too.
var enumeration = regexp.MustCompile(`^[A-Za-z]{1,40}$`)

func kind(path string, value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		if v == 0 {
			return "0"
		}
		return "a number"
	case []any:
		if len(v) == 0 {
			return "an empty list"
		}
		return "a list"
	case string:
		return kindOfText(path, v)
	}
	return "an object"
}

func kindOfText(path, value string) string {
	switch path {
	case "status.code", "schedule.state", "status.quarantine.reason", "status.lastExecution.state", "status.lastSuccessfulExecution.state":
		if enumeration.MatchString(value) {
			return value
		}
	}
	switch date, err := time.Parse(time.RFC3339, value); {
	case value == "":
		return "an empty text"
	case err == nil && date.Year() == 1:
		return "the date that stands for never"
	case err == nil:
		return "a date"
	}
	return "a text"
}
