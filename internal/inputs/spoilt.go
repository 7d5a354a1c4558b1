package inputs

import (
	"regexp"
	"strings"

	"start-synchronization-job/internal/untrusted"
)

const aGUID = `[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}`

// spoilt are the ways in which a value comes out wrong, and what to do, the most
// telling first. <value> stands for what the input takes. What is never right is
// refused even where the input would take it.
var spoilt = []struct {
	is    *regexp.Regexp
	never bool
	fix   string
}{
	{regexp.MustCompile(`\$\{\{`), true, "Write the expression in a workflow: it is evaluated nowhere else, not in the value of a variable either."},
	{
		regexp.MustCompile(`^(\$\w+|\$\{\w+\}|\$\(\w+\)|\$[Ee][Nn][Vv]:\w+|%\w+%)$`), true,
		"Write `${{ env.NAME }}` in a workflow: variables of a shell are not replaced here.",
	},
	{regexp.MustCompile("^[\"'`“”„‘’].*[\"'`“”„‘’]$"), true, "Remove the quotes: write <value> alone."},
	{regexp.MustCompile(`[,;]$`), true, "Remove the comma or semicolon at the end: write <value> alone."},
	{regexp.MustCompile(`^[{(<\[]` + aGUID + `[})>\]]$`), true, "Remove the braces: write <value> alone."},
	{regexp.MustCompile(`^(\{[^{}":]*\}|<[^<>]*>|\[[^\[\]]*\])$`), true, "It is a placeholder: replace it with <value>."},
	{regexp.MustCompile(`^0{8}-(0{4}-){3}0{12}$`), true, "It is a placeholder, a GUID of zeros: write <value>."},
	{regexp.MustCompile(`(?i)^` + aGUID + `/job/`), false, "It is Terraform's ID of a job: write <part> alone."},
	{regexp.MustCompile(`(?i)^/(applications|servicePrincipals)/`), false, "It is Terraform's ID of an object: write <value> alone."},
	{regexp.MustCompile(`://`), false, "It is an address: write <value> alone."},
	{regexp.MustCompile(`^` + aGUID + `$`), false, "Write it with four hyphens."},
}

// values are what each input takes, in the words of a fix.
var values = map[string]string{
	"tenant-id": "the GUID or the domain name", "client-id": "the GUID", "service-principal-id": "the GUID", "job-id": "the ID",
	"access-token": "the token", "federated-token": "the token",
}

// remedyOf returns how a spoilt value is put right, or nothing. It repeats no
// part of the value. never reports that no input takes such a value.
func remedyOf(name, v string) (fix string, never bool) {
	value, part := values[name], "what stands before /job/"
	if value == "" {
		value = "the value"
	}
	if name == "job-id" {
		part = "what stands after /job/"
	}
	for _, s := range spoilt {
		if s.is.MatchString(v) {
			return strings.NewReplacer("<value>", value, "<part>", part).Replace(s.fix), s.never
		}
	}
	return "", false
}

// judge returns what is wrong with a value, and what to do, or nothing.
func judge(name, v, shown string, check check) string {
	if odd := untrusted.Odd(v); odd != "" {
		return "holds " + odd + ". Type it anew: a copied value may bring such a character along."
	}
	wrong := check(v, shown)
	fix, never := remedyOf(name, v)
	switch {
	case wrong == "" && never:
		return "is " + shown + ". " + fix
	case wrong == "" || fix == "":
		return wrong
	}
	return wrong + ". " + fix
}
