package faults

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// cell is one fault at one request of a run. But for what its name says to be
// once, the fault stays: whoever tries again meets it again.
type cell struct {
	call, name string
	waits      bool // takes its time, but not the processor's
	unsent     bool // there is no connection for the start
	e2e.Scenario
}

// TestFaultMatrix is every request of a run met by every fault. The start's
// rows are exhaustive, with the service acting or not, over both protocols; the
// other requests leave out what the same code makes the same. What a start's
// answer is worth is a rule, see deserved.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	cells := append(startCells(), otherCells()...)
	rows := make([]row, len(cells))
	t.Run("cells", func(t *testing.T) {
		room := make(chan struct{}, e2e.RunsAtOnce())
		var waiting sync.WaitGroup
		for i, c := range cells {
			if !c.waits {
				t.Run(c.call+" "+c.name, func(t *testing.T) {
					t.Parallel()
					rows[i] = c.play(t)
				})
				continue
			}
			waiting.Go(func() {
				room <- struct{}{}
				defer func() { <-room }()
				t.Run(c.call+" "+c.name, func(t *testing.T) { rows[i] = c.play(t) })
			})
		}
		waiting.Wait()
	})
	if slices.Contains(rows, row{}) {
		return // only some were asked for
	}
	e2e.Compare(t, "faults", matrix(rows))
}

// permanent are answers that stay as they are, or stay longer than the run may
// take.
var permanent = []string{"301 own host", "302 elsewhere", "307 same place", "308 without TLS", "400", "401", "403", "404", "409", "429 in an hour"}

// row is what came of a cell, and what was said about it first.
type row struct{ call, name, came, said string }

// play runs a cell. No fault before the start lets one out while it lasts, none
// at the start keeps it from being counted, and none after it takes it back.
// What is permanent is not tried again.
func (c cell) play(t *testing.T) row {
	r := e2e.Play(t, c.Scenario)
	starts := 0
	if (c.call == simulator.CallStart || c.call == simulator.CallReadBack || c.name == onceHanging) && !c.unsent {
		starts = 1
	}
	if r.Sim.Starts() != starts {
		t.Errorf("%d starts, want %d", r.Sim.Starts(), starts)
	}
	tries := 1
	if c.call == simulator.CallOIDC && c.name == "403" { // GitHub answers so while a job counts as pending
		tries = 2
	}
	if n := r.Count(c.call); slices.Contains(permanent, c.name) && (n != tries || !r.Within(t, 10*time.Second)) {
		t.Errorf("%d requests in %v, want %d and no wait", n, r.Duration, tries)
	}
	if strings.Contains(r.Log+r.Summary+r.RawOutputs, "lead-away") {
		t.Errorf("the place that a redirect leads to is shown:\n%s", r.Log)
	}
	var said []string
	for _, a := range r.Annotations() {
		first, _, _ := strings.Cut(a.Message, "\n")
		said = append(said, fmt.Sprintf("%s: %s. %s", a.Level, a.Title, first))
	}
	if said == nil {
		said = []string{"nothing"}
	}
	requests := fmt.Sprint(r.Count(c.call))
	if c.Late != nil && c.call != simulator.CallStart {
		requests = "some" // as many as fit before the deadline
	}
	came := fmt.Sprintf("%s\t%d\t%d\t%s", r.Outputs["result"], r.ExitCode, r.Sim.Starts(), requests)
	return row{c.call, c.name, came, strings.Join(said, "\n    ")}
}

// matrix is the golden file: a table for each request of a run, in the order of
// the run, and under it the sentences that the table numbers.
func matrix(rows []row) string {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallToken,
		simulator.CallRead, simulator.CallStart, simulator.CallReadBack,
	} {
		fmt.Fprintf(&b, "# %s\n\n", call)
		table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "fault\tresult\texit\tstarts\trequests\tsays")
		var sentences []string
		for _, r := range rows {
			if r.call != call {
				continue
			}
			n := slices.Index(sentences, r.said)
			if n < 0 {
				n, sentences = len(sentences), append(sentences, r.said)
			}
			fmt.Fprintf(table, "%s\t%s\t%d\n", r.name, r.came, n+1)
		}
		table.Flush()
		fmt.Fprintln(&b)
		for i, sentence := range sentences {
			fmt.Fprintf(&b, "%2d. %s\n", i+1, sentence)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}
