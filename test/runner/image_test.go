package runner

import (
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"start-synchronization-job/test/simulator"
)

// image is what .ci/image builds; without it there is nothing to test here.
var image = flag.String("image", "", "image of the action, for TestImage")

// alone is the host's address in the network of the container "alone", which
// reaches nothing else. .ci/image makes both.
var alone = flag.String("alone", "", "address on which the container alone reaches this host, for TestImage")

// TestImage runs the image as GitHub's runner does, and as others do.
func TestImage(t *testing.T) {
	if *image == "" {
		t.Skip("needs -image")
	}
	t.Parallel()
	hardened := []string{"--user", "65532", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"}
	tests := []struct {
		name, state, fault string
		step               Step
		exit               int
		result             string
		starts             int
	}{
		{"start", "paused", "", Step{}, 0, "started", 1},
		{"skip", "active", "", Step{}, 0, "already-active", 0},
		{"refusal", "paused", "start-refused", Step{}, 1, "failed", 1},
		{"bad input", "paused", "", Step{With: map[string]string{"job-id": "a/b"}}, 1, "failed", 0},
		{"proxied", "quarantine", "", Step{Env: []string{"NO_PROXY=localhost,127.0.0.1", "no_proxy=localhost,127.0.0.1"}}, 0, "started", 1},
		{"token file", "paused", "", Step{With: map[string]string{"federated-token-file": filepath.Join(t.TempDir(), "token"), "job-id": ""}}, 0, "started", 1},
		{"cancelled", "paused", "hang", Step{}, 1, "unknown", 1},
		{"read-only", "paused", "", Step{Docker: []string{"--read-only"}}, 0, "started", 1},
		{"no new privileges", "paused", "", Step{Docker: []string{"--security-opt", "no-new-privileges"}}, 0, "started", 1},
		{"elsewhere", "paused", "", Step{Outside: true}, 0, "started", 1},
		{"elsewhere, another user", "paused", "", Step{Outside: true, Docker: hardened[:2]}, 0, "started", 1},
		{"elsewhere, no capabilities", "paused", "", Step{Outside: true, Docker: hardened[3:5]}, 0, "started", 1},
		{"elsewhere, nothing but the proxy", "paused", "", Step{Outside: true, Docker: []string{"--network", "container:alone"}}, 0, "started", 1},
		{"elsewhere, all of these", "paused", "", Step{Outside: true, Docker: hardened}, 0, "started", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var config simulator.Config
			if _, _, err := config.Choose(tt.state, tt.fault); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(tt.step.Docker, "--network") {
				if *alone == "" {
					t.Skip("needs -alone")
				}
				config.Listen = *alone + ":0"
			}
			if tt.name == "token file" {
				config.Credentials = []simulator.Credential{simulator.ClusterCredential}
			}
			signals := make(chan os.Signal, 1)
			config.OnRequest = func(r simulator.Request) {
				if tt.name == "cancelled" && r.Call == simulator.CallStart {
					signals <- syscall.SIGINT
				}
				if tt.name == "start" {
					checkAccount(t)
				}
			}
			sim, err := simulator.Start(config)
			if err != nil {
				t.Fatal(err)
			}
			defer sim.Close()
			if path := tt.step.With["federated-token-file"]; path != "" {
				// The runner makes a path in the container of what is one on the host.
				if err := os.WriteFile(path, []byte(sim.ClusterToken(nil)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			step := tt.step
			step.Image, step.Signals, step.Env = *image, signals, append(step.Env, sim.Env()...)
			inputs := sim.Inputs()
			maps.Copy(inputs, step.With)
			step.With = inputs
			got, err := Run(t.Context(), step)
			if err != nil {
				t.Fatalf("%v\n%s", err, got.Log)
			}
			if got.ExitCode != tt.exit || sim.Starts() != tt.starts || len(sim.Violations()) > 0 {
				t.Errorf("exit code %d, want %d; %d starts, want %d; violations %q\n%s",
					got.ExitCode, tt.exit, sim.Starts(), tt.starts, sim.Violations(), got.Log)
			}
			checkReport(t, step, got, tt.result)
			checkSecrets(t, sim, got)
		})
	}
}

// checkAccount looks at the step that runs: with Docker's socket beside it, it
// is no more than the runner's account.
func checkAccount(t *testing.T) {
	t.Helper()
	const newest = `cat /proc/$(docker inspect -f '{{.State.Pid}}' $(docker ps -ql))/status`
	status, err := exec.CommandContext(t.Context(), "sh", "-c", newest).Output()
	for _, line := range []string{"Uid:\t1001\t1001\t1001\t1001\n", "Gid:\t65534\t65534\t65534\t65534\n", "Groups:\t \n", "CapEff:\t0000000000000000\n"} {
		if !strings.Contains(string(status), line) {
			t.Errorf("the status of the step, %v, lacks %q:\n%s", err, line, status)
		}
	}
}

// checkReport looks at what a run reports where it is: in files on GitHub,
// elsewhere in its log.
func checkReport(t *testing.T, step Step, got Result, result string) {
	t.Helper()
	if step.Outside {
		if !strings.Contains(got.Log, result) || strings.Contains(got.Log, "::") {
			t.Errorf("the log does not say %q, or has a command of GitHub's:\n%s", result, got.Log)
		}
		return
	}
	if got.Outputs["result"] != result || got.Outputs["client-request-id"] == "" || got.Summary == "" {
		t.Errorf("outputs %q, want the result %s; summary %q", got.Outputs, result, got.Summary)
	}
}

func checkSecrets(t *testing.T, sim *simulator.Simulator, got Result) {
	t.Helper()
	said := Render(got.Log).Text + got.RawOutputs + got.Summary
	for _, secret := range append(sim.Secrets(), sim.RequestToken(), "eyJ") {
		if strings.Contains(said, secret) {
			t.Errorf("a token shows:\n%s", said)
		}
	}
}
