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

// mounts are the folders of the runner where a container finds them. Here all
// are the one folder of the step.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ContainerActionHandler.cs
var mounts = []string{"runner_temp", "home", "workflow", "file_commands", "workspace"}

// named are the variables that name a file of the caller's, which a step in a
// container gets in its workspace.
var named = []string{"SSL_CERT_FILE", "INPUT_FEDERATED-TOKEN-FILE"}

// docker is the client that runs the image as GitHub's runner does. It passes
// signals on, and its exit code is the step's. The network is the host's, where
// the simulator is; the runner's own would be a bridge.
func (step Step) docker(ctx context.Context, dir string, env []string) (*exec.Cmd, error) {
	env, err := moved(env, dir)
	if err != nil {
		return nil, err
	}
	args := []string{"run", "--name", filepath.Base(dir), "--rm"}
	if !slices.Contains(step.Docker, "--network") {
		args = append(args, "--network", "host")
	}
	if !step.Outside {
		args = append(args, "--label", "6a5f1c", "--workdir", "/github/workspace")
	}
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		args = append(args, "-e", name)
	}
	socket, ok := strings.CutPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	if !ok {
		socket = "/var/run/docker.sock"
	}
	args = append(args, "-v", socket+":/var/run/docker.sock")
	for _, mount := range mounts {
		args = append(args, "-v", dir+":/github/"+mount)
	}
	cmd := exec.CommandContext(ctx, "docker", append(append(args, step.Docker...), step.Image)...)
	for _, name := range []string{"PATH", "DOCKER_HOST", "DOCKER_CONFIG"} {
		env = append(env, name+"="+os.Getenv(name))
	}
	cmd.Env = env
	return cmd, nil
}

// moved puts the files that env names into dir, all of dir into the hands of
// the runner, and the container's paths into env.
func moved(env []string, dir string) ([]string, error) {
	var inside []string
	for _, entry := range env {
		name, path, _ := strings.Cut(entry, "=")
		if slices.Contains(named, name) {
			// A file that is not there is not there inside either.
			if content, err := os.ReadFile(path); err == nil {
				if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), content, 0o644); err != nil {
					return nil, err
				}
				entry = name + "=/github/workspace/" + filepath.Base(path)
			}
		}
		inside = append(inside, entry)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, err
	}
	if os.Geteuid() != 0 {
		return inside, nil // they belong to the runner already
	}
	return inside, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
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
