package network

import (
	"context"
	"slices"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/wire"
)

const (
	noConnection   = "No connection to <service>"
	noAnswer       = "No answer from <service>"
	deadlinePassed = "The deadline passed"
	allow          = "Allow <host and port> in the firewall of the runner. <a proxy>"
	runnersProxy   = "Check the address and port in HTTPS_PROXY. In a container action, `localhost` is the container and not the runner."
	pageProxies    = "https://pkg.go.dev/net/http#ProxyFromEnvironment"
	pageDial       = "https://pkg.go.dev/net/http#Transport"
)

// Rows are tried from the top: a later row may be true as well. The last row is
// true of every error.
var Rows = slices.Concat(runRows, proxyRows, certificateRows, connectionRows)

// runRows are about what ended a request in this program itself.
var runRows = []hint.Row{
	{
		Is:     is(context.Canceled),
		Claim:  hint.Cancelled,
		Title:  "The run was ended early",
		Cause:  "The program received a signal to end before it was done.",
		Fixes:  []string{hint.RunAgain},
		Source: pageDial,
	},
	{
		Is:    hint.All(is(context.DeadlineExceeded), notSent, (*hint.Evidence).Proxied),
		Claim: hint.Deadline, Also: []hint.Claim{hint.ProxyBroken, hint.Unreachable},
		Title:  deadlinePassed,
		Cause:  "The deadline of <timeout> passed before the request to <host> could be sent. <proxy> is set for that host.",
		Fixes:  []string{"<raise the deadline>", "Check that the proxy is up, and that it allows <host>.", "<around the proxy>"},
		Source: pageProxies,
	},
	{
		Is:    hint.All(is(context.DeadlineExceeded), notSent),
		Claim: hint.Deadline, Also: []hint.Claim{hint.Unreachable},
		Title:  deadlinePassed,
		Cause:  "The deadline of <timeout> passed before the request to <host> could be sent.",
		Fixes:  []string{"<raise the deadline>", allow},
		Source: pageDial,
	},
	{
		Is:     is(context.DeadlineExceeded),
		Claim:  hint.Deadline,
		Title:  deadlinePassed,
		Cause:  "The deadline of <timeout> passed while this run waited for an answer of <host> to <call>.",
		Fixes:  []string{"<raise the deadline>", hint.Between},
		Source: pageDial,
	},
	{
		Is:    by(wire.ForeignHost),
		Claim: hint.Changed, Likely: true,
		Title:  "A request for another host was held back",
		Cause:  "A request was to go to <host>, which is not a host of this run, so something probably answered in place of <service>.",
		Fixes:  []string{hint.RunAgain, hint.Between},
		Source: pageDial,
	},
	{
		Is:    by(wire.TooLarge),
		Claim: hint.Changed, Likely: true,
		Title:  "An answer was too large",
		Cause:  "The answer of <host> is larger than this program reads, so it is probably not that of <service>.",
		Fixes:  []string{"<let it pass>", hint.RunAgain},
		Source: pageDial,
	},
}
