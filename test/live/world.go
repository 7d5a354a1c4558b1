package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/inputs"
)

// world is one tenant with its services: a real one, or a simulated one.
type world struct {
	in     inputs.Inputs
	getenv func(string) string
	client *http.Client // speaks HTTP/2 where the service does
	plain  *http.Client // speaks HTTP/1.1
	starts bool
	hidden hidden

	// What the facts need, and are about: found by prepare.
	signIn, list, job, start outcome
	token                    string
	claims                   claims.Claims
	state                    state

	someTenant, somePrincipal, someJob string // that do not exist
}

// someAudience is one that no federated credential has.
const someAudience = "api://start-synchronization-job-live"

// answer is what a service answered.
type answer struct {
	status int
	proto  string
	header http.Header
	body   []byte
}

type outcome struct {
	answer
	err error
}

// errNothing says that a request was not made.
var errNothing = errors.New("not requested")

func newWorld(in inputs.Inputs, environ []string, proxy func(*http.Request) (*url.URL, error), roots *x509.CertPool) *world {
	env := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		env[name] = value
	}
	w := &world{
		in: in, getenv: func(name string) string { return env[name] },
		client: client(proxy, roots, true), plain: client(proxy, roots, false),
		someTenant: uuid.NewString(), somePrincipal: uuid.NewString(), someJob: "scim." + uuid.NewString(),
		signIn: outcome{err: errNothing}, list: outcome{err: errNothing}, job: outcome{err: errNothing}, start: outcome{err: errNothing},
	}
	w.hidden.add("<tenant-id>", in.TenantID)
	w.hidden.add("<client-id>", in.ClientID)
	w.hidden.add("<service-principal-id>", in.ServicePrincipalID)
	w.hidden.add("<job-id>", in.JobID)
	w.hidden.add("<audience>", in.Audience)
	w.hidden.add("<random audience>", someAudience)
	w.hidden.add("<random tenant>", w.someTenant)
	w.hidden.add("<random service principal>", w.somePrincipal)
	w.hidden.add("<random job>", w.someJob)
	return w
}

// patience is how long an answer may take, so that one silent server does not use
// up the run.
const patience = 20 * time.Second

// client follows no redirect, so that no token gets to another host.
func client(proxy func(*http.Request) (*url.URL, error), roots *x509.CertPool, http2 bool) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(http2)
	return &http.Client{
		Transport:     &http.Transport{Proxy: proxy, TLSClientConfig: &tls.Config{RootCAs: roots}, Protocols: protocols},
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// prepare signs in and reads the job. Whatever fails is for the facts to say.
func (w *world) prepare(ctx context.Context) {
	if w.token = w.in.AccessToken; w.token == "" {
		w.signIn.answer, w.signIn.err = w.exchange(ctx, w.in.TenantID, w.scope(), w.in.Audience)
		var grant struct {
			Token string `json:"access_token"`
		}
		_ = json.Unmarshal(w.signIn.body, &grant)
		w.token = grant.Token
	}
	if w.token == "" {
		return
	}
	w.claims = w.hidden.token(w.token)
	w.list.answer, w.list.err = w.get(ctx, w.jobs(w.in.ServicePrincipalID))
	var list struct{ Value []struct{ ID string } }
	_ = json.Unmarshal(w.list.body, &list)
	if w.in.JobID == "" && len(list.Value) == 1 {
		w.in.JobID = list.Value[0].ID
		w.hidden.add("<job-id>", w.in.JobID)
	}
	if w.in.JobID != "" {
		w.job.answer, w.job.err = w.get(ctx, w.jobs(w.in.ServicePrincipalID)+"/"+url.PathEscape(w.in.JobID))
		w.state = stateOf(w.job.body)
	}
}

// exchange requests an access token with an id token of its own.
func (w *world) exchange(ctx context.Context, tenant, scope, audience string) (answer, error) {
	source := entra.GitHub(w.client, w.getenv, audience)
	if w.in.FederatedToken.Given() {
		source = entra.IDToken{Get: w.in.FederatedToken.Read}
	}
	idToken, err := source.Get(ctx)
	if err != nil {
		return answer{}, errors.New("no id token")
	}
	w.hidden.token(idToken)
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {w.in.ClientID}, "scope": {scope},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {idToken},
	}
	address := w.in.Cloud.Authority + "/" + url.PathEscape(tenant) + "/oauth2/v2.0/token"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(w.client, request)
}

func (w *world) scope() string { return w.in.Cloud.Graph + "/.default" }

// jobs is the path of a service principal's jobs.
func (w *world) jobs(principal string) string {
	return "/servicePrincipals/" + url.PathEscape(principal) + "/synchronization/jobs"
}

// get reads a path of Microsoft Graph.
func (w *world) get(ctx context.Context, path string) (answer, error) {
	request, err := w.toGraph(ctx, http.MethodGet, path)
	if err != nil {
		return answer{}, err
	}
	return send(w.client, request)
}

// startNothing sends a start of a job that does not exist. Over HTTP/1.1 a
// length that is not known and not announced is one that is left out.
func (w *world) startNothing(ctx context.Context, client *http.Client, withLength bool) (answer, error) {
	request, err := w.toGraph(ctx, http.MethodPost, w.jobs(w.somePrincipal)+"/"+w.someJob+"/start")
	if err != nil {
		return answer{}, err
	}
	if !withLength {
		request.Body = io.NopCloser(strings.NewReader(""))
		request.ContentLength, request.TransferEncoding = -1, []string{"identity"}
	}
	return send(client, request)
}

func (w *world) toGraph(ctx context.Context, method, path string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, w.in.Cloud.Graph+cloud.GraphVersion+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+w.token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "start-synchronization-job-live")
	request.Header.Set("client-request-id", uuid.NewString())
	return request, nil
}

// maxBody is how much of a body is read, in bytes.
const maxBody = 1 << 20

// send sends a request once. A service that is busy or broken has not answered.
func send(client *http.Client, request *http.Request) (answer, error) {
	response, err := client.Do(request)
	if err != nil {
		return answer{}, errors.New("no answer")
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	switch status := response.StatusCode; {
	case err != nil:
		return answer{}, errors.New("no whole answer")
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, status == http.StatusProxyAuthRequired:
		return answer{}, fmt.Errorf("status %d", status)
	}
	return answer{response.StatusCode, response.Proto, response.Header, body}, nil
}
