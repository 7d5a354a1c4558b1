package faults

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/http2"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
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
		"301 own host":              simulator.Redirect(301, "https://graph.microsoft.com/v1.0/lead-away"),
		"302 elsewhere":             simulator.Redirect(302, "https://evil.example/lead-away"),
		"307 same place":            simulator.Redirect(307, ""),
		"308 without TLS":           simulator.Redirect(308, "http://evil.example/lead-away"),
	}
	for _, status := range []int{400, 401, 403, 404, 408, 409, 500, 502, 503, 504} {
		all[fmt.Sprint(status)] = simulator.Status(status, "Retry-After", "0")
	}
	return all
}

// overHTTP1 is an answer that HTTP/2 does not know.
const overHTTP1 = "101"

// onceHanging is a fault that those who try again do not meet again.
const onceHanging = "hang, once"

// otherCells are those of every request but the start.
func otherCells() []cell {
	onceIsEnough := []string{"reset in the body", "GOAWAY", "RST_STREAM REFUSED_STREAM", "409", "502", "504"}
	var cells []cell
	for _, call := range []string{
		simulator.CallOIDC, simulator.CallToken, simulator.CallRead, simulator.CallReadBack,
	} {
		for name, fault := range faults() {
			if call == simulator.CallRead || !slices.Contains(onceIsEnough, name) {
				cells = append(cells, waiting(call, name, simulator.Rule{Call: call, Fault: fault}))
			}
		}
		cells = append(cells, waiting(call, onceHanging, simulator.Rule{Call: call, Times: 1, Fault: simulator.Hang()}))
	}
	const refused = "connection refused"
	reset := simulator.Reset()
	return append(cells,
		waiting(simulator.CallOIDC, refused, simulator.Rule{Call: simulator.CallConnectGitHub, Fault: reset}),
		waiting(simulator.CallToken, refused, simulator.Rule{Call: simulator.CallConnectEntra, Fault: reset}),
		waiting(simulator.CallRead, refused, simulator.Rule{Call: simulator.CallConnectGraph, Fault: reset}),
		waiting(simulator.CallReadBack, refused, e2e.Afterwards(simulator.CallStart, simulator.CallConnectGraph, reset)...),
	)
}

// waiting is a cell of a request that is tried again, or waited for.
func waiting(call, name string, rules ...simulator.Rule) cell {
	s := e2e.Given(simulator.Config{Rules: rules, HTTP1: name == overHTTP1})
	if name == "hang" {
		s = s.Until(e2e.Last(call))
	}
	if call == simulator.CallReadBack {
		s = s.Bringing(e2e.Application)
	}
	return cell{call: call, name: name, waits: true, Scenario: s}
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
		"403 of a proxy":               simulator.Body(403, "text/html", "<h1>Blocked</h1>"),
		"302 to no address":            simulator.Redirect(302, "http://[::1"),
		"202":                          simulator.Body(202, "application/json", "{}"),
		"308 same place":               simulator.Redirect(308, ""),
		"418":                          simulator.Status(418),
		"501":                          simulator.Status(501),
	} {
		all[name] = fault
	}
	return all
}

// startCells are those of the start.
func startCells() []cell {
	var cells []cell
	for name, fault := range startFaults() {
		refused := name[0] == '4' && name != "408" && name != "403 of a proxy" // a service that refuses has not acted
		frames := strings.Contains(name, "GOAWAY") || strings.Contains(name, "RST_STREAM")
		sent := name == "headers, then RST_STREAM" // a 204, so the service has acted
		if !sent && name != overHTTP1 {
			cells = append(cells, startCell(name, fault, false))
		}
		if !refused && name != overHTTP1 {
			cells = append(cells, startCell(name+", applied", fault.Acted(), false))
		}
		if !frames {
			cells = append(cells, startCell(name+", HTTP/1.1", fault, true))
		}
		if !refused && !frames {
			cells = append(cells, startCell(name+", applied, HTTP/1.1", fault.Acted(), true))
		}
	}
	return append(cells, unsentCells()...)
}

func startCell(name string, fault simulator.Fault, http1 bool) cell {
	s := e2e.Given(simulator.Config{HTTP1: http1}).Failing(simulator.CallStart, fault).Bringing(e2e.Application)
	if strings.HasPrefix(name, "hang") {
		return cell{call: simulator.CallStart, name: name, waits: true, Scenario: s.Until(e2e.Arrived(simulator.CallReadBack))}
	}
	return cell{call: simulator.CallStart, name: name, Scenario: s}
}

// unsentCells are starts for which there is no connection.
func unsentCells() []cell {
	var cells []cell
	for name, fault := range map[string]simulator.Fault{
		"connection refused": simulator.Reset(), "connection hangs": simulator.Hang(), "certificate": simulator.BadTLS("unknown-ca"),
		"proxy 403": simulator.Status(403), "proxy 407": simulator.Status(407), "proxy 502": simulator.Status(502),
	} {
		s := e2e.Given(simulator.Config{Rules: e2e.Afterwards(simulator.CallRead, simulator.CallConnectGraph, fault)}).Bringing(e2e.Application)
		if name == "connection hangs" {
			s = s.Until(func(r e2e.Ran) bool { return strings.Contains(r.Log, "Connecting for the start") })
		}
		cells = append(cells, cell{
			call: simulator.CallStart, name: "no connection: " + name, waits: true, unsent: true, Scenario: s,
		})
	}
	return cells
}
