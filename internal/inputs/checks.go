package inputs

import (
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/untrusted"
)

// maxText is the length of a text in bytes. Access tokens of large tenants reach
// some 10 KiB.
const (
	maxText  = 256
	maxToken = 64 << 10
)

var (
	domainPattern = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$`)
	number        = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)
	tokenPattern  = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]+$`)
)

// IsGUID reports whether a value is a GUID in its usual form, without braces.
func IsGUID(value string) bool { return len(value) == 36 && uuid.Validate(value) == nil }

func guid(v string) string {
	if IsGUID(v) {
		return ""
	}
	return untrusted.Given(v) + " is not a GUID such as 60443998-8cf7-4e61-b05c-a53b658cb5e1"
}

func tenant(v string) string {
	if IsGUID(v) || len(v) <= maxText && domainPattern.MatchString(v) {
		return ""
	}
	return untrusted.Given(v) + " is neither a tenant ID (a GUID) nor a domain name such as contoso.onmicrosoft.com"
}

// segment accepts what graph does.
func segment(v string) string {
	switch err := graph.CheckID(v); {
	case errors.Is(err, graph.ErrIDEncoding):
		return "holds bytes that are not UTF-8"
	case errors.Is(err, graph.ErrIDLong):
		return untrusted.Describe(v) + " is not the ID of a job, which has at most 256"
	case errors.Is(err, graph.ErrIDDots):
		return untrusted.Given(v) + " is not the ID of a job"
	case errors.Is(err, graph.ErrIDReserved):
		return untrusted.Given(v) + ` holds one of / \ ? # %, which no job ID does; write the ID alone, not an address`
	case errors.Is(err, graph.ErrIDInvisible):
		return untrusted.Given(v) + " holds white space, or a character that is not shown, which no job ID does; type the ID anew"
	}
	return ""
}

func audience(v string) string {
	switch {
	case !utf8.ValidString(v):
		return "holds bytes that are not UTF-8"
	case len(v) > maxText:
		return untrusted.Describe(v) + " is not an audience, which has at most 256"
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return untrusted.Given(v) + " holds white space or a control character"
	}
	return ""
}

// token keeps to what an access token is made of, so that it fits a header. It
// never quotes the value.
func token(v string) string {
	switch {
	case len(v) > maxToken:
		return "is far longer than an access token"
	case strings.HasPrefix(strings.ToLower(v), "bearer "):
		return "starts with Bearer; write the token alone"
	case !tokenPattern.MatchString(v):
		return "holds characters that no access token has, such as white space or quotes"
	}
	return ""
}

// boolean accepts the booleans of workflows, YAML's core schema, as GitHub's
// own toolkit does: https://github.com/actions/toolkit/tree/main/packages/core.
func (r *reader) boolean(name string) bool {
	switch v := r.value(name); v {
	case "", "false", "False", "FALSE":
		return false
	case "true", "True", "TRUE":
		return true
	default:
		r.problem(name, "%s is neither true nor false", untrusted.Given(v))
		return false
	}
}

func (r *reader) duration(name string, fallback time.Duration) time.Duration {
	v := r.value(name)
	if v == "" {
		return fallback
	}
	if number.MatchString(v) {
		r.problem(name, "%s has no unit; write %ss", v, v)
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		r.problem(name, "%s is not a time greater than zero such as 90s, 2m or 1m30s", untrusted.Given(v))
	}
	return d
}

func (r *reader) cloud(name string) cloud.Cloud {
	v := r.value(name)
	if v == "" {
		v = cloud.Clouds[0].Name
	}
	c, ok := cloud.Lookup(v)
	if !ok {
		r.problem(name, "%s is not a cloud; write one of %s", untrusted.Given(v), strings.Join(cloud.Names(), ", "))
	}
	return c
}
