package hostile

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// tokenOf is the token that a request carries.
func tokenOf(r *http.Request) string {
	if assertion := r.PostFormValue("client_assertion"); assertion != "" {
		return assertion
	}
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// sentBack is the token of a request as a server may send it back: cut at either
// end, and whole.
func sentBack(r *http.Request) string {
	token := tokenOf(r)
	n := len(token)
	if n < 100 {
		return token
	}
	return token[n-40:] + " " + token[n/2:n/2+40] + " " + token[:40] + " " + token
}

// TestSentBack: no piece of a token is shown, also where a server sends back
// what it was sent, and debug logging is on.
func TestSentBack(t *testing.T) {
	t.Parallel()
	for name, rules := range says(sentBack).everywhere() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := e2e.Given(simulator.Config{Rules: rules})
			s.Env = []string{"RUNNER_DEBUG=1", "ACTIONS_STEP_DEBUG=true", "ACTIONS_RUNNER_DEBUG=true", "AZURE_SDK_GO_LOGGING=all"}
			r := e2e.Play(t, s)
			all := r.Log + r.RawOutputs + r.Summary // Play has looked for pieces in it
			shown := strings.Contains(all, "(hidden)") || strings.Contains(all, "(token)")
			if shown == strings.HasPrefix(name, unseen) || r.Count(rules[0].Call) == 0 {
				t.Errorf("shown: %v, so that the test does not test what it says\n%s", shown, all)
			}
		})
	}
}

// TestMaskedBeforeUse: when a request that carries a token arrives, the log
// already holds its mask, and nothing of it before.
func TestMaskedBeforeUse(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]e2e.Scenario{
		"sign-in": {}, "application": e2e.Scenario{}.Bringing(e2e.Application), "delegated": e2e.Scenario{}.Bringing(e2e.Delegated),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, err := os.Create(filepath.Join(t.TempDir(), "log"))
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			checked := make(chan string, 100)
			s.Step.LogFile = log
			s.OnRequest = func(q simulator.Request) {
				if q.Call == simulator.CallOIDC {
					return // the runner masks the request token itself
				}
				r := http.Request{Method: q.Method, Header: q.Header, Body: io.NopCloser(bytes.NewReader(q.Body))}
				written, _ := os.ReadFile(log.Name())
				before, _, masked := strings.Cut(string(written), "::add-mask::"+tokenOf(&r)+"\n")
				if !masked || e2e.Leaked(e2e.WithoutMasks(before), []string{tokenOf(&r)}) != "" {
					t.Errorf("%s arrived, and the log was\n%s", q.Call, e2e.WithoutMasks(string(written)))
				}
				checked <- q.Call
			}
			if r := e2e.Play(t, s); r.Outputs["result"] != "started" || len(checked) < 3 {
				t.Errorf("result %s, %d requests checked", r.Outputs["result"], len(checked))
			}
		})
	}
}
