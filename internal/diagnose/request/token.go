package request

import (
	"slices"
	"strings"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
)

// invalidToken is Graph's code for a token that it does not accept.
var invalidToken = []string{"InvalidAuthenticationToken"}

// tokenRows are about a token that Microsoft Graph does not accept: its age, or
// whom it is for.
var tokenRows = []hint.Row{
	{
		Status: 401, Codes: invalidToken,
		Is:    func(e *hint.Evidence) bool { return !e.Legible },
		Claim: hint.NotKnown,
		Title: "Microsoft Graph does not accept the token",
		Cause: "<token> is not a token of Microsoft Entra that is readable here (<code>); this run calls <graph>.",
		Fixes: []string{"<fresh token>"},
		Link:  pageTokens,
	},
	{
		Status: 401, Codes: invalidToken,
		Is:    func(e *hint.Evidence) bool { return !forThisGraph(e) && cloudOf(e) != "" },
		Claim: hint.WrongCloud,
		Title: "The token is for another cloud",
		Cause: "<token> is for <token's audience>, the Microsoft Graph of the cloud `<token's cloud>`; this run calls <graph>.",
		Fixes: []string{"<fresh token>", "Or write `cloud: <token's cloud>`, if the tenant is there."},
		Link:  pageTokens,
	},
	{
		Status: 401, Codes: invalidToken,
		Is:    func(e *hint.Evidence) bool { return !forThisGraph(e) },
		Claim: hint.OtherToken,
		Title: "The token is for another service",
		Cause: "<token> is for <token's audience>; this run calls <graph>.",
		Fixes: []string{"<fresh token>"},
		Link:  pageTokens,
	},
	{
		Status: 401, Codes: invalidToken,
		Is:    func(e *hint.Evidence) bool { return e.Token.ExpiresAt != nil && e.Token.ExpiresAt.Before(time.Now()) },
		Claim: hint.Expired,
		Title: "The token is expired",
		Cause: "<token> expired <expired at>.",
		Fixes: []string{"<fresh token>"},
		Link:  pageTokens,
		Raw:   "Lifetime validation failed, the token is expired.",
	},
	{
		Status: 401, Codes: invalidToken,
		Is:    func(e *hint.Evidence) bool { return slices.Contains(e.Token.Audience, cloud.GraphAppID) },
		Claim: hint.WrongCloud, Likely: true, Also: []hint.Claim{hint.TooNew},
		Title: "Microsoft Graph refused the token",
		Cause: "<token> is for Microsoft Graph and not expired, and <graph> refused it (<code>): probably it is for another cloud's.",
		Fixes: []string{"Check `cloud`: it has to be the cloud of tenant <token's tenant>.", "<fresh token>", askSupport},
		Link:  pageTokens,
	},
	{
		Status: 401, Codes: invalidToken,
		Claim: hint.NotKnown,
		Title: "Microsoft Graph refused the token",
		Cause: "<token> is for <graph> and not expired, and yet it was refused (<code>).",
		Fixes: []string{"<fresh token>", askSupport},
		Link:  pageTokens,
	},
}

func forThisGraph(e *hint.Evidence) bool {
	return slices.ContainsFunc(e.Token.Audience, func(audience string) bool {
		return strings.TrimSuffix(audience, "/") == e.Inputs.Cloud.Graph || audience == cloud.GraphAppID
	})
}

// cloudOf returns the cloud whose Microsoft Graph the token is for, or nothing.
func cloudOf(e *hint.Evidence) string {
	for _, c := range cloud.Clouds {
		for _, audience := range e.Token.Audience {
			if c.Graph == strings.TrimSuffix(audience, "/") {
				return c.Name
			}
		}
	}
	return ""
}

// freshToken is where another token comes from.
func freshToken(e *hint.Evidence) string {
	if e.Inputs.AccessToken == "" {
		return hint.RunAgain
	}
	return e.Fill("Get a token for <graph> in the same job, shortly before this step.")
}
