package runner

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The account of GitHub's runner, to which all files of a step belong. It is
// not root, which a step in a container is.
const (
	runnerUser  = 1001
	runnerGroup = 127
)

// named are the variables that name a file of the caller's, which a step in a
// container gets in its workspace.
var named = []string{"SSL_CERT_FILE", "INPUT_FEDERATED-TOKEN-FILE"}

// docker is the client that runs the image as GitHub's runner does. It passes
// signals on, and its exit code is the step's. The network is the host's, where
// the simulator is; the runner's own would be a bridge.
func (step Step) docker(ctx context.Context, f folders, env, arguments []string) (*exec.Cmd, error) {
	env, err := f.moved(env)
	if err != nil {
		return nil, err
	}
	args := []string{"run", "--name", filepath.Base(f.dir), "--rm"}
	if !slices.Contains(step.Docker, "--network") {
		args = append(args, "--network", "host")
	}
	if !step.Outside {
		args = append(args, "--label", "6a5f1c", "--workdir", "/github/workspace")
	}
	for i, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		env[i] = name + "=" + f.inContainer(value)
		args = append(args, "-e", name)
	}
	if program := step.given("entryPoint"); program != "" {
		args = append(args, "--entrypoint", program)
	}
	socket, ok := strings.CutPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	if !ok {
		socket = "/var/run/docker.sock"
	}
	args = append(args, "-v", socket+":/var/run/docker.sock")
	for _, m := range f.mounts() {
		args = append(args, "-v", m.host+":"+m.container)
	}
	args = append(append(args, step.Docker...), step.Image)
	cmd := exec.CommandContext(ctx, "docker", append(args, arguments...)...)
	for _, name := range []string{"PATH", "DOCKER_HOST", "DOCKER_CONFIG"} {
		env = append(env, name+"="+os.Getenv(name))
	}
	cmd.Env = env
	return cmd, nil
}

// moved puts the files that env names into the workspace, and all folders into
// the hands of the runner.
func (f folders) moved(env []string) ([]string, error) {
	env = slices.Clone(env)
	for i, entry := range env {
		name, path, _ := strings.Cut(entry, "=")
		if !slices.Contains(named, name) || f.inContainer(path) != path {
			continue
		}
		// A file that is not there is not there inside either.
		if content, err := os.ReadFile(path); err == nil {
			inside := filepath.Join(f.workspace(), filepath.Base(path))
			if err := os.WriteFile(inside, content, 0o644); err != nil {
				return nil, err
			}
			env[i] = name + "=" + inside
		}
	}
	if err := os.Chmod(f.dir, 0o755); err != nil {
		return nil, err
	}
	if os.Geteuid() != 0 {
		return env, nil // they belong to the runner already
	}
	return env, filepath.WalkDir(f.dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = os.Chown(path, runnerUser, runnerGroup)
		}
		return err
	})
}

// remove ends a container whose client was killed.
func remove(dir string) error {
	//nolint:noctx // The step's own context has ended.
	if out, err := exec.Command("docker", "rm", "--force", filepath.Base(dir)).CombinedOutput(); err != nil {
		return fmt.Errorf("remove container: %w: %s", err, out)
	}
	return nil
}
