package e2e

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

var afterTime = regexp.MustCompile(`after [0-9]+ ms`)

// TestDebugLogging: with GitHub's debug logging each request is one line, and
// without it, or outside of GitHub Actions, none is.
func TestDebugLogging(t *testing.T) {
	t.Parallel()
	t.Run("on", func(t *testing.T) {
		t.Parallel()
		s := Given(simulator.Config{Rules: []simulator.Rule{{Call: simulator.CallRead, Times: 1, Fault: simulator.Status(503)}}})
		s.Env = []string{"RUNNER_DEBUG=1"}
		r := Play(t, s)
		if got, want := r.debugLines(), r.requestLines(); !slices.Equal(got, want) || len(want) != 6 {
			t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
	for name, s := range map[string]Scenario{
		"off":     {},
		"another": {Env: []string{"RUNNER_DEBUG=0"}},
		"outside": {Env: []string{"RUNNER_DEBUG=1"}, Step: runner.Step{Outside: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := Play(t, s); strings.Contains(r.Log, " ms, ") || len(r.debugLines()) > 0 {
				t.Error(r.Log)
			}
		})
	}
}

// debugLines are the debug lines of a run, sorted, without what only the
// services know: how long it took, and what they call the request.
func (r Ran) debugLines() []string {
	var lines []string
	for _, c := range runner.Render(r.Log).Commands {
		if c.Name == "debug" {
			lines = append(lines, requestIDs.ReplaceAllString(afterTime.ReplaceAllString(c.Data, "after"), ""))
		}
	}
	slices.Sort(lines)
	return lines
}

var requestIDs = regexp.MustCompile(`, request-id \S+$`)

// requestLines are what the lines should be by what the services saw.
func (r Ran) requestLines() []string {
	requests := r.Sim.Requests()
	slices.SortStableFunc(requests, func(a, b simulator.Request) int { return cmp.Compare(a.Conn, b.Conn) })
	var lines []string
	for i, q := range requests {
		connection := "same connection"
		if i == 0 || requests[i-1].Conn != q.Conn {
			connection = "new connection"
		}
		lines = append(lines, fmt.Sprintf("%s %s%s: %d after, %s", q.Method, q.Host, q.Path, q.Status, connection))
	}
	slices.Sort(lines)
	return lines
}
