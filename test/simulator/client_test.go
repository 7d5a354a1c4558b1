package simulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const clientRequestID = "3b0c9c1e-6f0a-4f0e-8a53-0f6f3f1f5a10"

// run starts a simulator that ends with the test.
func run(t *testing.T, config Config) *Simulator {
	t.Helper()
	sim, err := Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	return sim
}

// transport reaches the simulator as a program with its environment does.
func transport(t *testing.T, sim *Simulator) *http.Transport {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(sim.CAPEM())
	proxy := &url.URL{Scheme: "http", Host: sim.Addr()}
	transport := &http.Transport{
		Proxy: http.ProxyURL(proxy), ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// send makes one request and gives status and body.
func send(t *testing.T, via http.RoundTripper, r *http.Request) (*http.Response, string, error) {
	t.Helper()
	client := http.Client{Transport: via, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp, string(body), err
}

func request(t *testing.T, method, address, token, body string) *http.Request {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, address, reader)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("User-Agent", "simulator-test")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

func graphRequest(t *testing.T, sim *Simulator, method, path, token string) *http.Request {
	t.Helper()
	r := request(t, method, "https://"+sim.GraphHost()+"/v1.0"+path, token, "")
	r.Header.Set("client-request-id", clientRequestID)
	return r
}

const jobPath = "/servicePrincipals/" + ServicePrincipalID + "/synchronization/jobs/" + JobID

func oidcURL(audience string) string {
	return "https://" + GitHubHost + requestPath + "?api-version=2.0&audience=" + url.QueryEscape(audience)
}

// assertion asks for GitHub's token.
func assertion(t *testing.T, sim *Simulator, via http.RoundTripper) string {
	t.Helper()
	_, body, err := send(t, via, request(t, "GET", oidcURL(sim.hosts.audience), sim.RequestToken(), ""))
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Value string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Value == "" {
		t.Fatalf("OIDC answer %q: %v", body, err)
	}
	return answer.Value
}

// form is the right form of a token request.
func form(sim *Simulator, assertion string) url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {ClientID}, "client_assertion_type": {assertionType},
		"client_assertion": {assertion}, "scope": {"https://" + sim.GraphHost() + "/.default openid offline_access profile"},
	}
}

func tokenRequest(t *testing.T, sim *Simulator, tenant string, form url.Values) *http.Request {
	t.Helper()
	r := request(t, "POST", "https://"+sim.AuthorityHost()+"/"+tenant+"/oauth2/v2.0/token", "", form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}
