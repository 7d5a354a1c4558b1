package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
)

func readCloser(s string) io.ReadCloser { return io.NopCloser(strings.NewReader(s)) }

func TestGitHubRefuses(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{})
	resp, _, err := send(t, transport(t, sim), request(t, "GET", oidcURL("x"), "wrong", ""))
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("wrong request token: %v, %v; want 401", resp, err)
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tenant string
		config Config
		want   string
	}{
		{TenantID, Config{Others: true}, "https://login.microsoftonline.com/" + TenantID + "/oauth2/v2.0/token"},
		{TenantDomain, Config{Cloud: "china", Others: true}, "https://login.chinacloudapi.cn/" + TenantID + "/oauth2/v2.0/token"},
		{JobID, Config{Others: true}, "AADSTS90002"},
		{ClientID, Config{Others: true}, "AADSTS90002"},
		{"a b", Config{Others: true}, "AADSTS900023"},
	}
	for _, test := range tests {
		t.Run(test.tenant+test.want, func(t *testing.T) {
			t.Parallel()
			sim := run(t, test.config)
			address := "https://" + sim.AuthorityHost() + "/" + url.PathEscape(test.tenant) + "/v2.0/.well-known/openid-configuration"
			_, body, err := send(t, transport(t, sim), request(t, "GET", address, "", ""))
			if err != nil || !strings.Contains(body, test.want) {
				t.Errorf("body %q, %v; want %q", body, err, test.want)
			}
		})
	}
}

func TestEntraRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config Config
		tenant string
		change func(url.Values)
		want   int
	}{
		{"issuer", Config{Credentials: []Credential{{Issuer + "/x", Subject, nil}}}, "", nil, 700211},
		{"subject", Config{Credentials: []Credential{{Issuer, Subject + "x", nil}}}, "", nil, 700213},
		{"case", Config{Credentials: []Credential{{Issuer, strings.ToUpper(Subject), nil}}}, "", nil, 7002138},
		{"audience", Config{Credentials: []Credential{{Issuer, Subject, []string{"x"}}}}, "", nil, 700212},
		{"no credential", Config{NoCredentials: true}, "", nil, 70025},
		{"expired", Config{Claims: map[string]any{"exp": 1700000000}}, "", nil, 700024},
		{"tenant", Config{}, ClientID, nil, 90002},
		{"client", Config{}, "", func(f url.Values) { f.Set("client_id", CallerObjectID) }, 700016},
		{"scope", Config{}, "", func(f url.Values) { f.Set("scope", "https://graph.microsoft.com/User.Read") }, 1002012},
		{"resource", Config{}, "", func(f url.Values) { f.Set("scope", "https://graph.microsoft.us/.default") }, 500011},
		{"grant", Config{}, "", func(f url.Values) { f.Set("grant_type", "password") }, 70003},
		{"type", Config{}, "", func(f url.Values) { f.Set("client_assertion_type", "x") }, 50027},
		{"missing", Config{}, "", func(f url.Values) { f.Del("scope") }, 900144},
		{"malformed", Config{}, "", func(f url.Values) { f.Set("client_assertion", "x") }, 50027},
		{"signature", Config{}, "", func(f url.Values) {
			token := f.Get("client_assertion")
			cut := strings.LastIndex(token, ".")
			f.Set("client_assertion", token[:cut+1]+"AAAA"+token[cut+5:])
		}, 700027},
		{"any code", Config{Rules: []Rule{{Call: CallToken, Fault: AADSTS(53003, "")}}}, "", nil, 53003},
		{"code without a row", Config{Rules: []Rule{{Call: CallToken, Fault: AADSTS(424242, "Something new.")}}}, "", nil, 424242},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sim := run(t, test.config)
			via := transport(t, sim)
			values := form(sim, assertion(t, sim, via))
			if test.change != nil {
				test.change(values)
			}
			if test.tenant == "" {
				test.tenant = TenantID
			}
			resp, body, err := send(t, via, tokenRequest(t, sim, test.tenant, values))
			if err != nil {
				t.Fatal(err)
			}
			var answer struct {
				Description string `json:"error_description"`
				Codes       []int  `json:"error_codes"`
			}
			if err := json.Unmarshal([]byte(body), &answer); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode < 400 || fmt.Sprint(answer.Codes) != fmt.Sprintf("[%d]", test.want) {
				t.Errorf("status %d, codes %v; want %d", resp.StatusCode, answer.Codes, test.want)
			}
			if !strings.HasPrefix(answer.Description, fmt.Sprintf("AADSTS%d: ", test.want)) || strings.Contains(answer.Description, "%s") {
				t.Errorf("description %q", answer.Description)
			}
		})
	}
}

// Every sentence of the table comes out without a place left open.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, code := range Refusals() {
		if no := refused(code, "100%s", "b"); strings.Contains(no.sentence, "?'") || no.sentence == "" {
			t.Errorf("%d: %q", code, no.sentence)
		}
	}
}

// A pause is a POST and no start; what comes after it is one.
func TestPause(t *testing.T) {
	t.Parallel()
	for _, http1 := range []bool{false, true} {
		sim := run(t, Config{HTTP1: http1, Job: Sample("active")})
		via, token := transport(t, sim), sim.GraphToken(TokenOptions{})
		for _, call := range []struct {
			path, want string
			starts     int
		}{{"/pause", `"Paused"`, 0}, {"/start", `"Active"`, 1}} {
			resp, _, err := send(t, via, graphRequest(t, sim, "POST", jobPath+call.path, token))
			if err != nil || resp.StatusCode != 204 || sim.Starts() != call.starts || !strings.Contains(string(sim.Job()), `"state": `+call.want) {
				t.Errorf("%s: %v, %v, %d starts, %s", call.path, resp, err, sim.Starts(), sim.Job())
			}
		}
		reader := sim.GraphToken(TokenOptions{Roles: []string{RoleRead}})
		if resp, _, err := send(t, via, graphRequest(t, sim, "POST", jobPath+"/pause", reader)); err != nil || resp.StatusCode != 401 {
			t.Errorf("a reader pauses: %v, %v", resp, err)
		}
	}
}
