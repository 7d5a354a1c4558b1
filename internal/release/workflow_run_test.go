package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The scripts of release.yml, run as they stand, with a repository that has an
// origin, this command in place of go run, and a gh that only takes notes.
func TestReleaseWorkflow(t *testing.T) {
	if testing.Short() {
		t.Skip("builds this command and runs bash and git")
	}
	w := newWorkflow(t)
	w.onMain("1.0.0", "package main\n")
	first := w.propose("v1.0.0")
	w.mergeProposal("v1.0.0", "--no-ff")
	w.git("tag", "-a", "-m", "x", "v1.0.0")
	w.wantChecked("v1.0.0", first)

	// A second release, though both branches changed the same lines.
	w.onMain("1.1.0", "package main // changed\n")
	second := w.propose("v1.1.0")
	w.mergeProposal("v1.1.0", "--no-ff")
	w.git("tag", "v1.1.0")
	w.wantChecked("v1.1.0", second)
	if got, want := w.git("show", "v1.1.0:main.go"), "package main // changed"; got != want {
		t.Errorf("main.go of the release is %q, want %q", got, want)
	}

	// Something slips in between build and tag.
	w.onMain("1.2.0", "package main\n")
	third := w.propose("v1.2.0")
	w.mergeProposal("v1.2.0", "--no-ff")
	w.write("main.go", "package main // slipped in\n")
	w.commit("one more thing")
	w.git("tag", "v1.2.0")
	w.git("push", "--quiet", "origin", "HEAD:release/v1")
	w.wantStopped("v1.2.0", third, "The release stops: main.go changed since "+third)

	// A pull request that was squashed.
	w.onMain("1.3.0", "package main\n")
	fourth := w.propose("v1.3.0")
	w.mergeProposal("v1.3.0", "--squash")
	w.git("tag", "v1.3.0")
	w.wantStopped("v1.3.0", fourth, "merge its pull request with a merge commit")
	w.wantStopped("v1.3.0", "", "has no attestation of the kind https://slsa.dev/provenance/v1")
}

// workflow is a working copy on GitHub's runner.
type workflow struct {
	history
	bin string // holds this command, and what stands in for go and gh
}

func newWorkflow(t *testing.T) workflow {
	t.Helper()
	origin := filepath.Join(t.TempDir(), "origin.git")
	w := workflow{history: history{t, repository(t.TempDir())}, bin: t.TempDir()}
	w.git("init", "--quiet", "--bare", "--initial-branch=main", origin)
	w.git("clone", "--quiet", origin, ".")
	w.git("checkout", "--quiet", "-B", "main")
	w.commit("first")
	if out, err := exec.Command("go", "build", "-o", filepath.Join(w.bin, "release"), ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	w.script("go", `[ "$1 $2" = "run ./internal/release" ] || exit 1; shift 2; exec release "$@"`)
	return w
}

func (w workflow) script(name, body string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.bin, name), []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

// onMain commits sources and a changelog to main, as people do before a release.
func (w workflow) onMain(version, source string) {
	w.t.Helper()
	w.git("switch", "--quiet", "main")
	w.write("action.yml", testAction)
	w.write("CHANGELOG.md", fmt.Sprintf("## [Unreleased]\n\n## [%s] - 2026-11-30\n\n- A thing.\n", version))
	w.write("main.go", source)
	w.commit("for " + version)
	w.git("push", "--quiet", "origin", "main")
}

// propose runs the job propose, and gives the commit that the image was built from.
func (w workflow) propose(version string) string {
	w.t.Helper()
	built := w.git("rev-parse", "HEAD")
	w.script("gh", `[ "$1 $2" = "auth setup-git" ] || echo "$*" >"`+w.bin+`/asked"`)
	if out, err := w.bash("Open a pull request with action.yml by digest", "VERSION="+version, "GITHUB_SHA="+built,
		"IMAGE="+testImage.name, "DIGEST="+testImage.digest); err != nil {
		w.t.Fatalf("propose %s: %v\n%s", version, err, out)
	}
	asked := string(read(w.t, filepath.Join(w.bin, "asked")))
	if want := "pr create --base release/v1 --head propose-" + version; !strings.HasPrefix(asked, want) {
		w.t.Errorf("gh was asked for %q, want %q", asked, want)
	}
	return built
}

// mergeProposal does what the button of the pull request does.
func (w workflow) mergeProposal(version, how string) {
	w.t.Helper()
	w.git("fetch", "--quiet", "origin")
	w.git("switch", "--quiet", "-C", "release/v1", "origin/release/v1")
	w.git("merge", "--quiet", how, "origin/propose-"+version)
	w.git("commit", "--quiet", "--allow-empty", "-m", "merge")
	w.git("push", "--quiet", "origin", "release/v1")
	w.git("fetch", "--quiet", "origin")
}

// check runs the job check on a tag; gh answers that the image was built from
// the commit given, or nothing.
func (w workflow) check(version, built string) (string, error) {
	w.t.Helper()
	body := `echo "no attestations found" >&2; exit 1`
	if built != "" {
		body = "echo '[" + answer(built, "{}") + "]'"
	}
	w.script("gh", body)
	return w.bash("Tag, changelog, action.yml, signature and sources agree", "VERSION="+version,
		"GITHUB_REPOSITORY=Octo/start-synchronization-job", "GITHUB_OUTPUT="+filepath.Join(w.bin, "output-"+version))
}

func (w workflow) wantChecked(version, built string) {
	w.t.Helper()
	if out, err := w.check(version, built); err != nil {
		w.t.Fatalf("check %s: %v\n%s", version, err, out)
	}
	got := string(read(w.t, filepath.Join(w.bin, "output-"+version)))
	want := fmt.Sprintf("image=%s\ndigest=%s\nbuilt=%s\n", testImage.name, testImage.digest, built)
	if got != want {
		w.t.Errorf("check %s put out %q, want %q", version, got, want)
	}
}

func (w workflow) wantStopped(version, built, sentence string) {
	w.t.Helper()
	out, err := w.check(version, built)
	if err == nil || !strings.Contains(out, sentence) {
		w.t.Errorf("check %s: %v, %q, want it to stop with %q", version, err, out, sentence)
	}
}

// bash runs a step of release.yml as the runner does.
func (w workflow) bash(step string, env ...string) (string, error) {
	w.t.Helper()
	cmd := exec.Command("bash", "-e", "-c", stepScript(w.t, step))
	cmd.Dir = string(w.repo)
	cmd.Env = append(os.Environ(), "PATH="+w.bin+string(os.PathListSeparator)+os.Getenv("PATH"), "GITHUB_ACTIONS=false")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// stepScript cuts the script of a step out of release.yml.
func stepScript(t *testing.T, step string) string {
	t.Helper()
	_, text, found := strings.Cut(string(read(t, filepath.Join(root, ".github/workflows/release.yml"))), "- name: "+step+"\n")
	_, text, cut := strings.Cut(text, "        run: |\n")
	if !found || !cut {
		t.Fatalf("release.yml has no step %q with a script", step)
	}
	var script strings.Builder
	for line := range strings.Lines(text) {
		code, inside := strings.CutPrefix(line, "          ")
		if !inside && strings.TrimSpace(line) != "" {
			break
		}
		script.WriteString(code)
	}
	return script.String()
}
