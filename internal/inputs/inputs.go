// Package inputs reads and checks the inputs of a run, and reports every
// problem with them at once.
package inputs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/untrusted"
)

// Inputs are the inputs of one run, checked. action.yml describes each.
type Inputs struct {
	TenantID            string
	ClientID            string
	ServicePrincipalID  string
	JobID               string
	Cloud               cloud.Cloud
	Audience            string         // of the GitHub OIDC token
	FederatedToken      FederatedToken // where given, in place of GitHub's
	DryRun              bool
	AllowTooManyDeletes bool
	Timeout             time.Duration // of the whole run
	AccessToken         string        // where set, no OIDC exchange takes place
}

// Problem is one input that cannot be used, or a variable of the environment.
type Problem struct {
	// Input is its name in action.yml, or the variable's.
	Input string
	// Text says what is wrong and what to write instead, and goes on after the
	// name: it begins with a verb and ends without a full stop, or with one. It
	// may quote the input, as untrusted.Given gives it, but never a token.
	Text string
}

// Title names the input, or the variable.
func (p Problem) Title() string {
	if slices.Contains(Names, p.Input) {
		return "Input " + p.Input
	}
	return "Variable " + p.Input
}

// Error names the input and what is wrong with it.
func (p Problem) Error() string { return p.Input + " " + p.Text }

// Names are the inputs of action.yml, in its order.
var Names = []string{
	"tenant-id", "client-id", "service-principal-id", "job-id", "cloud", "audience",
	"federated-token", "federated-token-file", "dry-run", "allow-too-many-deletes", "timeout", "access-token",
}

// DefaultTimeout is the timeout where none is given, as outside GitHub Actions.
const DefaultTimeout = 2 * time.Minute

// Read reads the inputs from an environment such as os.Environ: INPUT_JOB-ID
// and the like as the runner sets them, or INPUT_JOB_ID, which a plain shell
// can set. Either all is well, or every problem comes back, also those of the
// network.
func Read(environ []string) (Inputs, []Problem) {
	r := newReader(environ)
	in := Inputs{
		TenantID:           r.text("tenant-id", tenant),
		ClientID:           r.text("client-id", guid),
		ServicePrincipalID: r.text("service-principal-id", guid),
		JobID:              r.text("job-id", segment),
		Audience:           r.text("audience", audience),
		FederatedToken: FederatedToken{
			Value: r.token("federated-token", idToken),
			File:  r.value("federated-token-file"),
		},
		DryRun:              booleans[r.text("dry-run", boolean)],
		AllowTooManyDeletes: booleans[r.text("allow-too-many-deletes", boolean)],
		Timeout:             DefaultTimeout,
	}
	in.Cloud, _ = cloud.Lookup(cmp.Or(r.text("cloud", cloudName), cloud.Clouds[0].Name))
	in.AccessToken = r.token("access-token", accessToken(in.Cloud, time.Now()))
	if timeout := r.text("timeout", duration); timeout != "" {
		in.Timeout, _ = time.ParseDuration(timeout)
	}
	if in.Audience == "" {
		in.Audience = in.Cloud.Audience
	}
	if r.hasProblem("job-id") { // the report tells by it whether to quote or to describe
		in.JobID = strings.Trim(r.raw("job-id"), "\r\n")
	}
	r.spelling()
	r.together()
	in.FederatedToken.First = r.federatedTokenFile(in.FederatedToken)
	r.network()
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(slices.Index(Names, a.Input)-slices.Index(Names, b.Input), strings.Compare(a.Text, b.Text))
	})
	return in, r.problems
}

// Secrets returns the tokens among the inputs as given, checked or not, so that
// they can be masked before anything else happens.
func Secrets(environ []string) []string {
	r := newReader(environ)
	return []string{r.value("access-token"), r.value("federated-token")}
}

// reader collects problems while it reads.
type reader struct {
	env      map[string]string
	problems []Problem
}

// newReader takes the first of two variables of one name, as os.Getenv does.
func newReader(environ []string) *reader {
	r := &reader{env: make(map[string]string)}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if _, ok := r.env[name]; !ok {
			r.env[name] = value
		}
	}
	return r
}

func (r *reader) getenv(name string) string { return r.env[name] }

func (r *reader) problem(name, format string, args ...any) {
	r.problems = append(r.problems, Problem{Input: name, Text: fmt.Sprintf(format, args...)})
}

func (r *reader) hasProblem(name string) bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Input == name })
}

// text reads an input and judges it unless it is empty.
func (r *reader) text(name string, check check) string {
	v := r.value(name)
	if v == "" {
		return v
	}
	if wrong := judge(name, v, r.shown(name), check); wrong != "" {
		r.problem(name, "%s", wrong)
	}
	return v
}

// token is text for a secret, which is never shown.
func (r *reader) token(name string, check check) string {
	v := r.value(name)
	if v == "" {
		return v
	}
	if wrong := check(v, ""); wrong != "" {
		r.problem(name, "%s", wrong)
	}
	return v
}

// shown is an input as it may be shown. What was trimmed, but for line ends, is
// not what GitHub masks, should it be a secret: then it is described.
func (r *reader) shown(name string) string {
	v := r.value(name)
	if raw := r.raw(name); strings.Trim(raw, "\r\n") != v {
		return untrusted.Describe(v)
	}
	return untrusted.Given(v)
}
