package benchmark

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// contender is one way to start the job. Its program is made when it is first
// asked for, so -bench decides what is built.
type contender struct {
	name    string
	program func(*testing.B) string
	// steps are one run of it, one after another. The folder is empty and for
	// this run alone.
	steps func(sim *simulator.Simulator, program, dir string) []runner.Step
}

var contenders = []contender{
	{"action", buildAction, asStep},
	{"sequential", build("sequential"), asStep},
	{"msgraph-sdk-go", build("msgraph"), asStep},
	{"azure-cli", azureCLI, azureSteps},
}

func buildAction(b *testing.B) string {
	program, err := runner.BuildReleased(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	return program
}

// build compiles the command in a folder with the flags that the action is
// compiled with.
func build(folder string) func(*testing.B) string {
	return func(b *testing.B) string {
		program := filepath.Join(b.TempDir(), folder)
		cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-w", "-o", program, ".")
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", folder, err, out)
		}
		return program
	}
}

// asStep runs a program that takes the action's inputs.
func asStep(sim *simulator.Simulator, program, _ string) []runner.Step {
	return []runner.Step{{Program: program, With: sim.Inputs(), Env: sim.Env()}}
}

func azureCLI(b *testing.B) string {
	for _, tool := range []string{"az", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skipf("%s is not installed here (Debian: azure-cli and curl)", tool)
		}
	}
	script, err := filepath.Abs("azure-cli.sh")
	if err != nil {
		b.Fatal(err)
	}
	return script
}

// armHost is asked by `az login` for the subscriptions of the account, with a
// token for armResource.
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

// azureSteps are the parts of azure-cli.sh, with nothing left of an earlier run.
func azureSteps(sim *simulator.Simulator, script, dir string) []runner.Step {
	env := append(sim.Env(),
		"PATH="+os.Getenv("PATH"), "HOME="+dir, "AZURE_CONFIG_DIR="+dir, "AZURE_CORE_COLLECT_TELEMETRY=0",
		"TENANT_ID="+simulator.TenantID, "CLIENT_ID="+simulator.ClientID,
		"SERVICE_PRINCIPAL_ID="+simulator.ServicePrincipalID, "JOB_ID="+simulator.JobID)
	for _, entry := range sim.NetworkEnv() {
		if file, ok := strings.CutPrefix(entry, "SSL_CERT_FILE="); ok {
			env = append(env, "REQUESTS_CA_BUNDLE="+file, "CURL_CA_BUNDLE="+file)
		}
	}
	var steps []runner.Step
	for _, part := range []string{"token", "login", "start"} {
		steps = append(steps, runner.Step{Program: script, Outside: true, Env: append(env[:len(env):len(env)], "PART="+part)})
	}
	return steps
}
