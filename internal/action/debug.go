package action

import (
	"strconv"

	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// debug logs each request where GitHub's debug logging is on
// (https://docs.github.com/actions/how-tos/monitor-workflows/enable-debug-logging):
// never a token, never a body.
func (a *action) debug(transport *wire.Transport) {
	if a.getenv("RUNNER_DEBUG") != "1" {
		return
	}
	transport.Each = func(s wire.Sent) {
		answer, connection, id := strconv.Itoa(s.Status), "same connection", ""
		switch {
		case s.NotSent:
			answer = "not sent"
		case s.Status == 0:
			answer = "no answer"
		}
		if s.NewConnection {
			connection = "new connection"
		}
		if s.RequestID != "" {
			id = ", request-id " + untrusted.Line(s.RequestID)
		}
		a.reporter.Debug("%s %s: %s after %d ms, %s%s", s.Method, s.Place, answer, s.Took.Milliseconds(), connection, id)
	}
}
