package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// cell is one fault at one request of a run. But for what its name says to be
// once, the fault stays: whoever tries again meets it again.
type cell struct {
	call, name string
	waits      bool // takes its time, but not the processor's
	scenario
}

// atOnce is how many of the cells that wait are run side by side.
const atOnce = 32

// TestFaultMatrix is every request of a run met by every fault. The start's rows
// are exhaustive, with the service acting or not, over both protocols; the other
// requests leave out what the same code makes the same.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	cells := append(startCells(), otherCells()...)
	rows := make([]row, len(cells))
	t.Run("cells", func(t *testing.T) {
		room := make(chan struct{}, atOnce)
		var waiting sync.WaitGroup
		for i, c := range cells {
			fill := func(t *testing.T) { rows[i] = c.row(play(t, c.scenario)) }
			if !c.waits {
				t.Run(c.call+" "+c.name, func(t *testing.T) {
					t.Parallel()
					fill(t)
				})
				continue
			}
			waiting.Go(func() {
				room <- struct{}{}
				defer func() { <-room }()
				t.Run(c.call+" "+c.name, fill)
			})
		}
		waiting.Wait()
	})
	if slices.Contains(rows, row{}) {
		return // only some were asked for
	}
	for _, r := range rows {
		if strings.HasPrefix(r.came, "unknown") && !strings.Contains(r.log, "Run again, which is safe") {
			t.Errorf("%s %s: the message does not say that running again is safe:\n%s", r.call, r.name, r.log)
		}
	}
	compare(t, "faults", matrix(rows))
}

// row is what came of a cell, and what was said about it first.
func (c cell) row(r ran) row {
	var said []string
	for _, a := range runner.Render(r.Log).Annotations {
		first, _, _ := strings.Cut(a.Message, "\n")
		said = append(said, fmt.Sprintf("%s: %s. %s", a.Level, a.Title, first))
	}
	came := fmt.Sprintf("%s\t%d\t%d\t%d", r.Outputs["result"], r.ExitCode, r.sim.Starts(), count(r.sim.Calls(), c.call))
	if said == nil {
		said = []string{"nothing"}
	}
	return row{c.call, c.name, came, strings.Join(said, "\n    "), r.Log}
}

type row struct{ call, name, came, said, log string }

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
