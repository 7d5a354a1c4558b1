package release

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// In which forms a clone's origin is this repository, and in which it is not.
func TestOrigin(t *testing.T) {
	t.Parallel()
	const none = ""
	c := newCheckout(t)
	for url, want := range map[string]string{
		"https://github.com/Octo/Start-Job":               "octo/start-job",
		"https://github.com/Octo/Start-Job.git":           "octo/start-job",
		"https://github.com/Octo/Start-Job.git/":          "octo/start-job",
		"https://me@github.com/Octo/Start-Job/":           "octo/start-job",
		"git@github.com:Octo/Start-Job.git":               "octo/start-job",
		"github.com:Octo/Start-Job":                       "octo/start-job",
		"ssh://git@github.com/Octo/Start-Job.git":         "octo/start-job",
		"ssh://git@ssh.github.com:443/Octo/Start-Job.git": "octo/start-job",
		"git@ssh.github.com:Octo/Start-Job.git":           "octo/start-job",
		"mine:Octo/Start-Job":                             "octo/start-job",
		"https://notgithub.com/Octo/Start-Job":            none,
		"git@notgithub.com:Octo/Start-Job":                none,
		"https://github.com.example/Octo/Start-Job":       none,
		"https://example.com/github.com/Octo/Start-Job":   none,
		"/srv/github.com/Octo/Start-Job":                  none,
		"https://github.com/Octo":                         none,
	} {
		c.git("config", "remote.origin.url", url)
		c.git("config", "url.git@github.com:.insteadOf", "mine:")
		out, err := c.run(nil, "bash", "-ec", ". .ci/lib/release.sh; repository")
		if want == none {
			if err == nil || out != "The release stops: origin is not a repository on GitHub. Where it is one by another name, set GITHUB_REPOSITORY=OWNER/REPO.\n" {
				t.Errorf("%s: %v, %q, want a refusal", url, err, out)
			}
		} else if err != nil || out != want+"\n" {
			t.Errorf("%s: %v, %q, want %s", url, err, out, want)
		}
	}
}

// The commands that .ci/pin prints, in any clone of the commit.
func TestPinPrints(t *testing.T) {
	t.Parallel()
	for name, clone := range map[string]string{
		"whole":              "--no-single-branch",
		"of one branch":      "--single-branch -b side",
		"of the last commit": "--depth 1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			c.script("", "git push --quiet origin main:refs/heads/side; url=$(git remote get-url origin); git clone --quiet "+clone+
				" file://$url clone; rm -rf .git; mv clone/.git .; git config url.file://${url%Octo/*}.insteadOf https://github.com/; git config remote.origin.url "+origin)
			out, err := c.run(nil, ".ci/pin", "v1.2.3")
			if name == "of the last commit" {
				_, advice, found := strings.Cut(out, "this clone has no whole history. Run: ")
				if !found {
					t.Fatalf("pin: %v\n%s", err, out)
				}
				c.script("", advice)
				out, err = c.run(nil, ".ci/pin", "v1.2.3")
			}
			if err != nil {
				t.Fatalf("pin: %v\n%s", err, out)
			}
			_, commands, _ := strings.Cut(out, "push it:\n")
			c.script("", commands)
			if got := c.git("ls-remote", "origin", "refs/tags/v1.2.3^{}"); !strings.Contains(out, "v1.2.3 is "+strings.Fields(got + " -")[0]+":") {
				t.Errorf("the origin has %q after\n%s", got, out)
			}
		})
	}
}

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
		"a change that is not committed": {func(c checkout) { c.write("action.yml", "x") }, "there are changes that are not committed. Commit and push them."},
		"a commit that is not on main":   {func(c checkout) { c.commit("mine") }, "is not on main of origin. Push it there;"},
		"a tag that was left":            {func(c checkout) { c.git("tag", "v1.2.3") }, "this clone has a tag v1.2.3, and origin has none. Run: git tag -d v1.2.3"},
		"a tag that exists":              {func(c checkout) { c.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3") }, "the tag v1.2.3 exists already. Take the next number: see To release in CONTRIBUTING.md."},
		"a digest that is none":          {func(c checkout) { c.onMain(".ci/digest", "#!/bin/sh\necho sha256:x\n") }, `"sha256:x" is not a digest.`},
		"a build that fails":             {func(c checkout) { c.onMain(".ci/digest", "#!/bin/sh\necho no builder; exit 3\n") }, ""},
		"two images":                     {func(c checkout) { c.onMain("action.yml", "runs:\n  image: a\n  image: b\n") }, "action.yml has to name one image."},
		"no section":                     {func(c checkout) { c.onMain("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n") }, `CHANGELOG.md has no section of a version. Write "## [1.2.3] - YYYY-MM-DD" right below "## [Unreleased]".`},
		"another section":                {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "1.2.3", "1.2.4")) }, `is "## [1.2.4] - 2026-11-30". Write "## [1.2.3] - YYYY-MM-DD" right below "## [Unreleased]", or release what it names.`},
		"no such day":                    {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "-11-30", "-13-30")) }, `is "## [1.2.3] - 2026-13-30".`},
		"headings only":                  {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "- A thing.", "")) }, "CHANGELOG.md says nothing about 1.2.3."},
		"no date":                        {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, " - 2026-11-30", "")) }, `is "## [1.2.3]".`},
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
	c := newCheckout(t)
	out, err := c.run([]string{"GIT_COMMITTER_NAME="}, ".ci/pin", "v1.2.3")
	if want := "git does not know who commits here. Set user.name and user.email.\n"; err == nil || !strings.HasSuffix(out, want) {
		t.Errorf("pin: %v, %q, want %q", err, out, want)
	}
	for _, version := range []string{"1.2.3", "v1.2", "v01.2.3", "v1.2.3-rc.1", "v1.2.3;ls"} {
		if out, err := newCheckout(t).run(nil, ".ci/pin", version); err == nil || !strings.Contains(out, "is not a version such as v1.2.3.") {
			t.Errorf("pin %s: %v, %q", version, err, out)
		}
	}
}

// What macOS does not have: its bash is 3.2, which also takes no pattern with
// brackets after =~ but from a variable.
var newerBash = regexp.MustCompile(`\$\{[^}]*(?:,,|\^\^|@[A-Za-z])\}|\b(?:mapfile|readarray|coproc)\b|(?:declare|local) -[Agn]|&>>|\|&|=~ [^$" ]*\(|\[\[ -v|inherit_errexit|globstar`)

func TestBashOfMacOS(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"digest", "pin", "release", "lib/release.sh"} {
		for _, found := range newerBash.FindAllString(string(read(t, filepath.Join(root, ".ci", name))), -1) {
			t.Errorf(".ci/%s: bash 3.2 does not have %q", name, found)
		}
	}
}

// A tag on anything but what .ci/pin makes stops the release.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const made = "v1.2.3 is used up: see To release in CONTRIBUTING.md."
	pinned := "name: X\nruns:\n  using: docker\n  image: " + image + "\n"
	tests := map[string]struct {
		tag  func(checkout)
		want string
	}{
		"no tag":           {func(checkout) {}, "this clone has no v1.2.3. Where it was not made yet, .ci/pin prints how. Run: git fetch --tags origin +main:refs/remotes/origin/main"},
		"main itself":      {func(c checkout) { c.git("tag", "v1.2.3") }, made},
		"another file":     {func(c checkout) { c.write("main.go", "x"); c.tag(pinned) }, "changes more than the image in action.yml"},
		"a renamed file":   {func(c checkout) { c.git("mv", "CHANGELOG.md", "x"); c.write("CHANGELOG.md", dated); c.tag(pinned) }, "changes more than"},
		"an entry point":   {func(c checkout) { c.tag(pinned + "  entrypoint: /bin/sh\n") }, "changes more than the image in action.yml"},
		"a blank line":     {func(c checkout) { c.tag(pinned + "\n") }, "changes more than the image in action.yml"},
		"a file that runs": {func(c checkout) { _ = os.Chmod(filepath.Join(c.dir, "action.yml"), 0o755); c.tag(pinned) }, "changes more than the image in action.yml"},
		"another version":  {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "v1.2.3", "v1.2.2")) }, "does not name docker://ghcr.io/octo/start-synchronization-job:v1.2.3 by digest"},
		"another account":  {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "/octo/", "/mallory/")) }, "does not name docker://ghcr.io/octo/"},
		"no digest":        {func(c checkout) { c.tag(strings.ReplaceAll(pinned, "@"+digest, "")) }, "by digest"},
		"beside main":      {func(c checkout) { c.commit("aside"); c.tag(pinned) }, "is not on main of origin. Push it there;"},
		"a clone of the tag alone": {func(c checkout) {
			c.tag(pinned)
			c.git("push", "--quiet", "origin", "v1.2.3")
			c.script("", "git clone --quiet --depth 1 -b v1.2.3 file://$(git remote get-url origin) clone; rm -rf .git; mv clone/.git .")
		}, "this clone has no whole history. Run: git fetch --unshallow --tags origin +main:refs/remotes/origin/main"},
		"a clone without main": {func(c checkout) {
			c.tag(pinned)
			c.git("update-ref", "-d", "refs/remotes/origin/main")
		}, "this clone has no origin/main. Run: git fetch --tags origin +main:refs/remotes/origin/main"},
		"a merge": {func(c checkout) {
			c.tag(pinned)
			c.git("reset", "--quiet", "--hard", "origin/main")
			c.git("merge", "--quiet", "--no-ff", "-m", "x", "v1.2.3")
			c.git("tag", "-f", "v1.2.3")
		}, "does not have one parent."},
		"another changelog": {func(c checkout) { c.onMain("CHANGELOG.md", strings.ReplaceAll(dated, "1.2.3", "1.2.4")); c.tag(pinned) }, "the newest section of CHANGELOG.md"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCheckout(t)
			tt.tag(c)
			out, err := c.run([]string{"GITHUB_ACTIONS=true"}, ".ci/release", "check", "v1.2.3")
			if err == nil || !strings.HasPrefix(out, "::error title=The release stops::The release stops: ") || strings.Contains(out, "fatal:") || !strings.Contains(out, tt.want) || strings.Contains(out, "digest=") {
				t.Errorf("check: %v, %q, want %q", err, out, tt.want)
			}
		})
	}
}

// The binaries, built by the command that SECURITY.md gives, say which commit
// they are of.
func TestBinaries(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile("`(\\.ci/release binaries [^`]*)`").FindSubmatch(read(t, filepath.Join(root, "SECURITY.md")))
	if command == nil {
		t.Fatal("SECURITY.md does not say how the binaries are built")
	}
	c := newCheckout(t)
	toolchain := regexp.MustCompile(`(?m)^toolchain .*$`).Find(read(t, filepath.Join(root, "go.mod")))
	c.write("go.mod", "module x\n\ngo 1.26.0\n\n"+string(toolchain)+"\n")
	c.write("main.go", "package main\n\nvar version, commit string\n\nfunc main() { println(version, commit) }\n")
	built := c.commit("program")
	c.git("push", "--quiet", "origin", "main")
	c.pin()
	c.script("", string(command[1])+" "+runtime.GOOS+"/"+runtime.GOARCH)
	out, err := c.run(nil, "DIR/start-synchronization-job-"+runtime.GOOS+"-"+runtime.GOARCH)
	if want := "v1.2.3 " + built + "\n"; err != nil || out != want {
		t.Errorf("the binary says %q, %v, want %q", out, err, want)
	}
	c.script("", "cd DIR; sha256sum -c SHA256SUMS")
}
