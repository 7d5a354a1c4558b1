package diagnose

import (
	"context"
	"slices"
	"strings"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
)

// badToken tells what is wrong with a token that Graph does not take: its age,
// or whom it is for.
func (t *telling) badToken(context.Context) {
	graphRoot := t.client.Cloud.Graph
	t.Means = "Expired, made for another cloud or service than `" + graphRoot + "`, or not a token of Microsoft Entra at all."
	t.Do = []string{
		"If the input `access-token` is set, give it a fresh token for `" + graphRoot + "`.",
		"Compare the input `cloud` with the cloud of the tenant.",
	}
	if !t.legible {
		t.Facts = t.tokenFacts()
		return
	}
	audience := strings.Join(t.token.Audience, ", ")
	t.Facts = append(t.tokenFacts(),
		failure.Fact{Name: "made for (aud)", Value: audience},
		failure.Fact{Name: "needed", Value: graphRoot},
	)
	if expiry := t.token.ExpiresAt; expiry != nil {
		t.Facts = append(t.Facts, failure.Fact{Name: "expires (exp)", Value: expiry.UTC().Format("2006-01-02 15:04:05 UTC")})
		if expiry.Before(time.Now()) {
			t.Means = "The token has expired. Tokens last for an hour or so: get it in the same job, shortly before this step."
		}
	}
	if !slices.ContainsFunc(t.token.Audience, t.client.isAudience) {
		t.Means = "The token is made for " + foreign.Quote(audience) + serviceOf(audience) + ", and this run calls `" + graphRoot + "`."
	}
}

// graphAppID is the application ID of Microsoft Graph in every cloud, which a
// token may name as its audience.
const graphAppID = "00000003-0000-0000-c000-000000000000"

func (c client) isAudience(audience string) bool {
	return strings.TrimSuffix(audience, "/") == c.Cloud.Graph || audience == graphAppID
}

// serviceOf names the cloud that an audience is the Microsoft Graph of.
func serviceOf(audience string) string {
	for _, name := range cloud.Names {
		if c, _ := cloud.Lookup(name); c.Graph == strings.TrimSuffix(audience, "/") {
			return ", the Microsoft Graph of the cloud `" + name + "`"
		}
	}
	return ""
}
