package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// history is a repository in a release: main with the commit that an image was
// built from, and a release branch with the image in action.yml.
type history struct {
	t    *testing.T
	repo repository
}

const testAction = "name: x\nruns:\n  using: docker\n  image: Dockerfile\n"

func newHistory(t *testing.T) (h history, built string) {
	t.Helper()
	h = history{t, repository(t.TempDir())}
	h.git("init", "--quiet", "--initial-branch=main")
	h.write("action.yml", testAction)
	h.write("CHANGELOG.md", testChangelog)
	h.write("README.md", "read me\n")
	h.write("main.go", "package main\n")
	built = h.commit("main")
	h.git("checkout", "--quiet", "-b", "release/v1")
	return h, built
}

func (h history) git(args ...string) string {
	h.t.Helper()
	out, err := h.repo.git(append([]string{"-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"}, args...)...)
	if err != nil {
		h.t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(out)
}

func (h history) write(path, content string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(string(h.repo), path), []byte(content), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

func (h history) commit(message string) string {
	h.t.Helper()
	h.git("add", "--all")
	h.git("commit", "--quiet", "--allow-empty", "-m", message)
	return h.git("rev-parse", "HEAD")
}

// pin runs the command that the workflow runs.
func (h history) pin(image reference) {
	h.t.Helper()
	err := run(nil, string(h.repo), []string{"pin", "-version", image.version, "-image", image.name, "-digest", image.digest})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestCheckTag(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(h history)
		err  string
	}{
		{"all agree", func(h history) { h.pin(testImage); h.commit("release"); h.git("tag", "v1.2.3") }, ""},
		{"an annotated tag", func(h history) { h.pin(testImage); h.commit("release"); h.git("tag", "-a", "-m", "x", "v1.2.3") }, ""},
		{"no tag", func(h history) { h.pin(testImage); h.commit("release") }, "there is no commit refs/tags/v1.2.3"},
		{"a branch of that name", func(h history) { h.pin(testImage); h.commit("release"); h.git("branch", "v1.2.3") }, "there is no commit refs/tags/v1.2.3"},
		{"off the branch", func(h history) {
			h.git("checkout", "--quiet", "-b", "aside")
			h.pin(testImage)
			h.commit("release")
			h.git("tag", "v1.2.3")
		}, "the tag v1.2.3 is not on release/v1"},
		{"another version in the changelog", func(h history) {
			h.write("CHANGELOG.md", strings.ReplaceAll(testChangelog, "1.2.3", "1.2.4"))
			h.pin(testImage)
			h.commit("release")
			h.git("tag", "v1.2.3")
		}, "the tag is v1.2.3, and the newest release in CHANGELOG.md is 1.2.4, not 1.2.3"},
		{"another version in action.yml", func(h history) {
			image := testImage
			image.version = "v1.2.2"
			h.pin(image)
			h.commit("release")
			h.git("tag", "v1.2.3")
		}, "the tag is v1.2.3, and action.yml names the image of v1.2.2"},
		{"another image in action.yml", func(h history) {
			image := testImage
			image.name = "ghcr.io/mallory/start-synchronization-job"
			h.pin(image)
			h.commit("release")
			h.git("tag", "v1.2.3")
		}, "action.yml names the image ghcr.io/mallory/start-synchronization-job instead of ghcr.io/octo/start-synchronization-job"},
		{"no digest in action.yml", func(h history) { h.commit("release"); h.git("tag", "v1.2.3") }, "action.yml names no image by digest"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := newHistory(t)
			tt.make(h)
			var out strings.Builder
			err := run(&out, string(h.repo), []string{"check", "-version", "v1.2.3", "-image", testImage.name, "-branch", "release/v1"})
			wantError(t, err, tt.err)
			want := ""
			if tt.err == "" {
				want = testImage.digest + "\n"
			}
			if out.String() != want {
				t.Errorf("check printed %q, want %q", out.String(), want)
			}
		})
	}
}

func TestCheckUnchanged(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(h history)
		err    string
	}{
		{"the image alone", func(history) {}, ""},
		{"the documents too", func(h history) { h.write("README.md", "v1.2.3\n"); h.write("CHANGELOG.md", "x\n") }, ""},
		{"a source", func(h history) { h.write("main.go", "package other\n") }, "main.go changed since "},
		{"a new file", func(h history) { h.write("entrypoint.sh", "x\n") }, "entrypoint.sh changed since "},
		{"a renamed file", func(h history) { h.git("mv", "main.go", "start.go") }, "main.go changed since "},
		{"a file that runs", func(h history) { _ = os.Chmod(filepath.Join(string(h.repo), "main.go"), 0o755) }, "main.go changed since "},
		{"an entry point in action.yml", func(h history) {
			action, _ := os.ReadFile(filepath.Join(string(h.repo), "action.yml"))
			h.write("action.yml", string(action)+"  entrypoint: /bin/sh\n")
		}, "action.yml changed in more than its image"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, built := newHistory(t)
			h.pin(testImage)
			tt.change(h)
			h.commit("release")
			h.git("tag", "v1.2.3")
			wantError(t, run(nil, string(h.repo), []string{"unchanged", "-version", "v1.2.3", "-built", built}), tt.err)
		})
	}
}

func TestCheckUnchangedNeedsTheCommit(t *testing.T) {
	t.Parallel()
	h, built := newHistory(t)
	h.pin(testImage)
	h.commit("release")
	h.git("tag", "v1.2.3")
	h.git("checkout", "--quiet", "main")
	h.write("main.go", "package later\n")
	later := h.commit("later")
	for commit, want := range map[string]string{
		built:                    "",
		later:                    "which is not part of v1.2.3",
		"":                       "there is no commit ",
		"--all":                  "there is no commit --all",
		strings.Repeat("00", 20): "there is no commit 0000",
	} {
		wantError(t, run(nil, string(h.repo), []string{"unchanged", "-version", "v1.2.3", "-built", commit}), want)
	}
}
