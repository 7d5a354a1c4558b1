package workflows

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// image is what .ci/image builds; without it there is nothing to play.
var image = flag.String("image", "", "image of the action, for TestWorkflows")

const chat = "https://chat.example/hook" // of the team

// A turn plays a workflow once.
type turn struct {
	workflow string // the heading above it
	event    string
	state    string   // of the job, as demo -h lists them
	fault    string   // likewise, or none
	edit     []string // pairs of a pattern and what replaces it
	args     []string // of act

	jobs    string   // how each job ended, in their order
	results []string // the outputs "result" of its steps
	starts  int
	pauses  int
	says    string // somewhere in the log
	chats   string // how the message to the chat begins
}

const (
	deploys   = "Pause, deploy, resume"
	tells     = "After a deployment, with a word to the team"
	checks    = "A health check on a schedule"
	onlyReads = "A health check that cannot start anything"
	byHand    = "By hand, with an approval"
)

var turns = []turn{
	{workflow: "Quick start", event: "workflow_dispatch", state: "paused", jobs: "start: success", results: []string{"started"}, starts: 1},
	{workflow: "Quick start", event: "workflow_dispatch", state: "active", jobs: "start: success", results: []string{"already-active"}},
	{workflow: "Quick start", event: "workflow_dispatch", state: "too-many-deletes", jobs: "start: failure", results: []string{"failed"}},

	{workflow: "Recipes", event: "push", state: "quarantine", jobs: "deploy: success, provisioning: success", results: []string{"started"}, starts: 1},

	{workflow: checks, event: "schedule", state: "active", jobs: "check: success", results: []string{"already-active"}},
	{
		workflow: checks, event: "schedule", state: "quarantine", jobs: "check: failure", results: []string{"would-start"},
		says: "::error::The provisioning job does not run: Quarantine EncounteredQuarantineException",
	},
	{workflow: onlyReads, event: "schedule", state: "active", edit: checker, jobs: "check: success"},
	{workflow: onlyReads, event: "schedule", state: "quarantine", edit: checker, jobs: "check: failure"},

	{workflow: deploys, event: "push", state: "active", jobs: "look: success, deploy: success, resume: success", results: []string{"already-active", "started"}, starts: 1, pauses: 1},
	// An administrator paused it: the deployment goes out, the job stays as it is.
	{workflow: deploys, event: "push", state: "paused", jobs: "look: success, deploy: success", results: []string{"would-start"}},
	// The guard holds it: that is no reason not to deploy either.
	{workflow: deploys, event: "push", state: "too-many-deletes", jobs: "look: success, deploy: success", results: []string{"failed"}},
	// A deployment that fails does not leave provisioning off.
	{
		workflow: deploys, event: "push", state: "active", edit: []string{`run: echo "deploy .*`, "run: exit 1"},
		jobs: "look: success, deploy: failure, resume: success", results: []string{"already-active", "started"}, starts: 1, pauses: 1,
	},

	{
		workflow: tells, event: "push", state: "paused", jobs: "deploy: success, provisioning: success", results: []string{"started"}, starts: 1,
		says: "::notice::The job was started. ", chats: `{"text":"Provisioning: Started`,
	},
	{workflow: tells, event: "push", state: "active", jobs: "deploy: success, provisioning: success", results: []string{"already-active"}},
	{
		workflow: tells, event: "push", state: "paused", fault: "start-dropped", jobs: "deploy: success, provisioning: failure", results: []string{"unknown"}, starts: 1,
		says: "::error::No clear answer came.", chats: `{"text":"Provisioning: It is not known whether the job was started: `,
	},

	{workflow: byHand, event: "workflow_dispatch", state: "paused", jobs: "start: success", results: []string{"would-start"}},
	{
		workflow: byHand, event: "workflow_dispatch", state: "paused", args: []string{"--input", "dry-run=false", "--input", "job-id=" + simulator.JobID},
		jobs: "start: success", results: []string{"started"}, starts: 1,
	},
	{
		workflow: byHand, event: "workflow_dispatch", state: "too-many-deletes", args: []string{"--input", "dry-run=false", "--input", "allow-too-many-deletes=true"},
		jobs: "start: success", results: []string{"started"}, starts: 1,
	},

	// The simulator knows one enterprise application: both rows of the matrix become
	// it, so that the second finds the job as the first left it.
	{
		workflow: "Several jobs", event: "workflow_dispatch", state: "paused",
		edit: []string{"service-principal-id: [0-9a-f-]{36}", "service-principal-id: " + simulator.ServicePrincipalID, "job-id: aws.*", "job-id: " + simulator.JobID},
		jobs: "start: success, start: success", results: []string{"started", "already-active"}, starts: 1,
	},

	{workflow: "On a runner without containers", event: "workflow_dispatch", state: "paused", jobs: "start: success", results: []string{"started"}, starts: 1, says: "::notice::started"},
}

// checker is the application of the check, which is the simulator's only one.
var checker = []string{"vars.CHECK_CLIENT_ID", "vars.ENTRA_CLIENT_ID"}

func TestWorkflows(t *testing.T) {
	if *image == "" {
		t.Skip("needs -image: .ci/image workflows gives it")
	}
	s := prepare(t)
	for _, turn := range turns {
		t.Run(turn.workflow+", "+turn.state, func(t *testing.T) { s.play(t, turn) })
	}
}

// TestNoneIsPassedOver: a turn plays each workflow.
func TestNoneIsPassedOver(t *testing.T) {
	for workflow := range find(t) {
		if !slices.ContainsFunc(turns, func(turn turn) bool { return turn.workflow == workflow }) {
			t.Errorf("no turn plays the workflow below %q", workflow)
		}
	}
}

const root = "../.." // the repository, seen from this package

// find reads the workflows of the pages, by the heading above each. None has two.
func find(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	parts := regexp.MustCompile("(?ms)^#+ ([^\n]*)$|^( *)```yaml\n(.*?)^ *```$")
	for _, page := range []string{"README.md", "docs/recipes.md"} {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		heading := ""
		for _, part := range parts.FindAllStringSubmatch(string(text), -1) {
			if part[1] != "" {
				heading = part[1]
				continue
			}
			if found[heading] != "" {
				t.Errorf("%s: two workflows below %q", page, heading)
			}
			found[heading] = regexp.MustCompile("(?m)^"+part[2]).ReplaceAllString(part[3], "")
		}
	}
	return found
}

// edited is a workflow after the edits of a turn.
func (turn turn) edited(t *testing.T, workflow string) string {
	t.Helper()
	for i := 0; i < len(turn.edit); i += 2 {
		pattern := regexp.MustCompile(turn.edit[i])
		if !pattern.MatchString(workflow) {
			t.Errorf("nothing to edit: %s", pattern)
		}
		workflow = pattern.ReplaceAllString(workflow, strings.ReplaceAll(turn.edit[i+1], "$", "$$"))
	}
	return workflow
}
