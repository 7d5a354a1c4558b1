package request

import (
	"slices"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
)

// invalidToken is Graph's code for a token that it does not accept.
var invalidToken = []string{"InvalidAuthenticationToken"}

// tokenRows are about a token that Microsoft Graph does not accept. One that says
// that it is for another service or cloud was never sent: see package inputs.
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
		Cause: "<token> was refused (<code>), and nothing that it says of itself explains why.",
		Fixes: []string{"<fresh token>", askSupport},
		Link:  pageTokens,
	},
}

// freshToken is where another token comes from.
func freshToken(e *hint.Evidence) string {
	if e.Inputs.AccessToken == "" {
		return hint.RunAgain
	}
	return e.Fill("Get a token for <graph> in the same job, shortly before this step.")
}
