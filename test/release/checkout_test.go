package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	root   = "../.."
	origin = "https://github.com/Octo/start-synchronization-job.git"
	digest = "sha256:abababababababababababababababababababababababababababababababab"
	// What the notes of a release name, and its action.yml.
	reference = "ghcr.io/octo/start-synchronization-job:v1.2.3@" + digest
	image     = "docker://" + reference
	dated     = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-30\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-11-01\n\n- Old.\n"
)

// checkout is a maintainer's clone of the repository, with the scripts as they
// stand. Only what .ci/digest builds is not: .ci/image rehearses that.
type checkout struct {
	t   *testing.T
	dir string
}

func newCheckout(t *testing.T) checkout {
	t.Helper()
	if testing.Short() {
		t.Skip("runs bash and git")
	}
	origins := t.TempDir()
	c := checkout{t, t.TempDir()}
	c.git("init", "--quiet", "--bare", "--initial-branch=main", origins+"/Octo/start-synchronization-job.git")
	c.git("clone", "--quiet", "--config", "url."+origins+"/.insteadOf=https://github.com/", origin, ".")
	c.git("checkout", "--quiet", "-B", "main")
	for _, name := range []string{"pin", "release", "lib/release.sh"} {
		c.write(".ci/"+name, string(read(t, filepath.Join(root, ".ci", name))))
	}
	c.write(".ci/digest", "#!/bin/sh\necho "+digest+"\n")
	c.write("action.yml", "name: X\nruns:\n  using: docker\n  image: Dockerfile\n")
	c.write("CHANGELOG.md", dated)
	c.commit("for 1.2.3")
	c.git("push", "--quiet", "origin", "main")
	return c
}

func (c checkout) write(path, content string) {
	c.t.Helper()
	path = filepath.Join(c.dir, path)
	mode := os.FileMode(0o644)
	if strings.HasPrefix(content, "#!") {
		mode = 0o755
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		c.t.Fatal(err)
	}
}

func (c checkout) git(args ...string) string {
	c.t.Helper()
	out, err := c.run(nil, "git", args...)
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(out)
}

func (c checkout) commit(message string) string {
	c.t.Helper()
	c.git("add", "--all")
	c.git("commit", "--quiet", "--allow-empty", "-m", message)
	return c.git("rev-parse", "HEAD")
}

// script runs commands of a shell, each of which has to succeed.
func (c checkout) script(env, commands string) {
	c.t.Helper()
	if out, err := c.run([]string{env}, "bash", "-ec", commands); err != nil {
		c.t.Fatalf("%s: %v\n%s", commands, err, out)
	}
}

// run gives both streams of a command, with env on top of this process's own.
func (c checkout) run(env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GITHUB_ACTIONS=", "GITHUB_REPOSITORY=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// pin runs .ci/pin, and tags what it made.
func (c checkout) pin() (tagged string) {
	c.t.Helper()
	out, err := c.run(nil, ".ci/pin", "v1.2.3")
	if err != nil {
		c.t.Fatalf("pin: %v\n%s", err, out)
	}
	tagged = regexp.MustCompile(`v1\.2\.3 is ([0-9a-f]{40})`).FindStringSubmatch(out)[1]
	c.git("tag", "-a", "-m", "v1.2.3", "v1.2.3", tagged)
	return tagged
}

// onMain pushes one changed file to main.
func (c checkout) onMain(path, content string) {
	c.t.Helper()
	c.write(path, content)
	c.commit(path)
	c.git("push", "--quiet", "origin", "HEAD:main")
}

// tag commits action.yml and tags the result.
func (c checkout) tag(action string) {
	c.t.Helper()
	c.write("action.yml", action)
	c.commit("release")
	c.git("tag", "v1.2.3")
}
