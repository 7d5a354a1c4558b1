package inputs

// TakesCommands reports whether the runner reads workflow commands from the log.
// Anywhere else a command is a line that everybody reads, ::add-mask:: and the
// token in it too.
func TakesCommands(getenv func(string) string) bool { return getenv("GITHUB_ACTIONS") == "true" }

// InWorkflow reports whether the run is a step of a workflow. Some runners in
// Kubernetes hand down no GITHUB_ACTIONS:
// https://github.com/actions/runner-container-hooks/issues/211.
func InWorkflow(getenv func(string) string) bool {
	return TakesCommands(getenv) || getenv("GITHUB_RUN_ID") != ""
}
