package request

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure/failuretest"
	"start-synchronization-job/internal/graph"
)

// anything answers every request alike, without a network.
type anything struct {
	status          int
	body, requestID string
}

func (a anything) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Request: req, Body: io.NopCloser(strings.NewReader(a.body)),
		Header: http.Header{"Request-Id": {a.requestID}, "Retry-After": {a.requestID}, "Date": {a.requestID}},
	}, nil
}

// FuzzGraph: whatever Graph answers, to the read, the start and the look-ups
// on a failing path, and whatever the token is, there is no panic, what is said
// is plain, and no 4xx but 408 leaves open whether the service acted.
func FuzzGraph(f *testing.F) {
	const legible = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIiwiYXVkIjoiYSIsInJvbGVzIjpbIlN5bmNocm9uaXphdGlvbi5SZWFkLkFsbCJdfQ."
	for _, body := range []string{
		``, `{}`, `null`, `[]`, `{"error":null}`, `{"error":{"code":1}}`, `<html>`, "\x00\xff",
		`{"error":{"code":"UnknownError","message":""}}`, `{"error":{"code":"InvalidAuthenticationToken","message":"x"}}`,
		`{"error":{"code":"Request_ResourceNotFound","message":"` + "`::error::` ##[error]" + `"}}`,
		`{"error":{"code":"\n::error::x","message":"@octocat <b>","innererror":{"request-id":"\u202e","innerError":{"request-id":"x"}}}}`,
		`{"value":[{"id":"a|b"},{"id":"\n::error::x","templateId":"t","status":{"code":"Paused"}},null,{"id":1}]}`,
		`{"id":"60443998-8cf7-4e61-b05c-a53b658cb5e1","appId":"60443998-8cf7-4e61-b05c-a53b658cb5e1","displayName":"x` + "`" + `y"}`,
		strings.Repeat(`{"error":{"innerError":`, 2000),
	} {
		for _, status := range []int{200, 302, 400, 401, 403, 404, 429, 500} {
			f.Add(status, body, "", legible, false)
			f.Add(status, body, "7", "opaque", true)
		}
	}
	global, _ := cloud.Lookup("global")
	f.Fuzz(func(t *testing.T, status int, body, header, token string, toStart bool) {
		if status < 200 || status > 599 {
			t.Skip("not an answer of wire's")
		}
		answers := &http.Client{
			Transport:     anything{status, body, header},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		c := &graph.Client{
			Cloud: global, ServicePrincipalID: "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27", Token: token,
			RequestID: "c1e27000-0000-4000-8000-000000000000", Reads: answers, Once: answers,
		}
		call, err := hint.Reading, error(nil)
		if toStart {
			call = hint.Starting
			_, err = c.Start(context.Background(), testJob)
		} else {
			_, _, err = c.Job(context.Background(), testJob)
		}
		if err == nil {
			return
		}
		if refused := graph.EffectOf(err) == graph.Refused; toStart && refused != (status/100 == 4 && status != 408) {
			t.Errorf("status %d, refused: %v", status, refused)
		}
		f := explain(context.Background(), c, call, err)
		failuretest.Plain(t, f)
		if said := f.Title + f.Cause + strings.Join(f.Fixes, ""); len(token) > 20 && strings.Contains(said, token) {
			t.Errorf("the token is shown: %s", said)
		}
	})
}
