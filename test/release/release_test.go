package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPin(t *testing.T) {
	t.Parallel()
	c := newCheckout(t)
	before := c.git("rev-parse", "HEAD")
	tagged := c.pin()
	if got := c.git("diff", "--unified=0", before, tagged); !strings.HasSuffix(got, "\n-  image: Dockerfile\n+  image: "+image) || strings.Count(got, "\n@@") != 1 {
		t.Errorf("pin changed:\n%s", got)
	}
	if head, status := c.git("rev-parse", "HEAD"), c.git("status", "--porcelain"); head != before || status != "" {
		t.Errorf("pin left the clone at %s, %q, not at %s without a change", head, status, before)
	}
	out, err := c.run(nil, ".ci/release", "check", "v1.2.3")
	want := "image=ghcr.io/octo/start-synchronization-job\ndigest=" + digest + "\nbuilt=" + before + "\n"
	if err != nil || out != want {
		t.Errorf("check: %v, %q, want %q", err, out, want)
	}
}

func TestPinRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(checkout)
		want   string
	}{
		"a change that is not committed": {func(c checkout) { c.write("action.yml", "x") }, "there are changes that are not committed."},
		"a commit that is not on main":   {func(c checkout) { c.commit("mine") }, "is not on main."},
		"a tag that exists":              {func(c checkout) { c.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3") }, "the tag v1.2.3 exists already."},
		"an origin elsewhere": {func(c checkout) {
			c.onMain("x", "x")
			c.git("clone", "--quiet", "--bare", ".", "../elsewhere")
			c.git("remote", "set-url", "origin", "../elsewhere")
		}, "origin is not a repository on GitHub."},
		"a digest that is none": {func(c checkout) { c.onMain(".ci/digest", "#!/bin/sh\necho sha256:x\n") }, `"sha256:x" is not a digest.`},
		"a build that fails":    {func(c checkout) { c.onMain(".ci/digest", "#!/bin/sh\necho no builder; exit 3\n") }, ""},
		"two images":            {func(c checkout) { c.onMain("action.yml", "runs:\n  image: a\n  image: b\n") }, "action.yml has to name one image."},
		"no section":            {func(c checkout) { c.onMain("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n") }, `the newest section of CHANGELOG.md is "".`},
		"another section":       {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "1.2.3", "1.2.4")) }, `is "## [1.2.4] - 2026-11-30". Write "## [1.2.3] - YYYY-MM-DD" there.`},
		"no date":               {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, " - 2026-11-30", "")) }, `is "## [1.2.3]".`},
		"nothing said": {func(c checkout) {
			c.onMain("CHANGELOG.md", "## [1.2.3] - 2026-11-30\n\n## [1.2.2] - 2026-11-01\n\n- Old.\n")
		}, "CHANGELOG.md says nothing about 1.2.3."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			tt.change(c)
			out, err := c.run(nil, ".ci/pin", "v1.2.3")
			if err == nil || !strings.Contains(out, tt.want) || strings.Contains(out, "git push") {
				t.Errorf("pin: %v, %q, want %q", err, out, tt.want)
			}
		})
	}
	for _, version := range []string{"1.2.3", "v1.2", "v01.2.3", "v1.2.3-rc.1", "v1.2.3;ls"} {
		if out, err := newCheckout(t).run(nil, ".ci/pin", version); err == nil || !strings.Contains(out, "is not a version such as v1.2.3.") {
			t.Errorf("pin %s: %v, %q", version, err, out)
		}
	}
}

// A tag on anything but what .ci/pin makes stops the release.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const made = "Tag the commit that .ci/pin made."
	pinned := "name: X\nruns:\n  using: docker\n  image: " + image + "\n"
	tests := map[string]struct {
		tag  func(checkout)
		want string
	}{
		"no tag":           {func(checkout) {}, "there is no tag v1.2.3."},
		"main itself":      {func(c checkout) { c.git("tag", "v1.2.3") }, made},
		"another file":     {func(c checkout) { c.write("main.go", "x"); c.tag(pinned) }, "changes more than the image in action.yml"},
		"a renamed file":   {func(c checkout) { c.git("mv", "CHANGELOG.md", "x"); c.write("CHANGELOG.md", dated); c.tag(pinned) }, "changes more than"},
		"an entry point":   {func(c checkout) { c.tag(pinned + "  entrypoint: /bin/sh\n") }, "changes more than the image in action.yml"},
		"a blank line":     {func(c checkout) { c.tag(pinned + "\n") }, "changes more than the image in action.yml"},
		"a file that runs": {func(c checkout) { _ = os.Chmod(filepath.Join(c.dir, "action.yml"), 0o755); c.tag(pinned) }, "changes more than the image in action.yml"},
		"another version":  {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "v1.2.3", "v1.2.2")) }, "does not name docker://ghcr.io/octo/start-synchronization-job:v1.2.3 by digest"},
		"another account":  {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "/octo/", "/mallory/")) }, "does not name docker://ghcr.io/octo/"},
		"no digest":        {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "@"+digest, "")) }, "by digest"},
		"beside main":      {func(c checkout) { c.commit("aside"); c.tag(pinned) }, "is not on main."},
		"a merge": {func(c checkout) {
			c.tag(pinned)
			c.git("reset", "--quiet", "--hard", "origin/main")
			c.git("merge", "--quiet", "--no-ff", "-m", "x", "v1.2.3")
			c.git("tag", "-f", "v1.2.3")
		}, "has 2 parents."},
		"another changelog": {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "1.2.3", "1.2.4")); c.tag(pinned) }, "the newest section of CHANGELOG.md"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			tt.tag(c)
			out, err := c.run([]string{"GITHUB_ACTIONS=true"}, ".ci/release", "check", "v1.2.3")
			if err == nil || !strings.HasPrefix(out, "::error title=The release stops::The release stops: ") || !strings.Contains(out, tt.want) || strings.Contains(out, "digest=") {
				t.Errorf("check: %v, %q, want %q", err, out, tt.want)
			}
		})
	}
}
