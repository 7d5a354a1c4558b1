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

// environment is what the process gets, and nothing of the caller's own, with
// the paths of the host, and what the runner warns of.
func (step Step) environment(f folders) (env []string, warning string, err error) {
	inputs := map[string]string{}
	if !step.Outside {
		root, err := Root()
		if err != nil {
			return nil, "", err
		}
		if inputs, err = Defaults(filepath.Join(root, "action.yml")); err != nil {
			return nil, "", err
		}
		warning = step.unexpected(inputs)
		if env, err = jobEnvironment(f); err != nil {
			return nil, "", err
		}
	}
	for name, value := range step.With {
		inputs[strings.ToLower(name)] = value
	}
	for name, value := range inputs {
		env = append(env, "INPUT_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_"))+"="+value)
	}
	env = lastOfEach(append(env, step.Env...))
	env = slices.DeleteFunc(env, func(entry string) bool { return slices.Contains(step.Unset, nameOf(entry)) })
	if !step.Outside {
		env = bothSpellings(env)
	}
	return env, warning, nil
}

// always are inputs that the runner takes for every container action: arguments
// of the container, and the program in it.
var always = []string{"args", "entrypoint"}

// unexpected is the runner's warning of inputs that action.yml does not name.
// They reach the container all the same.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs
func (step Step) unexpected(ours map[string]string) string {
	var others []string
	for _, name := range slices.Sorted(maps.Keys(step.With)) {
		_, known := ours[strings.ToLower(name)]
		if !known && !slices.Contains(always, strings.ToLower(name)) {
			others = append(others, "'"+name+"'")
		}
	}
	if others == nil {
		return ""
	}
	return "Unexpected input(s) " + strings.Join(others, ", ")
}

// given is an input of the step, in any case of letters.
func (step Step) given(name string) string {
	for other, value := range step.With {
		if strings.EqualFold(other, name) {
			return value
		}
	}
	return ""
}

func nameOf(entry string) string {
	name, _, _ := strings.Cut(entry, "=")
	return name
}

// lastOfEach leaves one entry of each variable.
func lastOfEach(env []string) []string {
	last := map[string]int{}
	for i, entry := range env {
		last[nameOf(entry)] = i
	}
	var list []string
	for i, entry := range env {
		if last[nameOf(entry)] == i {
			list = append(list, entry)
		}
	}
	return list
}

// bothSpellings gives a container the runner's own proxy in either case of
// letters.
func bothSpellings(env []string) []string {
	has := func(name string) bool {
		return slices.ContainsFunc(env, func(entry string) bool { return nameOf(entry) == name })
	}
	for _, entry := range slices.Clone(env) {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			continue
		}
		for _, other := range []string{strings.ToUpper(name), strings.ToLower(name)} {
			if !has(other) {
				env = append(env, other+"="+value)
			}
		}
	}
	return env
}

// jobEnvironment is what GitHub's runner gives a step of the simulator's
// workflow: one whose action is of the workflow's own repository, and so has
// neither GITHUB_ACTION_REPOSITORY nor GITHUB_ACTION_REF.
// https://docs.github.com/actions/reference/workflows-and-actions/variables
// https://github.com/actions/runner/blob/main/src/Runner.Worker/GitHubContext.cs
func jobEnvironment(f folders) ([]string, error) {
	const sha = "0d1f2e3c4b5a69788796a5b4c3d2e1f001122334"
	env := []string{
		"CI=true", "GITHUB_ACTIONS=true", "GITHUB_ACTION=__self", "GITHUB_ACTION_REPOSITORY=", "GITHUB_ACTION_REF=",
		"GITHUB_ACTOR=octavia", "GITHUB_ACTOR_ID=5830", "GITHUB_TRIGGERING_ACTOR=octavia", "GITHUB_JOB=start",
		"GITHUB_API_URL=https://api.github.com", "GITHUB_GRAPHQL_URL=https://api.github.com/graphql",
		"GITHUB_SERVER_URL=https://github.com", "GITHUB_EVENT_NAME=workflow_dispatch",
		"GITHUB_REF=" + simulator.Ref, "GITHUB_REF_NAME=main", "GITHUB_REF_TYPE=branch", "GITHUB_REF_PROTECTED=true",
		"GITHUB_BASE_REF=", "GITHUB_HEAD_REF=",
		"GITHUB_REPOSITORY=" + simulator.Repository, "GITHUB_REPOSITORY_ID=720816",
		"GITHUB_REPOSITORY_OWNER=" + simulator.Owner, "GITHUB_REPOSITORY_OWNER_ID=41302",
		"GITHUB_RUN_ID=17204418093", "GITHUB_RUN_NUMBER=12", "GITHUB_RUN_ATTEMPT=1", "GITHUB_RETENTION_DAYS=90",
		"GITHUB_SHA=" + sha, "GITHUB_WORKFLOW=" + simulator.Workflow, "GITHUB_WORKFLOW_REF=" + simulator.WorkflowRef,
		"GITHUB_WORKFLOW_SHA=" + sha, "GITHUB_WORKSPACE=" + f.workspace(), "GITHUB_EVENT_PATH=" + f.event(),
		"HOME=" + filepath.Join(f.temp(), "_github_home"),
		"RUNNER_OS=Linux", "RUNNER_ARCH=X64", "RUNNER_NAME=GitHub Actions 7", "RUNNER_ENVIRONMENT=github-hosted",
		"RUNNER_TEMP=" + f.temp(), "RUNNER_TOOL_CACHE=/opt/hostedtoolcache", "RUNNER_WORKSPACE=" + filepath.Dir(f.workspace()),
	}
	if err := os.WriteFile(f.event(), []byte("{}\n"), 0o644); err != nil {
		return nil, err
	}
	for variable, prefix := range map[string]string{
		"GITHUB_OUTPUT": outputFile, "GITHUB_STEP_SUMMARY": summaryFile, "GITHUB_ENV": "set_env",
		"GITHUB_PATH": "add_path", "GITHUB_STATE": "save_state",
	} {
		if err := os.WriteFile(f.file(prefix), nil, 0o644); err != nil {
			return nil, fmt.Errorf("make the file of %s: %w", variable, err)
		}
		env = append(env, variable+"="+f.file(prefix))
	}
	return env, nil
}
