package runner

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
)

// folders are the runner's own, below one that is made for a step.
type folders struct {
	dir    string
	suffix string // of the files of this step
}

func newFolders(dir string) (folders, error) {
	f := folders{dir, uuid.NewString()}
	for _, m := range f.mounts() {
		if err := os.MkdirAll(m.host, 0o755); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (f folders) temp() string      { return filepath.Join(f.dir, "_work", "_temp") }
func (f folders) workspace() string { return filepath.Join(f.dir, "_work", "directory", "directory") }

// file is one that the step may write, such as the output file.
func (f folders) file(prefix string) string {
	return filepath.Join(f.temp(), "_runner_file_commands", prefix+"_"+f.suffix)
}

func (f folders) event() string { return filepath.Join(f.temp(), "_github_workflow", "event.json") }

// mount is a folder of the runner's, and where a container finds it.
type mount struct{ host, container string }

// mounts are those of a container action, the innermost of the host's first.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ContainerActionHandler.cs
func (f folders) mounts() []mount {
	return []mount{
		{f.workspace(), "/github/workspace"},
		{filepath.Join(f.temp(), "_runner_file_commands"), "/github/file_commands"},
		{filepath.Join(f.temp(), "_github_workflow"), "/github/workflow"},
		{filepath.Join(f.temp(), "_github_home"), "/github/home"},
		{f.temp(), "/github/runner_temp"},
	}
}

// inContainer is a value as a container gets it: the runner rewrites whatever
// is, or begins with, one of its folders, in every variable.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Container/ContainerInfo.cs
func (f folders) inContainer(value string) string {
	for _, m := range f.mounts() {
		if rest, ok := strings.CutPrefix(value, m.host); ok && (rest == "" || rest[0] == '/') {
			return m.container + rest
		}
	}
	return value
}
