package inputs

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/untrusted"
)

// maxText is the length of a text in bytes.
const maxText = 256

var (
	domainPattern = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$`)
	number        = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)
)

// A check returns what is wrong with a value that is not empty, as a sentence
// that goes on after the name of its input, or nothing. shown is the value as it
// may be shown.
type check func(v, shown string) string

// IsGUID reports whether a value is a GUID in its usual form, without braces.
func IsGUID(value string) bool { return len(value) == 36 && uuid.Validate(value) == nil }

func isDomain(v string) bool { return len(v) <= maxText && domainPattern.MatchString(v) }

func guid(v, shown string) string {
	if IsGUID(v) {
		return ""
	}
	return "is " + shown + ", which is not a GUID such as 60443998-8cf7-4e61-b05c-a53b658cb5e1"
}

func tenant(v, shown string) string {
	if IsGUID(v) || isDomain(v) {
		return ""
	}
	return "is " + shown + ", which is neither a tenant ID (a GUID) nor a domain name such as contoso.onmicrosoft.com"
}

// segment accepts what graph does.
func segment(v, shown string) string {
	switch err := graph.CheckID(v); {
	case errors.Is(err, graph.ErrIDLong):
		return "is " + untrusted.Describe(v) + ", and the ID of a job has at most 256"
	case errors.Is(err, graph.ErrIDDots):
		return "is " + shown + ", which is not the ID of a job"
	case errors.Is(err, graph.ErrIDReserved):
		return "is " + shown + `, which holds one of / \ ? # %; the ID of a job has none of them`
	case err != nil:
		return "is " + shown + ", which holds white space; the ID of a job has none"
	}
	return ""
}

func audience(v, shown string) string {
	switch {
	case len(v) > maxText:
		return "is " + untrusted.Describe(v) + ", and an audience has at most 256"
	case strings.ContainsAny(v, " \t\r\n"):
		return "is " + shown + ", which holds white space; an audience has none"
	case untrusted.Whole(v) == untrusted.Describe(v): // a token answers with it, and is shown
		return "is " + untrusted.Describe(v) + ", which is not an audience"
	}
	return ""
}

// booleans are those of workflows, YAML's core schema, as GitHub's own toolkit
// takes them: https://github.com/actions/toolkit/tree/main/packages/core.
var booleans = map[string]bool{"false": false, "False": false, "FALSE": false, "true": true, "True": true, "TRUE": true}

func boolean(v, shown string) string {
	if _, ok := booleans[v]; ok {
		return ""
	}
	return "is " + shown + ", which is neither true nor false"
}

func duration(v, shown string) string {
	if number.MatchString(v) {
		return "is a number: " + v + " has no unit; write " + v + "s"
	}
	if d, err := time.ParseDuration(v); err == nil && d > 0 {
		return ""
	}
	return "is " + shown + ", which is not a time greater than zero such as 90s, 2m or 1m30s"
}

// cloudName names the cloud that is meant where others call it so.
func cloudName(v, shown string) string {
	if _, ok := cloud.Lookup(v); ok {
		return ""
	}
	var names []string
	for _, c := range cloud.Meant(v) {
		names = append(names, "`"+c.Name+"`")
	}
	switch len(names) {
	case 0:
		return "is " + shown + ", which is not the name of a cloud. Write one of " + strings.Join(cloud.Names(), ", ")
	case 1:
		return "is " + shown + ", which is called " + names[0] + " here. Write that"
	}
	return "is " + shown + ", which stands for several clouds. Write the one that the tenant is in: " + strings.Join(names, " or ")
}
