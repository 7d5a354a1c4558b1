package diagnose

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/wire"
)

// stopped is for a run that was told to end.
func stopped(e *entra.Error) *failure.Failure {
	f := &failure.Failure{
		Title: "The run was stopped during the sign-in",
		What:  "The run ended while " + doing(e.Step) + ".",
	}
	f.Means, f.Do = connection(e.Err)
	return f
}

// unreachable is for a request that got no answer.
func (s signIn) unreachable(e *entra.Error) *failure.Failure {
	host := s.host(e)
	f := &failure.Failure{
		Title: who(e.Step) + " could not be reached",
		What:  "There was no usable answer from " + host + " while " + doing(e.Step) + ".",
	}
	f.Means, f.Do = connection(e.Err)
	switch {
	case errors.Is(e.Err, context.DeadlineExceeded):
		f.Title = "The deadline passed during the sign-in"
	}
	addWait(e, f)
	return f
}

// unreadable is for a 200 that does not hold what was asked for.
func (s signIn) unreadable(e *entra.Error) *failure.Failure {
	f := &failure.Failure{
		Title: who(e.Step) + " gave no token",
		What:  "While " + doing(e.Step) + ", " + s.host(e) + " answered 200 without a token.",
		Means: "A page of a proxy, or of a network that wants a sign-in first, looks like this.",
		Do:    []string{runAgain, "If it happens again, look at what is between the runner and this host: proxy, firewall, VPN."},
	}
	addWait(e, f)
	return f
}

// host names, for a sentence, who was asked: the host of the error, which may
// be none of ours, else that of the step.
func (s signIn) host(e *entra.Error) string {
	var notSent *wire.NotSentError
	var request *url.Error
	switch {
	case errors.As(e.Err, &notSent):
		return foreign.Quote(strings.TrimSuffix(notSent.Host, ":443"))
	case errors.As(e.Err, &request):
		if u, err := url.Parse(request.URL); err == nil && u.Host != "" {
			return foreign.Quote(u.Host)
		}
	}
	if e.Step == entra.GettingIDToken {
		return "GitHub's OIDC endpoint"
	}
	return foreign.Quote(strings.TrimPrefix(s.Cloud.Authority, "https://"))
}

func who(step entra.Step) string {
	if step == entra.GettingIDToken {
		return "GitHub"
	}
	return "Entra"
}

func doing(step entra.Step) string {
	switch step {
	case entra.GettingIDToken:
		return "asking GitHub for an id token"
	}
	return "exchanging GitHub's token for a Microsoft Graph token"
}
