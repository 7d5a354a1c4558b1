package simulator

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Config says which world the simulator plays. Its zero value is a set-up in
// which a start succeeds: cloud global, a paused job, a matching federated
// credential, Application.ReadWrite.OwnedBy and ownership.
type Config struct {
	Cloud     string        // one of Clouds; "" is global
	Listen    string        // address to listen on; "" is 127.0.0.1:0
	Advertise string        // host:port that HTTPS_PROXY names; "" is the listener's own address
	HTTP1     bool          // offer HTTP/1.1 only
	Latency   time.Duration // one round trip: a connect costs one, TLS one, each request one

	Now time.Time // in `Date` headers and error bodies; zero is Epoch

	Job       []byte   // the job's JSON; nil is Paused()
	JobID     string   // "" is the constant JobID
	OtherJobs []string // ids of further jobs in the list of jobs
	Lag       bool     // status.code keeps its old value after a start, as the real service may

	NoRoles     bool           // the caller has no permission at all
	TokenClaims map[string]any // further or other claims of the caller's Graph token; nil leaves one out

	Roles    []string // app roles of the caller's Graph token; nil is RoleOwnedBy
	NotOwner bool     // the caller does not own the enterprise application of the job
	Deny403  bool     // a missing permission is 403 Authorization_RequestDenied instead of 401 UnknownError

	GitHub        string         // host that gives id tokens; "" is GitHubHost
	Issuer        string         // of GitHub's token; "" is the constant Issuer
	Subject       string         // of GitHub's token; "" is the constant Subject
	Claims        map[string]any // further or other claims of GitHub's token; nil leaves one out
	Audience      string         // that credentials want; "" is the cloud's
	Credentials   []Credential   // federated credentials of ClientID; nil is one that matches
	NoCredentials bool           // ClientID has no federated credential at all
	SameToken     bool           // one id token may be sent again, as one that was given as an input is

	Apps []App // further applications of the tenant

	// Others says that the client is one that others wrote. Then what only this
	// program promises is not held against it: the headers of its requests, and
	// that it asks for nothing but the id token, the Graph token and the job.
	// Azure Resource Manager is served too, which az asks at its sign-in.
	Others bool

	Rules     []Rule
	OnRequest func(Request) // called when a request has arrived, before its answer
}

// Credential is a federated identity credential of an application.
type Credential struct {
	Issuer, Subject string
	Audiences       []string // nil is Config.Audience
}

// id is what Graph names the credential by.
func (c Credential) id() string {
	sum := sha256.Sum256([]byte(c.Issuer + " " + c.Subject))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// entity is the credential as Graph prints it.
func (c Credential) entity() map[string]any {
	return map[string]any{"id": c.id(), "name": "start", "issuer": c.Issuer, "subject": c.Subject, "audiences": c.Audiences}
}

// App is an application of the tenant under its three ids.
type App struct{ Name, AppID, RegistrationID, ServicePrincipalID string }

// complete fills in what was left empty.
func (c Config) complete() (Config, endpoints, error) {
	set := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	set(&c.Cloud, "global")
	hosts, ok := clouds[c.Cloud]
	if !ok {
		return c, hosts, fmt.Errorf("no cloud %q", c.Cloud)
	}
	set(&c.Listen, "127.0.0.1:0")
	set(&c.JobID, JobID)
	set(&c.GitHub, GitHubHost)
	set(&c.Issuer, Issuer)
	set(&c.Subject, Subject)
	set(&c.Audience, hosts.audience)
	c.Now = cmp.Or(c.Now, Epoch).UTC()
	if c.Job == nil {
		c.Job = Paused()
	}
	if c.Roles == nil && !c.NoRoles {
		c.Roles = []string{RoleOwnedBy}
	}
	if c.Credentials == nil && !c.NoCredentials {
		c.Credentials = []Credential{{Issuer: c.Issuer, Subject: c.Subject}}
	}
	c.Credentials = slices.Clone(c.Credentials)
	for i := range c.Credentials {
		if c.Credentials[i].Audiences == nil {
			c.Credentials[i].Audiences = []string{c.Audience}
		}
	}
	c.Apps = append([]App{
		{"Box", AppID, RegistrationID, ServicePrincipalID},
		{"directory workflow", ClientID, CallerRegistrationID, CallerObjectID},
		{"Microsoft Graph", graphAppID, "", GraphObjectID},
	}, c.Apps...)
	c.Claims = maps.Clone(c.Claims)
	return c, hosts, nil
}
