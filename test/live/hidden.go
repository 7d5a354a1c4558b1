package main

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/untrusted"
)

// hidden are the values of one world that no report may hold, and what stands
// in their place.
type hidden struct{ list []secret }

type secret struct {
	name  string // in angle brackets
	value *regexp.Regexp
	long  int
}

// leastSecret is the shortest value that is looked for in texts: a shorter one
// is a part of common words, and between quotes it is replaced all the same.
const leastSecret = 4

func (h *hidden) add(name, value string) {
	if len(value) < leastSecret {
		return
	}
	h.list = append(h.list, secret{name, regexp.MustCompile("(?i)" + regexp.QuoteMeta(value)), len(value)})
	slices.SortStableFunc(h.list, func(a, b secret) int { return b.long - a.long })
}

// tellers are the claims that say whose a token is.
var tellers = []string{
	"sub", "oid", "tid", "appid", "upn", "unique_name", "preferred_username", "name", "given_name", "family_name", "email",
	"app_displayname", "ipaddr", "repository", "repository_owner", "repository_id", "repository_owner_id", "actor", "actor_id",
	"workflow", "workflow_ref", "job_workflow_ref", "environment", "enterprise", "enterprise_id", "run_id", "sha",
}

// inputOf are the claims that repeat an input.
var inputOf = map[string]string{"tid": "tenant-id", "appid": "client-id"}

// token hides a token and what its claims tell of its owner, and returns the
// claims that matter.
func (h *hidden) token(token string) claims.Claims {
	h.add("<token>", token)
	all := jwt.MapClaims{}
	_, _, _ = jwt.NewParser().ParseUnverified(token, all)
	for _, name := range tellers {
		if value, ok := all[name].(string); ok {
			h.add("<"+cmp.Or(inputOf[name], name)+">", value)
		}
	}
	c, _ := claims.Read(token)
	return c
}

// What may belong to somebody and is not among the known values.
var patterns = []struct {
	find *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?i)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "<GUID>"},
	{regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`), "<address>"},
	{regexp.MustCompile(`(?i)\b[\w-]+(\.[\w-]+)*\.(onmicrosoft|sharepoint)\.\w+\b`), "<domain>"},
	{regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}\b`), "<address>"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.]*Z?`), "<time>"},
	{regexp.MustCompile(`\b[\w-]{40,}\b`), "<token>"},
	// Entra names the directory, and behind an id the application.
	{regexp.MustCompile(`\b(tenant|directory|company) named .*?( was | is |\. |\.?$)`), "$1 named <name>$2"},
	{regexp.MustCompile(`(['">])\([^)]*\)`), "$1(<name>)"},
}

// quoted is what a service quotes: of somebody, unless it is hidden already.
var (
	quoted     = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	onlyHidden = regexp.MustCompile(`^.(<[^<>]*>)+.$`)
)

// in is a text of a service without what belongs to the tenant.
func (h *hidden) in(text string) string {
	text = untrusted.Text(text)
	for _, s := range h.list {
		text = s.value.ReplaceAllString(text, s.name)
	}
	for _, p := range patterns {
		text = p.find.ReplaceAllString(text, p.with)
	}
	text = quoted.ReplaceAllStringFunc(text, func(q string) string {
		if onlyHidden.MatchString(q) {
			return q
		}
		return q[:1] + "<text>" + q[len(q)-1:]
	})
	return strings.TrimSpace(text)
}
