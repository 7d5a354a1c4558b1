package schema_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/report"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/test/schema"
)

// now is when the bodies are read.
var now = time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)

// service answers each read with the next body, and accepts a start.
type service struct {
	bodies [][]byte
	starts int
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := func(status int, body []byte) (*http.Response, error) {
		header := http.Header{"Date": {now.Format(http.TimeFormat)}, "Request-Id": {"5e1f0000-0000-4000-8000-000000000001"}}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	}
	if r.Method == http.MethodPost {
		s.starts++
		return answer(http.StatusNoContent, nil)
	}
	body := s.bodies[0]
	s.bodies = s.bodies[1:]
	return answer(http.StatusOK, body)
}

// run is one run of the program from the first read on, and what it wrote.
type run struct {
	first        body
	result       string // as it is to be
	starts       int
	log, summary string
	visible      string            // what of the summary is not folded
	outputs      map[string]string // without a file for them they are in the log
}

func play(t *testing.T, dry, allow bool, first, second []byte) run {
	t.Helper()
	dir := t.TempDir()
	env := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
	}
	c, _ := cloud.Lookup("global")
	in := inputs.Inputs{JobID: "Box.1", ServicePrincipalID: "60443998-8cf7-4e61-b05c-a53b658cb5e1", Cloud: c, DryRun: dry, AllowTooManyDeletes: allow}
	graphSide := &service{bodies: [][]byte{first, second}}
	client := &graph.Client{
		Cloud: c, ServicePrincipalID: in.ServicePrincipalID, Token: "opaque",
		Reads: &http.Client{Transport: graphSide}, Once: &http.Client{Transport: graphSide},
	}
	var log bytes.Buffer
	reporter := report.New(&log, func(name string) string { return env[name] })
	all := &report.Run{Inputs: in, RequestID: "6e1f6a3c-0000-4000-8000-000000000000"}
	if failed := reporter.Begin(all.RequestID); failed != nil {
		t.Fatal(failed.Title)
	}
	all.Outcome = start.Run(t.Context(), reporter.Logging(client), start.Options{
		JobID: in.JobID, DryRun: dry, AllowTooManyDeletes: allow, Deadline: time.Now().Add(time.Minute),
	})
	known := diagnose.Known{Inputs: in, RequestID: all.RequestID, InWorkflow: true}
	all.Diagnosis = diagnose.Outcome(t.Context(), known, client, all.Outcome)
	reporter.End(all)
	summary, err := os.ReadFile(env["GITHUB_STEP_SUMMARY"])
	if err != nil {
		t.Fatal(err)
	}
	return run{parse(t, first), schema.Result(first, dry, allow), graphSide.starts, log.String(), string(summary), details.ReplaceAllString(string(summary), ""), outputs(log.String())}
}

func outputs(log string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(log) {
		if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(line, "  ") {
			all[strings.TrimSpace(name)] = strings.TrimSuffix(value, "\n")
		}
	}
	return all
}

var details = regexp.MustCompile(`(?s)<details>.*?</details>`)

// TestBodies runs the program with a few hundred bodies by the schema, and as
// many that break it as the documentation does: it does not crash, starts by the
// gate alone, and shows every field that it promises.
func TestBodies(t *testing.T) {
	t.Parallel()
	s, used := load(t), map[string]int{}
	for seed := range uint64(800) {
		g := schema.Generator{Schema: s, Random: rand.New(rand.NewPCG(seed, 22)), Now: now, Odd: seed%2 == 1}
		dry, allow := g.Random.IntN(2) == 0, g.Random.IntN(3) == 0
		first, second := g.Body(schema.Job), g.Body(schema.Job)
		r := play(t, dry, allow, first, second)
		for _, p := range promises {
			if !p.when(r) {
				continue
			}
			used[p.name]++
			if !p.holds(r) {
				t.Errorf("seed %d: %s\n%s\n%s\n%s", seed, p.name, first, r.log, r.summary)
			}
		}
		if t.Failed() {
			return
		}
	}
	for _, p := range promises {
		if used[p.name] < 3 {
			t.Errorf("%d bodies in which %s", used[p.name], p.name)
		}
	}
}
