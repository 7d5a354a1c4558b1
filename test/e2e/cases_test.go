package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/simulator"
)

var casesDir = flag.String("cases", "cases", "run the cases of another folder")

// situation is a file of cases/: one run, and what must and must not be said of
// it. What is not named is as in a plain run of a paused job. cases/README.md
// explains each key.
type situation struct {
	Issue, Source, Situation, Expect string

	Inputs, Env map[string]string // an empty value: not set
	Jobs        []json.RawMessage // what reads of the job get, in turn; the last one stays
	List        json.RawMessage   // what reads of the list get
	Rules       []answer
	Roles       []string
	IDClaims    map[string]any // of GitHub's token
	TokClaims   map[string]any // of the Graph token
	Issuer      string
	Subject     string
	Audience    string
	SelfSigned  string // a host with a certificate that nobody trusts

	Must, MustNot []string          // in log and visible summary
	Summary       []string          // in the visible summary
	Never         []string          // anywhere, folded parts too
	Output        map[string]string // an output matches
	Starts        *int
	Max           map[string]int // requests at most, by "METHOD host path"
}

// answer is what a service says in place of its own answer.
type answer struct {
	Method, Host, Path string // host is github, entra or graph; path is a part of it
	Status             int
	Header             map[string]string
	Body               json.RawMessage // a text is sent as it is, all else as JSON
	Times              int             // 0 is always
	Drop, Pass, Apply  bool            // end the connection; answer as usual; act first
}

// TestCases: a file dropped into cases/ is a test.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(*casesDir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", *casesDir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c situation
			decoder := json.NewDecoder(bytes.NewReader(translate(text, time.Now())))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&c); err != nil {
				t.Fatal(err)
			}
			c.holds(t, Play(t, c.scenario()))
		})
	}
}

// caseJob is the job of a plain case.
const caseJob = "scim.0a1b2c3d4e5f.4c5d6e7f-8a9b-4c1d-8e2f-3a4b5c6d7e8f"

// caseNow is when the cases were written: their dates are relative to it.
var caseNow = time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)

var caseDate = regexp.MustCompile(`202[67]-\d\d-\d\d`)

// translate puts the simulator's ids in the place of the made-up ones, and moves
// every date by the whole days that have passed since the cases were written.
func translate(text []byte, now time.Time) []byte {
	days := int(now.Sub(caseNow) / (24 * time.Hour))
	text = caseDate.ReplaceAllFunc(text, func(date []byte) []byte {
		day, err := time.Parse(time.DateOnly, string(date))
		if err != nil {
			return date
		}
		return []byte(day.AddDate(0, 0, days).Format(time.DateOnly))
	})
	return []byte(strings.NewReplacer(
		"60443998-8cf7-4e61-b05c-a53b658cb5e1", simulator.ServicePrincipalID,
		"7f3c1a52-9b1e-4c60-8a55-0d2f6f5b9a01", simulator.TenantID,
		"0b1d6a2e-3c47-4f7e-9d3b-6a0f2c9e4d11", simulator.ClientID,
		"contoso/hr-sync", simulator.Repository,
	).Replace(string(text)))
}

// scenario is the case as a world and a step in it.
func (c situation) scenario() Scenario {
	s := Scenario{Config: simulator.Config{
		JobID: caseJob, Now: time.Now(), Roles: c.Roles, Claims: c.IDClaims, TokenClaims: c.TokClaims,
		Issuer: c.Issuer, Subject: c.Subject, Audience: c.Audience,
	}}.Set("job-id", caseJob)
	for name, value := range c.Inputs {
		switch {
		case value == "":
			s.With[name] = "-"
		case slices.Contains(inputs.Names, name):
			s.With[name] = value
		default:
			s.Env = append(s.Env, "INPUT_"+strings.ToUpper(name)+"="+value)
		}
	}
	if cloud := c.Inputs["cloud"]; slices.Contains(simulator.Clouds(), cloud) {
		s.Cloud = cloud
	}
	for name, value := range c.Env {
		if value == "" {
			s.Unset = append(s.Unset, name)
		} else {
			s.Env = append(s.Env, name+"="+value)
		}
	}
	if c.SelfSigned != "" {
		s.GitHub = c.SelfSigned
		s.Rules = append(s.Rules, simulator.Rule{Call: simulator.CallConnectGitHub, Fault: simulator.BadTLS("unknown-ca")})
	}
	for _, a := range c.Rules {
		for _, call := range a.calls() {
			s.Rules = append(s.Rules, simulator.Rule{Call: call, Times: a.Times, Fault: a.fault()})
		}
	}
	c.bodies(&s)
	return s
}

// bodies makes the service answer with the case's own jobs and list.
func (c situation) bodies(s *Scenario) {
	if len(c.Jobs) > 0 {
		s.Job = c.Jobs[0]
	}
	if len(c.Jobs) > 1 {
		var reads atomic.Int64
		s.Rules = append(s.Rules, simulator.Rule{Call: simulator.CallReadBack, Fault: simulator.GraphBody(func() []byte {
			return c.Jobs[min(int(reads.Add(1)), len(c.Jobs)-1)]
		})})
	}
	if c.List != nil {
		s.Rules = append(s.Rules, simulator.Rule{Call: simulator.CallJobs, Fault: simulator.GraphBody(func() []byte { return c.List })})
	}
}

// calls are those that an answer is for.
func (a answer) calls() []string {
	switch {
	case a.Host == "github":
		return []string{simulator.CallOIDC}
	case a.Host == "entra":
		return []string{simulator.CallToken}
	case a.Method == "POST":
		return []string{simulator.CallStart}
	case strings.Contains(a.Path, "/jobs/"):
		return []string{simulator.CallRead, simulator.CallReadBack}
	case strings.Contains(a.Path, "/jobs"):
		return []string{simulator.CallRead, simulator.CallReadBack, simulator.CallJobs}
	}
	return []string{simulator.CallRead, simulator.CallReadBack, simulator.CallJobs, simulator.CallLookupApp, simulator.CallRegistration}
}

func (a answer) fault() simulator.Fault {
	switch {
	case a.Pass:
		return simulator.Fault{}
	case a.Drop:
		return simulator.Reset()
	}
	body := []byte(a.Body)
	var text string
	if json.Unmarshal(a.Body, &text) == nil {
		body = []byte(text)
	}
	header := []string{}
	for name, value := range a.Header {
		header = append(header, name, value)
	}
	fault := simulator.Body(a.Status, "application/json", string(body)).With(header...)
	if a.Apply {
		fault = fault.Acted()
	}
	return fault
}

// holds compares a run with what the case expects.
func (c situation) holds(t *testing.T, r Ran) {
	t.Helper()
	visible := folded.ReplaceAllString(r.Summary, "")
	everything := r.Log + r.Summary + r.RawOutputs
	for _, search := range []struct {
		patterns []string
		in       string
		want     bool
	}{
		{c.Must, r.Log + visible, true}, {c.MustNot, r.Log + visible, false},
		{c.Summary, visible, true}, {c.Never, everything, false},
	} {
		for _, pattern := range search.patterns {
			if regexp.MustCompile(pattern).MatchString(search.in) != search.want {
				t.Errorf("%s\n%q is there: %v, want %v", c.Expect, pattern, !search.want, search.want)
			}
		}
	}
	for name, pattern := range c.Output {
		if !regexp.MustCompile(pattern).MatchString(r.Outputs[name]) {
			t.Errorf("%s\noutput %s is %q, want %q", c.Expect, name, r.Outputs[name], pattern)
		}
	}
	if c.Starts != nil && r.Sim.Starts() != *c.Starts {
		t.Errorf("%s\n%d starts, want %d", c.Expect, r.Sim.Starts(), *c.Starts)
	}
	for _, what := range slices.Sorted(maps.Keys(c.Max)) {
		if n := r.requests(what); n > c.Max[what] {
			t.Errorf("%s\n%d requests %q, want %d at most", c.Expect, n, what, c.Max[what])
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", r.Log, r.Summary)
	}
}

// requests counts those of "METHOD host path"; an empty part is any.
func (r Ran) requests(what string) int {
	parts := strings.SplitN(what+"  ", " ", 3)
	hosts := map[string]string{"github": simulator.GitHubHost, "entra": r.Sim.AuthorityHost(), "graph": r.Sim.GraphHost()}
	n := 0
	for _, q := range r.Sim.Requests() {
		if q.Method == parts[0] && (parts[1] == "" || q.Host == hosts[parts[1]]) && strings.Contains(q.Path, strings.TrimSpace(parts[2])) {
			n++
		}
	}
	return n
}

// TestTranslate: a case means the same on every day.
func TestTranslate(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]string{0: "2026-11-28T01:13:00Z", 40: "2027-01-07T01:13:00Z"} {
		got := string(translate([]byte(`2026-11-28T01:13:00Z`), caseNow.Add(time.Duration(days)*24*time.Hour+time.Hour)))
		if got != want {
			t.Errorf("%d days later: %s, want %s", days, got, want)
		}
	}
}
