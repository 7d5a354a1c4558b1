package runner

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"start-synchronization-job/test/simulator"
)

const (
	outputFile  = "set_output"
	summaryFile = "step_summary"
)

// environment is what the process gets, and nothing of the caller's own.
func (step Step) environment(dir string) ([]string, error) {
	inputs := map[string]string{}
	var env []string
	if !step.Outside {
		root, err := Root()
		if err != nil {
			return nil, err
		}
		if inputs, err = Defaults(filepath.Join(root, "action.yml")); err != nil {
			return nil, err
		}
		for name := range step.With {
			if _, ok := inputs[name]; !ok {
				return nil, fmt.Errorf("action.yml has no input %q", name)
			}
		}
		if env, err = jobEnvironment(dir, step.place(dir)); err != nil {
			return nil, err
		}
	}
	maps.Copy(inputs, step.With)
	for name, value := range inputs {
		env = append(env, "INPUT_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_"))+"="+value)
	}
	env = append(env, step.Env...)
	return slices.DeleteFunc(env, func(s string) bool {
		name, _, _ := strings.Cut(s, "=")
		return slices.Contains(step.Unset, name)
	}), nil
}

// place gives the path under which the step sees one of the runner's folders,
// whose files are all in dir.
func (step Step) place(dir string) func(folder string) string {
	return func(folder string) string {
		if step.Image != "" {
			return "/github/" + folder
		}
		return dir
	}
}

// jobEnvironment is what GitHub's runner gives a step of the simulator's
// workflow, with its files in dir, and place where the step sees them.
// https://docs.github.com/actions/reference/workflows-and-actions/variables
func jobEnvironment(dir string, place func(folder string) string) ([]string, error) {
	files := map[string]string{
		"GITHUB_OUTPUT": outputFile, "GITHUB_STEP_SUMMARY": summaryFile, "GITHUB_ENV": "set_env",
		"GITHUB_PATH": "add_path", "GITHUB_STATE": "save_state", "GITHUB_EVENT_PATH": "event.json",
	}
	env := []string{
		"CI=true", "GITHUB_ACTIONS=true", "GITHUB_ACTION=__contoso_start", "GITHUB_ACTOR=octavia", "GITHUB_JOB=start",
		"GITHUB_API_URL=https://api.github.com", "GITHUB_GRAPHQL_URL=https://api.github.com/graphql",
		"GITHUB_SERVER_URL=https://github.com", "GITHUB_EVENT_NAME=workflow_dispatch",
		"GITHUB_REF=" + simulator.Ref, "GITHUB_REF_NAME=main", "GITHUB_REF_TYPE=branch", "GITHUB_REF_PROTECTED=true",
		"GITHUB_REPOSITORY=" + simulator.Repository, "GITHUB_REPOSITORY_OWNER=" + simulator.Owner,
		"GITHUB_RUN_ID=17204418093", "GITHUB_RUN_NUMBER=12", "GITHUB_RUN_ATTEMPT=1", "GITHUB_RETENTION_DAYS=90",
		"GITHUB_SHA=0d1f2e3c4b5a69788796a5b4c3d2e1f001122334", "GITHUB_WORKFLOW=" + simulator.Workflow,
		"GITHUB_WORKFLOW_REF=" + simulator.WorkflowRef, "GITHUB_WORKSPACE=" + place("workspace"), "HOME=" + place("home"),
		"RUNNER_OS=Linux", "RUNNER_ARCH=X64", "RUNNER_NAME=GitHub Actions 7", "RUNNER_ENVIRONMENT=github-hosted",
		"RUNNER_TEMP=" + place("runner_temp"), "RUNNER_TOOL_CACHE=" + place("runner_temp"),
	}
	for variable, name := range files {
		path := filepath.Join(dir, name)
		folder, content := "file_commands", ""
		if name == "event.json" {
			folder, content = "workflow", "{}\n"
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return nil, err
		}
		env = append(env, variable+"="+filepath.Join(place(folder), name))
	}
	return env, nil
}
