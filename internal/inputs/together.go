package inputs

import (
	"regexp"
	"slices"
	"strings"
)

// together checks what inputs demand of each other.
func (r *reader) together() {
	r.swapped()
	r.same()
	required := []string{"service-principal-id"}
	if r.value("access-token") == "" {
		required = append(required, "tenant-id", "client-id")
	}
	for _, name := range required {
		if r.value(name) == "" && !r.hasProblem(name) { // one given under another name has a problem
			r.problem(name, "is empty. It is %s. %s", wanted[name], r.whyEmpty(name))
		}
	}
	for _, one := range signIns {
		for _, other := range one.excludes {
			if r.value(one.name) != "" && r.value(other) != "" {
				r.problem(other, "must be empty when %s is set: %s. Remove one of the two", one.name, one.because)
			}
		}
	}
}

// signIns are the inputs that decide where the sign-in comes from, and what
// each leaves no room for.
var signIns = []struct {
	name, because string
	excludes      []string
}{
	{
		"access-token", "with a token at hand, no sign-in takes place",
		[]string{"tenant-id", "client-id", "audience", "federated-token", "federated-token-file"},
	},
	{"federated-token", "there is one id token for the sign-in", []string{"audience", "federated-token-file"}},
	{"federated-token-file", "the audience of a token from elsewhere is fixed already", []string{"audience"}},
}

// ids are the inputs that name an object of the tenant.
var ids = []string{"tenant-id", "client-id", "service-principal-id", "job-id"}

// wanted says what each of them is.
var wanted = map[string]string{
	"tenant-id":            "the tenant's ID or one of its domain names",
	"client-id":            "the application (client) ID of the app registration with the federated credential",
	"service-principal-id": "the object ID of the enterprise application that owns the job",
	"job-id":               "the ID of the synchronization job",
}

// whyEmpty says why a required input may be empty. In a workflow it is most
// often a variable or a secret that this job does not see.
func (r *reader) whyEmpty(name string) string {
	noSignIn := !slices.ContainsFunc([]string{"tenant-id", "client-id", "federated-token", "federated-token-file"},
		func(other string) bool { return r.value(other) != "" })
	var text string
	switch {
	case !InWorkflow(r.getenv):
		text = "Set " + Variable(name) + "."
	default:
		text = "If the workflow takes it from `vars` or `secrets`, there is none of that name for this workflow's job: check the name, " +
			"whether it is a variable or a secret, and the job's environment."
		if strings.HasPrefix(r.env["GITHUB_EVENT_NAME"], "pull_request") || r.env["GITHUB_ACTOR"] == "dependabot[bot]" {
			text += " A pull request from a fork or of Dependabot gets no secrets."
		}
	}
	if name == "tenant-id" && noSignIn {
		text += " If `access-token` is to be used, that one is empty."
	}
	return text
}

// fits says of a value whether it belongs in an ID's input, and nowhere near.
var fits = map[string]func(v string) bool{
	"tenant-id":            func(v string) bool { return IsGUID(v) || isDomain(v) },
	"client-id":            IsGUID,
	"service-principal-id": IsGUID,
	"job-id":               func(v string) bool { return IsGUID(v) || isJob.MatchString(v) },
}

// isJob matches the IDs of jobs that were seen: a template, and one or two
// GUIDs behind it.
var isJob = regexp.MustCompile(`^[\w-]+(\.[0-9a-z-]{8,40}){1,2}$`)

// swapped finds two IDs that stand in each other's input, of which one shows it
// by its form. That is the problem then, and not the form.
func (r *reader) swapped() {
	for i, one := range ids {
		for _, other := range ids[i+1:] {
			v, w := r.value(one), r.value(other)
			wrong := r.hasProblem(one) && !fits[one](v) || r.hasProblem(other) && !fits[other](w)
			if !wrong || !fits[one](w) || !fits[other](v) {
				continue
			}
			r.problems = slices.DeleteFunc(r.problems, func(p Problem) bool { return p.Input == one || p.Input == other })
			r.problem(one, "has the value that belongs in `%s`, and `%s` the one that belongs here: they are swapped. `%s` is %s, `%s` is %s",
				other, other, one, wanted[one], other, wanted[other])
			return
		}
	}
}

// same finds a GUID that stands in two inputs. Each object has its own.
func (r *reader) same() {
	for i, one := range ids {
		for _, other := range ids[i+1:] {
			if v := r.value(one); IsGUID(v) && strings.EqualFold(v, r.value(other)) && !isZero(v) {
				r.problem(other, "has the same value as `%s`, and one of the two is wrong. `%s` is %s, `%s` is %s",
					one, one, wanted[one], other, wanted[other])
				return
			}
		}
	}
}

func isZero(guid string) bool { return strings.Trim(guid, "0-") == "" }
