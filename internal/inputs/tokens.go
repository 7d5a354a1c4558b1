package inputs

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// maxToken is the length of a token in bytes. Access tokens of large tenants
// reach some 10 KiB.
const maxToken = 64 << 10

// maxClock is how far clocks may differ: Entra allows five minutes.
const maxClock = 5 * time.Minute

var tokenPattern = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]+$`)

// notTokens are what is given in place of a token, the most telling first. The
// sentences show no part of it.
var notTokens = []struct {
	is    func(v string) bool
	wrong string
}{
	{func(v string) bool { return strings.HasPrefix(strings.ToLower(v), "bearer ") }, "starts with Bearer; write the token alone"},
	{regexp.MustCompile(`^(gh[a-z]_|github_pat_)`).MatchString, "is a token of GitHub, which Microsoft takes nowhere. `GITHUB_TOKEN` is for GitHub alone"},
	{
		func(v string) bool {
			return strings.Contains(v, "~") && regexp.MustCompile(`^[\w.~-]{30,50}$`).MatchString(v)
		},
		"is a client secret of an app registration, not a token. Sign in with a federated credential, which needs no secret: " +
			"write `tenant-id` and `client-id` alone",
	},
	{func(v string) bool { return strings.Contains(v, "-----BEGIN ") }, "is a PEM file, not a token"},
	{func(v string) bool { return strings.HasPrefix(v, "{") }, "is a JSON object. Write the token in it alone, without braces and quotes"},
	{isPath, "is a path, not a token. For an id token in a file, write the path as `federated-token-file`"},
	{func(v string) bool { return strings.ContainsAny(v, "\r\n") }, "holds a line end, which no token has. Write it in one line"},
}

// isPath reports whether a value that should be a token names a file: tokens
// hold slashes too, but are longer and do not begin so.
var isPath = regexp.MustCompile(`^(~|\.{0,2})/.{0,250}$|^[A-Za-z]:\\|^[\w.-]{1,60}(/[\w.-]{1,60}){1,8}$|^[\w-]{1,60}\.(txt|jwt|token|json|pem)$`).MatchString

// notToken returns why a value is not a token of any kind, or nothing.
func notToken(name, v string) string {
	for _, not := range notTokens {
		if not.is(v) {
			return not.wrong
		}
	}
	fix, never := remedyOf(name, v)
	odd := untrusted.Odd(v)
	switch {
	case never:
		return "is not a token. " + fix
	case odd != "":
		return "holds " + odd
	case len(v) > maxToken:
		return "is longer than 64 KiB, and no token is"
	}
	return ""
}

// idToken keeps what is not an id token, such as a private key in the wrong file
// or an access token, from being sent. It never quotes the value.
func idToken(v, _ string) string {
	if wrong := notToken("federated-token", v); wrong != "" {
		return wrong
	}
	c, ok := claims.Read(v)
	switch {
	case !ok || !tokenPattern.MatchString(v):
		return "is not a JSON web token, which has three parts joined by dots. It must be an id token and nothing else"
	case slices.ContainsFunc(c.Audience, cloud.IsGraph):
		return "is an access token of Microsoft Graph, which Entra does not exchange. Write it as `access-token`, and remove " +
			"`tenant-id` and `client-id`; or give an id token"
	}
	return ""
}

// accessToken keeps to what fits a header, and what a token says of itself: for
// whom it is before when it expires. What does not say is taken. It never quotes
// the value.
func accessToken(in cloud.Cloud, now time.Time) check {
	return func(v, _ string) string {
		if wrong := notToken("access-token", v); wrong != "" {
			return wrong
		}
		if !tokenPattern.MatchString(v) {
			return "holds characters that no access token has, such as white space or quotes"
		}
		c, ok := claims.Read(v)
		if !ok || len(c.Audience) == 0 || in.Graph == "" { // the cloud is not known
			return ""
		}
		if wrong := forOthers(c, in); wrong != "" {
			return wrong
		}
		if e := c.ExpiresAt; e != nil && now.Sub(e.Time) > maxClock {
			return "expired at " + e.UTC().Format("15:04 UTC") + ", " + failure.FormatDuration(now.Sub(e.Time)) +
				" ago. Get it in the same job, shortly before this step"
		}
		return ""
	}
}

// forOthers returns whom a token is for where that is not the Microsoft Graph of
// a cloud, or nothing.
func forOthers(c claims.Claims, in cloud.Cloud) string {
	shown := untrusted.Quote(strings.Join(c.Audience, ", "))
	for _, audience := range c.Audience {
		other, ok := cloud.GraphOf(audience)
		switch {
		case ok && other.Graph != in.Graph:
			return "is for " + shown + ", the Microsoft Graph of the cloud `" + other.Name + "`; this run calls `" + in.Graph +
				"`. Write `cloud: " + other.Name + "` if the tenant is in that cloud"
		case cloud.IsGraph(audience):
			return ""
		case cloud.IsExchange(audience):
			return "is an id token for " + shown + ", not an access token. Write it as `federated-token`, with `tenant-id` and `client-id`"
		}
	}
	if c.Issuer != "" && !cloud.IssuesAccessTokens(c.Issuer) {
		return "is an id token of " + untrusted.Quote(c.Issuer) + ", not an access token. Write it as `federated-token`, with `tenant-id` and `client-id`"
	}
	return "is for " + shown + "; this run calls `" + in.Graph + "`. Get a token for `" + in.Graph + "`"
}
