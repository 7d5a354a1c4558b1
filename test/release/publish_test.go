package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gh stands in for GitHub's: one release and one tag, kept as files in STATE.
// The call number FAIL_AT fails, AFTER it has done its work or before. What is
// published can't be changed any more.
const gh = `#!/bin/bash
cd "$STATE" && echo >>calls
here() { [ "$(wc -l <calls)" = "$FAIL_AT" ] && [ "$AFTER" = "$1" ] && echo 'HTTP 502: Bad Gateway' >&2; }
here false && exit 1
case "$1 $2 $4" in
"release view "*) [ -e draft ] || { echo 'release not found' >&2; exit 1; }
  echo 'A new release of gh is available' >&2; echo "draft: $(cat draft) $(cat notes)" ;;
"release list "*) cat others 2>/dev/null; [ "$(cat draft 2>/dev/null)" != false ] || echo v1.2.3 ;;
"release create "*) [ ! -e draft ] && echo true >draft && mkdir files && echo >notes ;;
"release upload "*) [ "$(cat draft)" = true ] && cp "${@:5}" files ;;
"release edit "*) [ "$(ls files)" = "$(printf 'SHA256SUMS\nprogram')" ] && echo "${!#}" >notes && echo "$5" >latest && echo false >draft ;;
"api --silent PATCH") [ -e major ] && echo "${7#sha=}" >major ;;
"api --silent POST") [ ! -e major ] && echo "${9#sha=}" >major ;;
*) exit 64 ;;
esac || exit 1
here true && exit 1
exit 0
`

type github struct {
	checkout
	state, dist string
}

func newGitHub(t *testing.T) github {
	t.Helper()
	g := github{newCheckout(t), t.TempDir(), t.TempDir()}
	g.pin()
	for path, content := range map[string]string{g.state + "/bin/gh": gh, g.dist + "/program": "x", g.dist + "/SHA256SUMS": "y"} {
		_ = os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// release runs one step of the workflow, in which one call of gh fails.
func (g github) release(failAt int, after bool, args ...string) (string, error) {
	_ = os.Remove(filepath.Join(g.state, "calls"))
	return g.run([]string{"GITHUB_REPOSITORY=Octo/start-synchronization-job",
		"PATH=" + g.state + "/bin:" + os.Getenv("PATH"), "STATE=" + g.state,
		fmt.Sprintf("FAIL_AT=%d", failAt), fmt.Sprintf("AFTER=%t", after),
	}, ".ci/release", args...)
}

func (g github) has(file string) string {
	content, _ := os.ReadFile(filepath.Join(g.state, file))
	return strings.TrimSpace(string(content))
}

// Wherever publishing breaks off, running it again ends with the whole release.
func TestPublishAgain(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for failAt := range 6 {
			t.Run(fmt.Sprintf("call %d, after %t", failAt, after), func(t *testing.T) {
				t.Parallel()
				g := newGitHub(t)
				if out, err := g.release(failAt, after, "publish", "v1.2.3", g.dist); err == nil && (failAt > 1 || failAt == 1 && !after) {
					t.Errorf("publish: call %d failed, and nobody heard\n%s", failAt, out)
				}
				for range 2 {
					if out, err := g.release(0, false, "publish", "v1.2.3", g.dist); err != nil {
						t.Fatalf("publish again: %v\n%s", err, out)
					}
				}
				if draft, notes := g.has("draft"), g.has("notes"); draft != "false" || notes != "### Added\n\n- A thing.\n\nImage: `"+reference+"`" {
					t.Errorf("draft %q, notes %q", draft, notes)
				}
			})
		}
	}
}

// published is a state of GitHub in which a release of v1.2.3 names the image,
// beside others.
func (g github) published(image, others string) {
	g.t.Helper()
	_ = os.Mkdir(filepath.Join(g.state, "files"), 0o755)
	for name, content := range map[string]string{"draft": "false", "notes": "Image: `" + image + "`", "others": others} {
		if err := os.WriteFile(filepath.Join(g.state, name), []byte(content+"\n"), 0o644); err != nil {
			g.t.Fatal(err)
		}
	}
}

func TestMajorAgain(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", "0123456789012345678901234567890123456789"} {
		for failAt := range 5 {
			g := newGitHub(t)
			g.published(reference, "v1.2.2")
			if before != "" {
				_ = os.WriteFile(filepath.Join(g.state, "major"), []byte(before), 0o644)
			}
			out, err := g.release(failAt, failAt%2 == 1, "major", "v1.2.3")
			if err != nil && failAt > 2 && !strings.Contains(out, "git push --force origin v1.2.3^{commit}:refs/tags/v1") {
				t.Errorf("major: %v, %q says nothing of the way by hand", err, out)
			}
			want := g.git("rev-parse", "v1.2.3^{commit}")
			if out, err := g.release(0, false, "major", "v1.2.3"); err != nil || g.has("major") != want {
				t.Errorf("major again: %v, v1 is %q, want %s\n%s", err, g.has("major"), want, out)
			}
		}
	}
}

// What else is published or tagged decides whether v1 moves, and what is Latest.
func TestNewest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		others, tag  string
		major, again string
		latest       string
	}{
		"the first":              {"", "", "", "", "true"},
		"the newest":             {"v1.2.2\nv1.1.10", "", "", "", "true"},
		"a patch of an old line": {"v1.10.0", "", "v1 stays: v1.10.0 is newer than v1.2.3.", "v1.10.0 stays Latest: it is newer than v1.2.3.", "false"},
		"an older major version": {"v2.0.0", "", "", "v2.0.0 stays Latest: it is newer than v1.2.3.", "false"},
		"other names":            {"v1.3.0-rc.1\nnightly\nv1.x.9", "", "", "", "true"},
		"a tag for a try":        {"v1.2.2", "v1.3.0-rc.1", "", "", "true"},
		"a number used up":       {"v1.2.2", "v1.9.0", "", "", "true"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGitHub(t)
			if tt.tag != "" {
				g.git("tag", tt.tag)
			}
			if err := os.WriteFile(filepath.Join(g.state, "others"), []byte(tt.others+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := g.release(0, false, "publish", "v1.2.3", g.dist)
			if err != nil || strings.TrimSpace(out) != tt.again || g.has("latest") != "--latest="+tt.latest {
				t.Errorf("publish: %v, %q, %s; want %q, %s", err, out, g.has("latest"), tt.again, tt.latest)
			}
			out, err = g.release(0, false, "major", "v1.2.3")
			if moved := g.has("major") != ""; err != nil || strings.TrimSpace(strings.Trim(out, "\n")) != tt.major || moved != (tt.major == "") {
				t.Errorf("major: %v, %q, moved %t; want %q", err, out, moved, tt.major)
			}
		})
	}
}

// A tag that was moved after its release was published overwrites nothing and
// takes v1 nowhere.
func TestMovedTag(t *testing.T) {
	t.Parallel()
	g := newGitHub(t)
	g.published(strings.ReplaceAll(reference, "abab", "cdcd"), "")
	for _, args := range [][]string{{"build", "v1.2.3", "image.tar"}, {"publish", "v1.2.3", g.dist}, {"major", "v1.2.3"}} {
		out, err := g.release(0, false, args...)
		if want := "The release stops: v1.2.3 is published already, and its notes do not name " + reference + "."; err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v, %q, want %q", args, err, out, want)
		}
	}
	if g.has("major") != "" || g.has("latest") != "" {
		t.Errorf("v1 is %q, latest %q, want neither", g.has("major"), g.has("latest"))
	}
}

func TestMajorOfNothing(t *testing.T) {
	t.Parallel()
	g := newGitHub(t)
	out, err := g.release(0, false, "major", "v1.2.3")
	if want := "The release stops: v1.2.3 is not published, so v1 stays where it is.\n"; err == nil || out != want {
		t.Errorf("major: %v, %q, want %q", err, out, want)
	}
}

// Another digest than the tag's ends a release for good.
func TestBuildAgain(t *testing.T) {
	t.Parallel()
	g := newGitHub(t)
	if out, err := g.release(0, false, "build", "v1.2.3", "image.tar"); err != nil {
		t.Errorf("build: %v\n%s", err, out)
	}
	g.write(".ci/digest", "#!/bin/sh\necho sha256:x\n")
	out, err := g.release(0, false, "build", "v1.2.3", "image.tar")
	want := " builds sha256:x, and action.yml names " + digest + ". v1.2.3 is used up: see To release in CONTRIBUTING.md.\n"
	if err == nil || !strings.HasSuffix(out, want) {
		t.Errorf("build: %v, %q, want %q", err, out, want)
	}
}
