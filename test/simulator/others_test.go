package simulator

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// TestScopes: everything before the last slash of a scope is its resource, and
// Graph takes the token under each of its names.
func TestScopes(t *testing.T) {
	t.Parallel()
	for scope, audience := range map[string]string{
		"https://graph.microsoft.com/.default":  "https://graph.microsoft.com",
		"https://graph.microsoft.com//.default": "https://graph.microsoft.com/",
		graphAppID + "/.default":                graphAppID,
		".default":                              graphAppID,
	} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			sim := run(t, Config{})
			via := transport(t, sim)
			values := form(sim, assertion(t, sim, via))
			values.Set("scope", scope)
			_, body, err := send(t, via, tokenRequest(t, sim, TenantID, values))
			var answer struct {
				Token string `json:"access_token"`
			}
			if err != nil || json.Unmarshal([]byte(body), &answer) != nil {
				t.Fatalf("%v, %s", err, body)
			}
			if claims, _ := claimsOf(answer.Token, entraKeyOf); claims["aud"] != audience {
				t.Errorf("audience %v, want %s", claims["aud"], audience)
			}
			resp, body, err := send(t, via, graphRequest(t, sim, "GET", jobPath, answer.Token))
			if err != nil || resp.StatusCode != 200 {
				t.Errorf("%v, %s", err, body)
			}
		})
	}
}

// TestLengthRequired: a start that does not say how long its body is gets a page
// of the edge, and starts nothing.
func TestLengthRequired(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{HTTP1: true})
	raw, err := net.Dial("tcp", sim.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	fmt.Fprintf(raw, "CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n", sim.GraphHost(), sim.GraphHost())
	in := bufio.NewReader(raw)
	if _, err := http.ReadResponse(in, &http.Request{Method: http.MethodConnect}); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(sim.CAPEM())
	conn := tls.Client(raw, &tls.Config{RootCAs: pool, ServerName: sim.GraphHost()})
	fmt.Fprintf(conn, "POST /v1.0%s/start HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAuthorization: Bearer %s\r\nClient-Request-Id: %s\r\n\r\n",
		jobPath, sim.GraphHost(), sim.GraphToken(TokenOptions{}), clientRequestID)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 411 || resp.Header.Get("Request-Id") != "" || !strings.Contains(string(page), "<html>") || sim.Acts() != 0 || sim.Starts() != 1 {
		t.Errorf("%d, %v, %s, %d starts, %d carried out", resp.StatusCode, resp.Header, page, sim.Starts(), sim.Acts())
	}
}

// TestForOthers are requests of clients that others wrote, in their order. None
// is a start, none a violation, and each is one where the client is this
// program.
func TestForOthers(t *testing.T) {
	t.Parallel()
	const credentials = "/v1.0/applications/" + CallerRegistrationID + "/federatedIdentityCredentials"
	const principals, newApp = "/v1.0/servicePrincipals", "1d0b7a52-3c9e-4f6a-8b21-5e4d3c2b1a09"
	const credential = `{"name":"x","issuer":"` + Issuer + `","subject":"repo:contoso/directory:pull_request","audiences":["api://AzureADTokenExchange"]}`
	calls := []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/v1.0" + jobPath + "?$select=id,status", "", 200, `"status"`},
		{"GET", principals + "(appId='" + AppID + "')/synchronization/jobs", "", 200, JobID},
		{"GET", principals + "(appId='" + AppID + "')/synchronization/jobs/" + JobID, "", 200, `"Paused"`},
		{"GET", principals + "(appId='" + ServicePrincipalID + "')/synchronization/jobs", "", 401, ""},
		{"GET", principals + "/" + ServicePrincipalID, "", 200, AppID},
		{"GET", principals + "?$filter=appId%20eq%20'" + AppID + "'", "", 200, ServicePrincipalID},
		{"GET", principals + "/" + ServicePrincipalID + "/owners", "", 200, CallerObjectID},
		{"GET", principals + "/" + ServicePrincipalID + "/appRoleAssignments", "", 200, `"value"`},
		{"POST", principals + "/" + ServicePrincipalID + "/owners/$ref", "{}", 204, ""},
		{"POST", principals, `{"appId":"` + newApp + `"}`, 201, newApp},
		{"POST", principals, `{"appId":"` + newApp + `"}`, 409, "already in use"},
		{"POST", "/v1.0" + jobPath + "/validateCredentials", `{"useSavedCredentials":true}`, 204, ""},
		{"GET", "/v1.0/applications?$filter=appId%20eq%20'" + ClientID + "'", "", 200, CallerRegistrationID},
		{"POST", credentials, credential, 201, "pull_request"},
		{"POST", credentials, credential, 409, "already exists"},
		{"GET", strings.Replace(credentials, "v1.0", "beta", 1), "", 200, "pull_request"},
		{"GET", "/v1.0/applications(appId='" + ClientID + "')/federatedIdentityCredentials", "", 200, Subject},
		{"PATCH", credentials + "/" + (Credential{Issuer: Issuer, Subject: Subject}).id(), `{"audiences":["x"]}`, 204, ""},
		{"GET", credentials + "/" + (Credential{Issuer: Issuer, Subject: Subject}).id(), "", 200, `["x"]`},
	}
	others, own := run(t, Config{Others: true}), run(t, Config{})
	via, token := transport(t, others), others.GraphToken(TokenOptions{})
	for _, call := range calls {
		r := request(t, call.method, "https://"+others.GraphHost()+call.path, token, call.body)
		resp, body, err := send(t, via, r)
		if err != nil || resp.StatusCode != call.status || !strings.Contains(body, call.want) {
			t.Errorf("%s %s: %v, %v, %s; want %d with %q", call.method, call.path, resp, err, body, call.status, call.want)
		}
	}
	if len(others.Violations()) > 0 || others.Starts() != 0 {
		t.Errorf("violations %q, %d starts", others.Violations(), others.Starts())
	}
	r := graphRequest(t, own, "GET", "/servicePrincipals/"+ServicePrincipalID+"/owners", own.GraphToken(TokenOptions{}))
	if _, _, err := send(t, transport(t, own), r); err != nil || len(own.Violations()) != 1 {
		t.Errorf("%v, violations %q; want one", err, own.Violations())
	}
}

// TestUnknownPaths: what the simulator does not have, it says in one line.
func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Others: true})
	via, token := transport(t, sim), sim.GraphToken(TokenOptions{})
	for address, want := range map[string]string{
		"https://" + sim.GraphHost() + "/beta" + jobPath:                                "501 the simulator has v1.0 of Microsoft Graph",
		"https://" + sim.GraphHost() + "/v1.0/users":                                    "501 the simulator does not know",
		"https://" + sim.AuthorityHost() + "//" + TenantID + "/oauth2/v2.0/token":       "404 ",
		"https://" + GitHubHost + strings.Replace(requestPath, "//", "///", 1) + "?x=y": "404 ",
	} {
		resp, body, err := send(t, via, request(t, "GET", address, token, ""))
		if got := fmt.Sprint(resp.StatusCode, " ", body); err != nil || !strings.HasPrefix(got, want) || strings.Count(body, "\n") != 1 {
			t.Errorf("%s: %q, %v; want %q in one line", address, got, err, want)
		}
	}
	if got := len(sim.Violations()); got < 4 {
		t.Errorf("violations %q, want one each", sim.Violations())
	}
}
