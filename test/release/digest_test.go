package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// buildctl stands in for BuildKit's: it writes down what it is asked to build,
// and gives an image of one digest. .ci/image has the real one build.
const buildctl = `#!/bin/sh
printf '%s\n' "$@" | grep build-arg: >"$STATE/asked"
echo '{"manifests": [{"digest": "` + digest + `"}]}' >"$STATE/index.json"
tar -cC "$STATE" index.json
`

// gpg signs, and finds each signature good.
const gpg = `#!/bin/sh
case "$*" in
*--verify*) echo 'gpg: Good signature' >&2; echo '[GNUPG:] GOODSIG 0 a' ;;
*) cat >/dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; printf -- '-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n' ;;
esac
`

// newDigests is a checkout with the real .ci/digest, and a release in it.
func newDigests(t *testing.T) (c checkout, state string) {
	t.Helper()
	c, state = newCheckout(t), t.TempDir()
	c.write(".ci/digest", string(read(t, filepath.Join(root, ".ci/digest"))))
	for name, content := range map[string]string{"buildctl": buildctl, "gpg": gpg} {
		if err := os.WriteFile(filepath.Join(state, name), []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c.git("config", "gpg.program", state+"/gpg")
	c.git("add", "--all")
	c.git("commit", "--quiet", "--gpg-sign=a", "-m", "signed")
	c.git("push", "--quiet", "origin", "HEAD:main")
	c.tag("runs:\n  image: " + image + "\n")
	c.git("push", "--quiet", "origin", "v1.2.3")
	return c, state
}

func (c checkout) digest(state string, args ...string) (string, error) {
	return c.run([]string{"PATH=" + state + ":" + os.Getenv("PATH"), "STATE=" + state, "BUILDKIT_HOST=x"}, ".ci/digest", args...)
}

// Nothing of the clone goes into what is built.
func TestDigestAsksForTheSame(t *testing.T) {
	t.Parallel()
	c, state := newDigests(t)
	built := c.git("rev-parse", "v1.2.3^")
	want := strings.Join([]string{
		"build-arg:VERSION=v1.2.3", "build-arg:COMMIT=" + built,
		"build-arg:SOURCE=https://github.com/octo/start-synchronization-job",
		"build-arg:SOURCE_DATE_EPOCH=" + c.git("log", "-1", "--no-show-signature", "--format=%ct", built), "",
	}, "\n")
	tests := map[string]func(){
		"as it is":                   func() {},
		"signatures shown":           func() { c.git("config", "log.showSignature", "true") },
		"a clone of somebody's fork": func() { c.git("config", "remote.origin.url", "https://github.com/fork/another") },
		"no origin":                  func() { c.git("remote", "remove", "origin") },
	}
	for _, name := range []string{"as it is", "signatures shown", "a clone of somebody's fork", "no origin"} {
		tests[name]()
		_ = os.Remove(filepath.Join(state, "asked"))
		out, err := c.digest(state, "v1.2.3")
		if err != nil || out != digest+"\n" {
			t.Errorf("%s: %v, %q, want %s", name, err, out, digest)
			continue
		}
		if diff := cmp.Diff(want, string(read(t, filepath.Join(state, "asked")))); diff != "" {
			t.Errorf("%s: asked for (-want +got):\n%s", name, diff)
		}
	}
}

// What stops a digest, or would make another, is said before anything is built.
func TestDigestRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script string // makes the clone so
		bare   bool   // with nothing in PATH but STATE
		want   string
	}{
		"a commit dated ahead of the clock": {
			"GIT_COMMITTER_DATE=2099-01-02T03:04:05Z git commit --quiet --allow-empty -m x; git tag -f v1.2.3 $(git commit-tree HEAD^{tree} -p HEAD -m y)",
			false, " is dated 2099-01-02 03:04:05 +0000, which this machine's clock has not reached",
		},
		"a clone of depth 1": {
			"git clone --quiet --depth 1 file://$(git remote get-url origin) clone; rm -rf .git; mv clone/.git .",
			false, "this clone has no v1.2.3^. Run: git fetch --unshallow --tags origin +main:refs/remotes/origin/main\n",
		},
		"a clone of one branch": {
			"git push --quiet origin main^:refs/heads/side; git clone --quiet --single-branch --no-tags -b side $(git remote get-url origin) clone; rm -rf .git; mv clone/.git .",
			false, "this clone has no v1.2.3^. Run: git fetch --tags origin +main:refs/remotes/origin/main\n",
		},
		"no jq, no BuildKit": {
			"rm $STATE/buildctl; ln -s $(type -P bash sed git dirname) $STATE",
			true, "not installed here: jq, buildctl.\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, state := newDigests(t)
			c.script("STATE="+state, tt.script)
			env := []string{"PATH=" + state + ":" + os.Getenv("PATH"), "STATE=" + state, "BUILDKIT_HOST=x"}
			if tt.bare {
				env[0] = "PATH=" + state
			}
			out, err := c.run(env, ".ci/digest", "v1.2.3")
			if err == nil || !strings.HasPrefix(out, "No digest: ") || !strings.Contains(out, tt.want) {
				t.Errorf("digest: %v, %q, want %q", err, out, tt.want)
			}
			_, advice, found := strings.Cut(out, "Run: ")
			if !found {
				return
			}
			c.script("", advice)
			if out, err := c.run(env, ".ci/digest", "v1.2.3"); err != nil {
				t.Errorf("digest, after %q: %v\n%s", advice, err, out)
			}
		})
	}
}
