package e2e

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/http2"

	"start-synchronization-job/internal/simulator"
)

// faults are those that any request can meet once there is a connection. A
// Retry-After of nothing makes those who try again hurry.
func faults() map[string]simulator.Fault {
	all := map[string]simulator.Fault{
		"reset":                     simulator.Reset(),
		"reset in the body":         simulator.ResetInBody(20),
		"truncated":                 simulator.Truncated(20),
		"GOAWAY":                    simulator.GoAway(http2.ErrCodeNo, false),
		"RST_STREAM REFUSED_STREAM": simulator.ResetStream(http2.ErrCodeRefusedStream),
		"hang":                      simulator.Hang(),
		"headers, then RST_STREAM":  simulator.ResetAfterHead(http2.ErrCodeInternal),
		overHTTP1:                   simulator.Switching(),
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

// overHTTP1 is an answer that HTTP/2 does not know.
const overHTTP1 = "101"

// hangs is the timeout of a run that uses it up, and comes as far as it should
// before on a crowded machine too; ample ends one that would go on repeating.
var (
	hangs = map[string]string{"timeout": "10s"}
	ample = map[string]string{"timeout": "30s"}
)

func otherCells() []cell {
	onceIsEnough := []string{"reset in the body", "GOAWAY", "RST_STREAM REFUSED_STREAM", "409", "502", "504", "307 same place"}
	var cells []cell
	add := func(call, name string, rules ...simulator.Rule) {
		c := cell{call: call, name: name, waits: true}
		c.Rules, c.with, c.HTTP1 = rules, ample, name == overHTTP1
		if strings.HasPrefix(name, "hang") {
			c.with = hangs
		}
		if call == simulator.CallReadBack {
			c.token = "application"
		}
		cells = append(cells, c)
	}
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallReadBack,
	} {
		for name, fault := range faults() {
			if call == simulator.CallRead || !slices.Contains(onceIsEnough, name) {
				add(call, name, simulator.Rule{Call: call, Fault: fault})
			}
		}
		add(call, "hang, once", simulator.Rule{Call: call, Times: 1, Fault: simulator.Hang()})
	}
	const refused = "connection refused"
	add(simulator.CallOIDC, refused, simulator.Rule{Call: simulator.CallConnectGitHub, Fault: simulator.Reset()})
	add(simulator.CallToken, refused, simulator.Rule{Call: simulator.CallConnectEntra, Fault: simulator.Reset()})
	add(simulator.CallRead, refused, simulator.Rule{Call: simulator.CallConnectGraph, Fault: simulator.Reset()})
	add(simulator.CallReadBack, refused, lastAnswer(simulator.CallStart, simulator.CallConnectGraph, simulator.Reset())...)
	return cells
}

// lastAnswer closes the connection after a call; opening the next one fails.
func lastAnswer(call, connect string, fault simulator.Fault) []simulator.Rule {
	return []simulator.Rule{{Call: call, Fault: simulator.CloseAfter()}, {Call: connect, After: 1, Fault: fault}}
}

// startFaults are those of any request, and further answers that make no
// difference but to a start.
func startFaults() map[string]simulator.Fault {
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
	return all
}

func startCells() []cell {
	var cells []cell
	for name, fault := range startFaults() {
		for _, http1 := range []bool{false, true} {
			for _, acted := range []bool{false, true} {
				fault := fault
				refused := name[0] == '4' && name != "408" // a service that refuses has not acted
				frames := strings.Contains(name, "GOAWAY") || strings.Contains(name, "RST_STREAM")
				sent := name == "headers, then RST_STREAM" // a 204, so the service has acted
				if acted && refused || !acted && sent || http1 && frames || !http1 && name == overHTTP1 {
					continue
				}
				c := cell{call: simulator.CallStart, name: name}
				c.HTTP1, c.token, c.with = http1, "application", ample
				if name == "hang" {
					c.with, c.waits = hangs, true
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
	return append(cells, unsentCells()...)
}

// unsentCells are starts for which there is no connection.
func unsentCells() []cell {
	var cells []cell
	for name, fault := range map[string]simulator.Fault{
		"connection refused": simulator.Reset(), "connection hangs": simulator.Hang(), "certificate": simulator.BadTLS("unknown-ca"),
		"proxy 403": simulator.Status(403), "proxy 407": simulator.Status(407), "proxy 502": simulator.Status(502),
	} {
		c := cell{call: simulator.CallStart, name: "no connection: " + name}
		c.Rules = lastAnswer(simulator.CallRead, simulator.CallConnectGraph, fault)
		c.token, c.with, c.waits = "application", hangs, true
		cells = append(cells, c)
	}
	return cells
}
