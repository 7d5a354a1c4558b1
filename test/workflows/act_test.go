package workflows

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// stage is what all turns share.
type stage struct {
	work      string            // a folder that containers find under the same path
	workflows map[string]string // by heading
	replaced  []string          // arguments of act: which folder is which action
}

// prepare writes the stand-ins for the actions and the commands of the workflows.
func prepare(t *testing.T) stage {
	t.Helper()
	s := stage{work: t.TempDir(), workflows: find(t)}
	t.Setenv("TMPDIR", s.work) // the simulator's folder is there too
	standIns := filepath.Join(s.work, "stand-ins")
	if err := os.Mkdir(standIns, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	for _, name := range commands {
		if err == nil {
			err = os.Symlink(self, filepath.Join(standIns, name))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runner.BuildReleased(t.Context(), s.work); err != nil { // what gh downloads
		t.Fatal(err)
	}
	action, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	s.replace(t, "OWNER/start-synchronization-job@COMMIT", strings.Replace(string(action), "  image: Dockerfile\n", "  image: docker://"+*image+"\n", 1))
	for _, workflow := range s.workflows {
		for _, used := range regexp.MustCompile(`uses: (\S+)`).FindAllStringSubmatch(workflow, -1) {
			s.standInFor(t, used[1])
		}
	}
	return s
}

// azureLogin hands its two inputs to az, whose stand-in signs in.
const azureLogin = `name: azure/login
description: Stands in for it
inputs:
  tenant-id: { description: tenant }
  client-id: { description: client }
runs:
  using: composite
  steps:
    - shell: bash
      env: { TENANT: "${{ inputs.tenant-id }}", CLIENT: "${{ inputs.client-id }}" }
      run: az login "$TENANT" "$CLIENT"
`

func (s *stage) standInFor(t *testing.T, action string) {
	t.Helper()
	if slices.ContainsFunc(s.replaced, func(a string) bool { return strings.HasPrefix(a, action+"=") }) {
		return
	}
	if !strings.HasPrefix(action, "azure/login@") {
		t.Fatalf("no stand-in for %s", action)
	}
	s.replace(t, action, azureLogin)
}

// replace has act take an action out of a folder.
func (s *stage) replace(t *testing.T, action, definition string) {
	t.Helper()
	dir := filepath.Join(s.work, "actions", fmt.Sprint(len(s.replaced)))
	write(t, filepath.Join(dir, "action.yml"), definition)
	s.replaced = append(s.replaced, "--local-repository", action+"="+dir)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// play holds one turn against what the page promises.
func (s stage) play(t *testing.T, turn turn) {
	var config simulator.Config
	if _, _, err := config.Choose(turn.state, turn.fault); err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	for _, log := range []string{azLog, chatLog} {
		write(t, filepath.Join(s.work, log), "")
	}
	took := time.Now()
	r := s.act(t, turn, sim)
	if got := strings.Join(r.jobs, ", "); got != turn.jobs {
		t.Errorf("jobs: %s; want %s", got, turn.jobs)
	}
	if !slices.Equal(r.results, turn.results) {
		t.Errorf("results: %q, want %q", r.results, turn.results)
	}
	if sim.Starts() != turn.starts || len(sim.Violations()) > 0 {
		t.Errorf("%d starts, want %d; what no correct client sends: %q", sim.Starts(), turn.starts, sim.Violations())
	}
	if failure := strings.Contains(turn.jobs, "failure"); failure != r.failed {
		t.Errorf("act failed: %v", r.failed)
	}
	if !strings.Contains(r.text, turn.says) {
		t.Errorf("nothing says %s", turn.says)
	}
	pause := fmt.Sprintf("post https://%s/v1.0/servicePrincipals/%s/synchronization/jobs/%s/pause\n", sim.GraphHost(), simulator.ServicePrincipalID, simulator.JobID)
	if n := strings.Count(s.read(t, azLog), pause); n != turn.pauses {
		t.Errorf("%d pauses, want %d", n, turn.pauses)
	}
	if said := s.read(t, chatLog); !strings.HasPrefix(said, turn.chats) || (said == "") != (turn.chats == "") {
		t.Errorf("said to the chat %q, want %q", said, turn.chats)
	}
	if t.Failed() {
		t.Logf("%s\naz: %s\n%s", r.text, s.read(t, azLog), r.stderr)
	}
	t.Logf("%s in %v: %s; %s; starts: %d", turn.workflow, time.Since(took).Round(time.Millisecond), turn.jobs, strings.Join(turn.results, ", "), turn.starts)
}

func (s stage) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.work, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// ran is what act said of a workflow.
type ran struct {
	jobs, results []string
	text, stderr  string
	failed        bool
}

// act runs a workflow on its event. Steps run on this machine, so containers find
// its files under the same paths, and the simulator on its loopback.
func (s stage) act(t *testing.T, turn turn, sim *simulator.Simulator) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	repository := s.repository(t, turn)
	env := filepath.Join(s.work, "env")
	write(t, env, strings.Join(sim.Env(), "\n")+"\n")
	args := []string{
		turn.event, "--json", "--rebuild=false", "--pull=false", "--no-cache-server",
		"--action-cache-path", filepath.Join(s.work, "act"), "--env-file", env,
		"--container-options", "--network host -v " + s.work + ":" + s.work,
		"-P", "ubuntu-latest=-self-hosted", "-P", "self-hosted=-self-hosted", "-P", "windows=-self-hosted",
		"--var", "ENTRA_TENANT_ID=" + simulator.TenantID, "--var", "ENTRA_CLIENT_ID=" + simulator.ClientID,
		"--var", "ENTRA_SERVICE_PRINCIPAL_ID=" + simulator.ServicePrincipalID, "--secret", "CHAT_WEBHOOK=" + chat,
	}
	cmd := exec.CommandContext(ctx, "act", slices.Concat(args, s.replaced, turn.args)...)
	cmd.Dir = repository
	cmd.Env = []string{"HOME=" + s.work, workFolder + "=" + s.work, "PATH=" + filepath.Join(s.work, "stand-ins") + ":" + os.Getenv("PATH")}
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONFIG"} {
		cmd.Env = append(cmd.Env, name+"="+os.Getenv(name))
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	r := ran{failed: cmd.Run() != nil}
	for line := range strings.Lines(stdout.String()) {
		r.add(line)
	}
	r.stderr = stderr.String()
	return r
}

// add takes in a line of the log.
func (r *ran) add(line string) {
	var entry struct{ JobID, JobResult, Command, Name, Arg, Msg, Raw string }
	if json.Unmarshal([]byte(line), &entry) != nil {
		return
	}
	r.text += entry.Msg + "\n" + entry.Raw + "\n"
	if entry.JobResult != "" {
		r.jobs = append(r.jobs, entry.JobID+": "+entry.JobResult)
	}
	if entry.Command == "set-output" && entry.Name == "result" {
		r.results = append(r.results, entry.Arg)
	}
}

// repository is one with the workflow of a turn and nothing else.
func (s stage) repository(t *testing.T, turn turn) string {
	t.Helper()
	workflow, ok := s.workflows[turn.workflow]
	if !ok {
		t.Fatal("no page has this workflow")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".github", "workflows", "workflow.yml"), turn.edited(t, workflow))
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch=main"},
		{"remote", "add", "origin", "https://github.com/contoso/directory.git"},
		{"add", "--all"},
		{"-c", "user.name=CI", "-c", "user.email=ci@example.com", "commit", "--quiet", "-m", "The workflow as the page shows it"},
	} {
		git := exec.CommandContext(t.Context(), "git", args...)
		git.Dir = dir
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	return dir
}
