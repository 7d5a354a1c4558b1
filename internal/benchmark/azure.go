package main

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"start-synchronization-job/internal/runner"
	"start-synchronization-job/internal/simulator"
)

//go:embed azure-cli.sh
var azureScript []byte

// armHost is asked by `az login` for the subscriptions of the account, with a token for armResource.
// https://learn.microsoft.com/rest/api/resources/subscriptions/list
const (
	armHost     = "management.azure.com"
	armResource = "https://management.core.windows.net/"
)

// arm is an account without subscriptions.
var arm = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write([]byte(`{"value":[]}`))
})

// azureCLI is Debian's azure-cli, or the reason why it cannot be measured here.
func azureCLI(ctx context.Context, dir, az string) (contender, error) {
	c := contender{name: "azure-cli", what: "`curl` for GitHub's token, `az login --service-principal --federated-token`, " +
		"`az rest --method post`: the start alone, no read before or after; telemetry off; a look for a newer version that " +
		"goes nowhere and costs no round trip; size of its packages, Python not counted"}
	for _, tool := range []struct{ name, install string }{{az, "apt-get install azure-cli"}, {"curl", "apt-get install curl"}} {
		if _, err := exec.LookPath(tool.name); err != nil {
			c.missing = "not measured: " + tool.name + " is not installed here (`" + tool.install + "`)"
			return c, nil
		}
	}
	// An azure-cli that is not of dpkg is measured all the same; its size is not known.
	packages, _ := exec.CommandContext(ctx, "dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Installed-Size} ${Package} ${Version}\n",
		"azure-cli", "python3-azure*").Output()
	version, size, err := installed(string(packages))
	if err != nil {
		return c, err
	}
	c.size = size
	c.name = strings.TrimSpace(c.name + " " + version)
	script := filepath.Join(dir, "azure-cli.sh")
	c.steps = func(sim *simulator.Simulator, dir string) []runner.Step {
		var steps []runner.Step
		for _, part := range []string{"token", "login", "start"} {
			steps = append(steps, runner.Step{Program: script, Outside: true, Env: append(azureEnv(sim, dir, az), "PART="+part)})
		}
		return steps
	}
	return c, os.WriteFile(script, azureScript, 0o700)
}

// installed reads a list of packages, with sizes in KiB as dpkg has them: the version of azure-cli, the bytes of all.
func installed(list string) (version string, size int64, err error) {
	for line := range strings.Lines(list) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[0] != "ii" {
			continue
		}
		kibibytes, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return "", 0, fmt.Errorf("read installed size: %w", err)
		}
		size += kibibytes << 10
		if fields[2] == "azure-cli" {
			version = fields[3]
		}
	}
	return version, size, nil
}

// azureEnv is the environment of azure-cli.sh, with nothing left of an earlier run.
func azureEnv(sim *simulator.Simulator, dir, az string) []string {
	env := append(sim.Env(),
		"PATH="+os.Getenv("PATH"), "HOME="+dir, "AZ="+az, "AZURE_CONFIG_DIR="+dir, "AZURE_CORE_COLLECT_TELEMETRY=0",
		"TENANT_ID="+simulator.TenantID, "CLIENT_ID="+simulator.ClientID,
		"SERVICE_PRINCIPAL_ID="+simulator.ServicePrincipalID, "JOB_ID="+simulator.JobID)
	for _, entry := range sim.NetworkEnv() {
		if file, ok := strings.CutPrefix(entry, "SSL_CERT_FILE="); ok {
			env = append(env, "REQUESTS_CA_BUNDLE="+file, "CURL_CA_BUNDLE="+file)
		}
	}
	return env
}
