package clients

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// node is where .ci/clients installs the packages of test/clients/node; without
// it nothing is run here.
var node = flag.String("node", "", "folder with node_modules, for TestClients and TestPrinted")

// client is a process that signs in, and the simulator for it alone.
type client struct {
	*simulator.Simulator
	env []string
}

func needNode(t *testing.T) {
	t.Helper()
	if *node == "" {
		t.Skip("needs -node: .ci/clients gives it")
	}
}

func begin(t *testing.T) client {
	t.Helper()
	sim, err := simulator.Start(simulator.Config{Others: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	c := client{sim, append(os.Environ(), sim.Env()...)}
	for _, entry := range sim.NetworkEnv() {
		if file, ok := strings.CutPrefix(entry, "SSL_CERT_FILE="); ok {
			c.env = append(c.env, "NODE_EXTRA_CA_CERTS="+file, "REQUESTS_CA_BUNDLE="+file, "CURL_CA_BUNDLE="+file, "NODE_USE_ENV_PROXY=1")
		}
	}
	for name, value := range map[string]string{
		"TENANT_ID": simulator.TenantID, "CLIENT_ID": simulator.ClientID,
		"SERVICE_PRINCIPAL_ID": simulator.ServicePrincipalID, "JOB_ID": simulator.JobID,
	} {
		c.env = append(c.env, name+"="+value, "INPUT_"+strings.ReplaceAll(name, "_", "-")+"="+value)
	}
	c.env = append(c.env, "AZURE_CONFIG_DIR="+t.TempDir(), "AZURE_CORE_COLLECT_TELEMETRY=0", "AZURE_CORE_NO_COLOR=1")
	return c
}

// run runs the client to its end.
func (c client) run(t *testing.T, input, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env, cmd.Stdin = c.env, strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, v := range c.Violations() {
		t.Errorf("it sent what no service has: %s", v)
	}
}

// TestClients: each does what it is for, in as many requests.
func TestClients(t *testing.T) {
	needNode(t)
	msgraph := filepath.Join(t.TempDir(), "msgraph")
	if out, err := exec.CommandContext(t.Context(), "go", "-C", "../benchmark/msgraph", "build", "-o", msgraph, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, tt := range []struct {
		name     string
		requests int
		command  []string
	}{
		{"curl", 6, []string{"sh", "sh/curl.sh"}},
		{"@azure/msal-node", 5, []string{"node", filepath.Join(*node, "msal.mjs")}},
		{"@azure/identity with @microsoft/microsoft-graph-client", 10, []string{"node", filepath.Join(*node, "graph-client.mjs")}},
		{"msgraph-sdk-go", 7, []string{msgraph}},
		{"azure-cli", azRequests(t), []string{"sh", "sh/az.sh"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := begin(t)
			c.run(t, "", tt.command[0], tt.command[1:]...)
			n := len(c.Requests())
			if c.Starts() != 1 || tt.requests != 0 && n != tt.requests {
				t.Errorf("%d starts and %d requests, want 1 and %d", c.Starts(), n, tt.requests)
			}
			t.Logf("%s: signed in, read and started, %d requests", tt.name, n)
		})
	}
}

// azRequests is how often az asks. That differs from version to version; 0 where
// it is not known.
func azRequests(t *testing.T) int {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "az", "version", "--query", `"azure-cli"`, "--output", "tsv").Output()
	if err != nil {
		t.Fatal(err)
	}
	if string(bytes.TrimSpace(version)) == "2.45.0" { // Debian 12's
		return 9
	}
	return 0
}

// TestPrinted: the az commands that the program prints can be run, and start
// nothing.
func TestPrinted(t *testing.T) {
	needNode(t)
	c := begin(t)
	lines := printed(t)
	if len(lines) < 8 {
		t.Errorf("only %d commands are in the golden files", len(lines))
	}
	c.run(t, strings.Join(lines, "\n")+"\n", "bash", "sh/printed.sh")
	if c.Starts() != 0 {
		t.Error("a printed command started the job")
	}
	t.Logf("%d az commands of the golden files ran", len(lines))
}

var (
	command = regexp.MustCompile(`(?m)^ *((?:graph=\$\()?az (?:rest|ad) .*)$`)
	// elsewhere is what this simulator does not have: other clouds, and another
	// enterprise application.
	elsewhere = regexp.MustCompile(`3b0c5f6e|microsoftgraph\.chinacloudapi|graph\.microsoft\.us|dod-graph|sovcloud`)
	body      = regexp.MustCompile(` --(parameters|body) .*`)
)

// printed are the az commands of the golden files, one of each kind: of those
// that differ in what they send alone, the first, but for grants.
func printed(t *testing.T) []string {
	t.Helper()
	var lines []string
	seen := map[string]bool{}
	err := filepath.WalkDir("../e2e/testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range command.FindAllStringSubmatch(string(text), -1) {
			kind := m[1]
			if !strings.Contains(kind, "appRoleAssignments") {
				kind = body.ReplaceAllString(kind, "")
			}
			if !elsewhere.MatchString(m[1]) && !seen[kind] {
				seen[kind] = true
				lines = append(lines, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
