package request

import (
	"context"
	"slices"
	"strings"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
)

// badToken explains a token that Graph does not accept: its age, or whom it is
// for.
func (f *finding) badToken(context.Context) {
	name, fix := "The token", hint.RunAgain
	if f.known.Inputs.AccessToken != "" {
		name, fix = "access-token", f.fill("Get a token for <graph> in the same job, shortly before this step.")
	}
	f.Fixes = []string{fix}
	f.Facts = append(f.Facts, f.tokenFacts()...)
	audience, expiry := strings.Join(f.token.Audience, ", "), f.token.ExpiresAt
	switch {
	case !f.readable:
		f.Cause = f.fill(name + " is not a token of Microsoft Entra that is readable here (<code>); this run calls <graph>.")
	case !slices.ContainsFunc(f.token.Audience, f.isAudience):
		f.Cause = hint.Fill(name+" is for <audience>; this run calls <graph>.", "<audience>", audience, "<graph>", f.known.Inputs.Cloud.Graph)
		if other := cloudOf(audience); other != "" {
			f.Fixes = append(f.Fixes, "Or write `cloud: "+other+"`, if the tenant is there.")
		}
	case expiry != nil && expiry.Before(time.Now()):
		f.Cause = name + " expired at " + expiry.UTC().Format("15:04 UTC") + ", " + failure.FormatDuration(time.Since(expiry.Time)) + " ago."
	default:
		f.Cause = f.fill(name + " is for <graph> and not expired, and yet it was refused (<code>).")
		f.Fixes = append(f.Fixes, askSupport)
	}
}

func (f *finding) isAudience(audience string) bool {
	return strings.TrimSuffix(audience, "/") == f.known.Inputs.Cloud.Graph || audience == cloud.GraphAppID
}

// cloudOf returns the cloud whose Microsoft Graph an audience is, or nothing.
func cloudOf(audience string) string {
	for _, c := range cloud.Clouds {
		if c.Graph == strings.TrimSuffix(audience, "/") {
			return c.Name
		}
	}
	return ""
}
