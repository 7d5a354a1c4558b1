package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"golang.org/x/net/http2"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

// cell is one fault at one request of a run. The fault stays: whoever tries
// again meets it again.
type cell struct {
	call, name string
	scenario
}

// TestFaultMatrix is every request of a run met by every fault. The start's rows
// are exhaustive, with the service acting or not, over both protocols; the other
// requests leave out what the same code makes the same.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	cells := append(startCells(), otherCells()...)
	rows := make([]row, len(cells))
	t.Run("cells", func(t *testing.T) {
		for i, c := range cells {
			t.Run(c.call+" "+c.name, func(t *testing.T) {
				t.Parallel()
				r := play(t, c.scenario)
				rows[i] = c.row(r)
				if r.Outputs["result"] == "unknown" && !strings.Contains(r.Log, "gain is safe") {
					t.Errorf("the message does not say that running again is safe:\n%s", r.Log)
				}
			})
		}
	})
	if slices.Contains(rows, row{}) {
		return // only some were asked for
	}
	compare(t, filepath.Join("testdata", "faults", "matrix.golden"), matrix(rows))
}

// row is what came of a cell, and what was said about it first. How often a call
// was tried depends on the time there was; whether it was tried again does not.
func (c cell) row(r ran) row {
	requests := fmt.Sprint(count(r.sim.Calls(), c.call))
	if count(r.sim.Calls(), c.call) > 1 {
		requests = "2+"
	}
	var said []string
	for _, a := range runner.Render(r.Log).Annotations {
		first, _, _ := strings.Cut(a.Message, "\n")
		said = append(said, fmt.Sprintf("%s: %s. %s", a.Level, a.Title, first))
	}
	return row{c.call, c.name, fmt.Sprintf("%s\t%d\t%d\t%s", r.Outputs["result"], r.ExitCode, r.sim.Starts(), requests), strings.Join(said, "\n    ")}
}

type row struct{ call, name, came, said string }

// matrix is the golden file: a table for each request of a run, in the order of
// the run, and under it the sentences that the table numbers.
func matrix(rows []row) string {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallDiscovery, simulator.CallToken,
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

// faults are those that any request can meet once there is a connection. What
// is tried again has room for it in soon, or is told to hurry by Retry-After.
func faults() map[string]simulator.Fault {
	all := map[string]simulator.Fault{
		"reset":                     simulator.Reset(),
		"reset in the body":         simulator.ResetInBody(20),
		"truncated":                 simulator.Truncated(20),
		"GOAWAY":                    simulator.GoAway(http2.ErrCodeNo, false),
		"RST_STREAM REFUSED_STREAM": simulator.ResetStream(http2.ErrCodeRefusedStream),
		"hang":                      simulator.Hang(),
		"429":                       simulator.Status(429),
		"429 in an hour":            simulator.Status(429, "Retry-After", "3600"),
		"200 empty":                 simulator.Empty(),
		"200 HTML":                  simulator.HTML(),
		"200 wrong type":            simulator.WrongType(),
		"302 elsewhere":             simulator.Redirect(302, "https://evil.example/"),
		"307 same place":            simulator.Redirect(307, ""),
	}
	for _, status := range []int{400, 401, 403, 404, 408, 409, 500, 502, 503, 504} {
		all[fmt.Sprint(status)] = simulator.Status(status, "Retry-After", "0")
	}
	return all
}

// soon is room for a second try and not for all of them; later is room for the
// read that comes before a start.
var (
	soon  = map[string]string{"timeout": "4s"}
	later = map[string]string{"timeout": "7s"}
)

func (c cell) soon() cell {
	switch {
	case strings.HasPrefix(c.name, "200"), strings.HasPrefix(c.name, "4"), !strings.ContainsAny(c.name[:1], "345"):
		c.with = soon
	}
	return c
}

func otherCells() []cell {
	onceIsEnough := []string{"reset in the body", "GOAWAY", "RST_STREAM REFUSED_STREAM", "409", "502", "504", "307 same place"}
	var cells []cell
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallDiscovery, simulator.CallToken, simulator.CallRead, simulator.CallReadBack,
	} {
		for name, fault := range faults() {
			if call != simulator.CallRead && slices.Contains(onceIsEnough, name) {
				continue
			}
			c := cell{call: call, name: name}
			c.Rules = []simulator.Rule{{Call: call, Fault: fault}}
			if call == simulator.CallReadBack {
				c.token = "application"
			}
			cells = append(cells, c.soon())
		}
	}
	for call, rules := range map[string][]simulator.Rule{
		simulator.CallOIDC:      {{Call: simulator.CallConnectGitHub, Fault: simulator.Reset()}},
		simulator.CallDiscovery: {{Call: simulator.CallConnectEntra, Fault: simulator.Reset()}},
		simulator.CallToken:     lastAnswer(simulator.CallDiscovery, simulator.CallConnectEntra, simulator.Reset()),
		simulator.CallRead:      {{Call: simulator.CallConnectGraph, Fault: simulator.Reset()}},
		simulator.CallReadBack:  lastAnswer(simulator.CallStart, simulator.CallConnectGraph, simulator.Reset()),
	} {
		c := cell{call: call, name: "connection refused"}
		c.Rules, c.with = rules, soon
		cells = append(cells, c)
	}
	return cells
}

// lastAnswer closes the connection after a call; opening the next one fails.
func lastAnswer(call, connect string, fault simulator.Fault) []simulator.Rule {
	return []simulator.Rule{{Call: call, Fault: simulator.CloseAfter()}, {Call: connect, After: 1, Fault: fault}}
}

func startCells() []cell {
	all := faults()
	for name, fault := range map[string]simulator.Fault{
		"closed":                       simulator.Closed(),
		"GOAWAY, processed":            simulator.GoAway(http2.ErrCodeEnhanceYourCalm, true),
		"RST_STREAM CANCEL":            simulator.ResetStream(http2.ErrCodeCancel),
		"RST_STREAM INTERNAL_ERROR":    simulator.ResetStream(http2.ErrCodeInternal),
		"RST_STREAM PROTOCOL_ERROR":    simulator.ResetStream(http2.ErrCodeProtocol),
		"RST_STREAM HTTP_1_1_REQUIRED": simulator.ResetStream(http2.ErrCodeHTTP11Required),
		"429 in a second":              simulator.Status(429, "Retry-After", "1"),
		"503 in a second":              simulator.Status(503, "Retry-After", "1"),
		"202":                          simulator.Body(202, "application/json", "{}"),
		"308 same place":               simulator.Redirect(308, ""),
		"418":                          simulator.Status(418),
		"501":                          simulator.Status(501),
	} {
		all[name] = fault
	}
	var cells []cell
	for name, fault := range all {
		for _, http1 := range []bool{false, true} {
			for _, acted := range []bool{false, true} {
				fault := fault
				refused := name[0] == '4' && name != "408" // a service that refuses has not acted
				frames := strings.Contains(name, "GOAWAY") || strings.Contains(name, "RST_STREAM")
				if acted && refused || http1 && frames {
					continue
				}
				c := cell{call: simulator.CallStart, name: name}
				c.HTTP1, c.token = http1, "application"
				if name == "hang" {
					c.with = later
				}
				if acted {
					fault = fault.Acted()
					c.name += ", applied"
				}
				if http1 {
					c.name += ", HTTP/1.1"
				}
				c.Rules = []simulator.Rule{{Call: simulator.CallStart, Fault: fault}}
				cells = append(cells, c)
			}
		}
	}
	for name, fault := range map[string]simulator.Fault{
		"connection refused": simulator.Reset(), "connection hangs": simulator.Hang(), "certificate": simulator.BadTLS("unknown-ca"),
		"proxy 403": simulator.Status(403), "proxy 407": simulator.Status(407), "proxy 502": simulator.Status(502),
	} {
		c := cell{call: simulator.CallStart, name: "no connection: " + name}
		c.Rules = lastAnswer(simulator.CallRead, simulator.CallConnectGraph, fault)
		c.token, c.with = "application", later
		cells = append(cells, c)
	}
	return cells
}
