package hint

import (
	"net/url"
	"strings"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/graph"
)

// Call is the call that failed.
type Call int

// The calls of a run. Reading is also the call of everything that failed between
// the sign-in and the start.
const (
	GettingIDToken Call = iota
	Exchanging
	Reading
	Starting
)

func (c Call) String() string {
	return [...]string{"the request for an id token", "the sign-in", "the read of the job", "the start"}[c]
}

// Service is whom the call goes to.
func (c Call) Service() string {
	return [...]string{"GitHub", "Entra", "Microsoft Graph", "Microsoft Graph"}[c]
}

// Evidence is all that a diagnosis may go by: which call failed and what came
// back, and what the run knows besides. Claims of tokens are in it to be shown
// and to find the likely reason; nothing is allowed or refused by them.
type Evidence struct {
	Known
	Call Call
	// Host is whom the call went to, with a port where that is not https's.
	Host string
	// Err is why there is no usable answer. It is nil where there is one.
	Err error
	// Answer is the answer, zero where there is none.
	Answer Answer
	// Tries is how often the call was tried, where that is known.
	Tries int
	// OthersAnswered says that another host of this run answered before, through
	// the same proxy where there is one, and with a good certificate.
	OthersAnswered bool

	// IDToken are the claims of the id token that was sent, and Origin where it
	// came from.
	IDToken claims.Claims
	Origin  entra.Origin
	// WithIDs is the subject as GitHub would write it with ids, where the id token
	// has it without and names them. It is safe in a line to copy.
	WithIDs string

	// Token are the claims of the token for Microsoft Graph; Legible says that it
	// is a JWT.
	Token   claims.Claims
	Legible bool
	// JobID is the ID of the job that the run is about. It may be empty.
	JobID string
	// Sentences are those that only one package has names for. In each, every
	// value is quoted already.
	Sentences map[string]string
	commands  int // offered by the row at hand
	// Given is what the given service principal ID is in truth, as far as it could
	// be found out.
	Given Given
	// List are the jobs of the service principal, as far as they were asked for.
	List List
}

// Answer is what a service, or something in its place, answered.
type Answer struct {
	Status int
	// Own says that it has the marks of the service: the request-id that Microsoft
	// Graph gives each of its answers, or the JSON of Entra's errors.
	Own bool
	// AADSTS is Entra's number, Code Graph's error code, and OAuth the member
	// error of Entra's. Message is the service's own text. Any may be empty.
	AADSTS        int
	Code          string
	OAuth         string
	Message       string
	RequestID     string
	Date          string
	RetryAfter    time.Duration
	Asked, Late   bool
	CorrelationID string
	TraceID       string
	OtherShape    bool // JSON, but not what was asked for
}

// Given is what the given service principal ID turned out to be.
type Given struct {
	Kind GivenKind
	// Name is the display name of what it is. It may be empty.
	Name string
	// Use is the object ID to give instead, AppID the application (client) ID of
	// an app registration. They are GUIDs or empty.
	Use, AppID string
	// Hidden says that a look-up was refused, so that nothing is known.
	Hidden bool
}

// GivenKind is what an ID is the ID of.
type GivenKind int

// What the given service principal ID may be.
const (
	Unsaid        GivenKind = iota // not looked for, or not found
	CallersOwn                     // the caller's own service principal, or person
	CallersAppID                   // the caller's application (client) ID
	ApplicationID                  // the application (client) ID of a service principal
	Registration                   // the object ID of an app registration
)

// List is the list of the jobs of the service principal.
type List struct {
	// Read says that Jobs are those of the first page, More that there is another.
	Read, More bool
	Jobs       []graph.Job
	// Err is why it could not be read. It may be nil.
	Err error
}

// Issuer is who issued the id token.
type Issuer int

// The issuers that rows tell apart.
const (
	Elsewhere Issuer = iota // a system that is not GitHub's
	GitHubCom
	GHECom
	GHES
	Entra
)

// gitHubCom begins the issuers of github.com; an enterprise may have its name
// after it.
const gitHubCom = "https://token.actions.githubusercontent.com"

// Issuer returns who issued the id token that was sent.
func (e *Evidence) Issuer() Issuer {
	u, err := url.Parse(e.IDToken.Issuer)
	switch {
	case cloud.IssuesAccessTokens(e.IDToken.Issuer):
		return Entra
	case strings.HasPrefix(e.IDToken.Issuer, gitHubCom):
		return GitHubCom
	case err == nil && strings.HasPrefix(u.Host, "token.actions.") && strings.HasSuffix(u.Host, ".ghe.com"):
		return GHECom
	case e.Origin == entra.FromGitHub:
		return GHES
	}
	return Elsewhere
}

// OwnServer reports whether the host is a GitHub Enterprise Server, which the
// user runs.
func (e *Evidence) OwnServer() bool {
	name := hostname(e.Host)
	return e.Call == GettingIDToken && name != "" && name != "github.com" &&
		!strings.HasSuffix(name, ".githubusercontent.com") && !strings.HasSuffix(name, ".github.com") && !strings.HasSuffix(name, ".ghe.com")
}

// Proxied reports whether the call goes through a proxy.
func (e *Evidence) Proxied() bool { return e.proxy() != nil }

// ProxyHasUser reports whether the address of the proxy has a user in it.
func (e *Evidence) ProxyHasUser() bool {
	u := e.proxy()
	return u != nil && u.User != nil
}

func (e *Evidence) proxy() *url.URL {
	if e.ProxyFor == nil || e.Host == "" {
		return nil
	}
	return e.ProxyFor(e.Host)
}

func hostname(host string) string {
	u := url.URL{Host: host}
	return strings.ToLower(u.Hostname())
}
