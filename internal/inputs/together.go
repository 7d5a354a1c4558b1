package inputs

import (
	"context"
	"errors"
	"slices"
)

// together checks what inputs demand of each other.
func (r *reader) together() {
	required := []string{"service-principal-id"}
	if r.value("access-token") == "" {
		required = append(required, "tenant-id", "client-id")
	}
	for _, name := range required {
		misspelt := func(p Problem) bool { return p.Input == name }
		if r.value(name) == "" && !slices.ContainsFunc(r.problems, misspelt) {
			r.problem(name, "empty. %s", r.remedy(name))
		}
	}
	for _, one := range signIns {
		for _, other := range one.excludes {
			if r.value(one.name) != "" && r.value(other) != "" {
				r.problem(other, "must be empty when %s is set: %s; remove one of the two", one.name, one.because)
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

// federatedTokenFile looks into the file before anything is sent, and returns
// the token in it.
func (r *reader) federatedTokenFile(token FederatedToken) string {
	if token.File == "" || token.Value != "" {
		return ""
	}
	first, err := token.Read(context.Background())
	var problem Problem
	if errors.As(err, &problem) {
		r.problems = append(r.problems, problem)
	}
	return first
}

// remedy says how a required input gets its value. In a workflow it is most
// often a variable that this job does not see.
func (r *reader) remedy(name string) string {
	if !InWorkflow(r.getenv) {
		return "Set " + Variable(name) + " to " + wanted[name] + "."
	}
	return "If the workflow says `${{ vars.… }}`, this job sees no such variable: set it for the repository or for the job's " +
		"environment (Settings > Secrets and variables > Actions > Variables). It is " + wanted[name] + "."
}

// wanted says what a required input is.
var wanted = map[string]string{
	"tenant-id":            "the tenant's ID or one of its domain names",
	"client-id":            "the application (client) ID of the app registration with the federated credential",
	"service-principal-id": "the object ID of the enterprise application",
}
