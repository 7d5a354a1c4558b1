package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// repository is a git repository, by its directory.
type repository string

func (r repository) git(args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-C", string(r)}, args...)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		err = errors.New(strings.TrimSpace(string(exit.Stderr)))
	}
	return string(out), err
}

// commit resolves a name to a commit; a full hash of 40 digits stays what it is.
func (r repository) commit(name string) (string, error) {
	out, err := r.git("rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("there is no commit %s", name)
	}
	return strings.TrimSpace(out), nil
}

func (r repository) file(commit, path string) ([]byte, error) {
	out, err := r.git("show", commit+":"+path)
	if err != nil {
		return nil, fmt.Errorf("read %s at %s: %w", path, commit, err)
	}
	return []byte(out), nil
}

func (r repository) contains(branch, commit string) bool {
	_, err := r.git("merge-base", "--is-ancestor", commit, branch)
	return err == nil
}

// checkTag checks that the tag of a version, the changelog and action.yml agree,
// and prints the digest that action.yml runs.
func checkTag(out io.Writer, repo repository, want reference, branch string) error {
	tag, err := repo.commit("refs/tags/" + want.version)
	if err != nil {
		return err
	}
	if _, err := repo.commit(branch); err != nil {
		return err
	}
	if !repo.contains(branch, tag) {
		return fmt.Errorf("the tag %s is not on %s", want.version, branch)
	}
	changelog, err := repo.file(tag, "CHANGELOG.md")
	if err != nil {
		return err
	}
	if _, err := notes(string(changelog), want.version); err != nil {
		return fmt.Errorf("the tag is %s, and %w", want.version, err)
	}
	action, err := repo.file(tag, "action.yml")
	if err != nil {
		return err
	}
	image, err := pinned(action)
	if err != nil {
		return err
	}
	if image.version != want.version {
		return fmt.Errorf("the tag is %s, and action.yml names the image of %s", want.version, image.version)
	}
	if image.name != want.name {
		return fmt.Errorf("action.yml names the image %s instead of %s", image.name, want.name)
	}
	_, err = fmt.Fprintln(out, image.digest)
	return err
}

// mayChange are the files that a release may have beside those that its image
// was built from. Of action.yml it is the image alone.
var mayChange = []string{"action.yml", "CHANGELOG.md", "README.md"}

// checkUnchanged checks that the tag of a version adds nothing to the commit
// that its image was built from.
func checkUnchanged(repo repository, version, built string) error {
	tag, err := repo.commit("refs/tags/" + version)
	if err != nil {
		return err
	}
	from, err := repo.commit(built)
	if err != nil {
		return fmt.Errorf("the image was built from %q: %w", built, err)
	}
	if !repo.contains(tag, from) {
		return fmt.Errorf("the image was built from %s, which is not part of %s: merge its pull request with a merge commit", from, version)
	}
	out, err := repo.git("diff", "--name-only", "--no-renames", "-z", from, tag)
	if err != nil {
		return err
	}
	for path := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		if path != "" && !slices.Contains(mayChange, path) {
			return fmt.Errorf("%s changed since %s, from which the image of %s was built", path, from, version)
		}
	}
	return sameAction(repo, from, tag)
}

// sameAction checks that action.yml differs in its image alone.
func sameAction(repo repository, from, tag string) error {
	before, err := repo.file(from, "action.yml")
	if err != nil {
		return err
	}
	after, err := repo.file(tag, "action.yml")
	if err != nil {
		return err
	}
	image, err := pinned(after)
	if err != nil {
		return err
	}
	want, err := pin(before, image)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, after) {
		return fmt.Errorf("action.yml changed in more than its image since %s, from which the image was built", from)
	}
	return nil
}
