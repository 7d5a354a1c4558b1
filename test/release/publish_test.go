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
"release view "*) cat draft 2>/dev/null || { echo 'release not found' >&2; exit 1; } ;;
"release create "*) [ ! -e draft ] && echo true >draft && mkdir files && echo "${!#}" >notes ;;
"release upload "*) [ "$(cat draft)" = true ] && cp "${@:5}" files ;;
"release edit "*) [ "$(ls files)" = "$(printf 'SHA256SUMS\nprogram')" ] && echo false >draft ;;
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
	return g.run([]string{
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
		for failAt := range 5 {
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
				if draft, notes := g.has("draft"), g.has("notes"); draft != "false" || notes != "### Added\n\n- A thing." {
					t.Errorf("draft %q, notes %q", draft, notes)
				}
			})
		}
	}
}

func TestMajorAgain(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", "0123456789012345678901234567890123456789"} {
		for failAt := range 3 {
			g := newGitHub(t)
			if before != "" {
				_ = os.WriteFile(filepath.Join(g.state, "major"), []byte(before), 0o644)
			}
			out, err := g.release(failAt, failAt%2 == 1, "major", "v1.2.3")
			if err != nil && !strings.Contains(out, "git push --force origin v1.2.3^{commit}:refs/tags/v1") {
				t.Errorf("major: %v, %q says nothing of the way by hand", err, out)
			}
			want := g.git("rev-parse", "v1.2.3^{commit}")
			if out, err := g.release(0, false, "major", "v1.2.3"); err != nil || g.has("major") != want {
				t.Errorf("major again: %v, v1 is %q, want %s\n%s", err, g.has("major"), want, out)
			}
			// An older version, published late, does not take v1 back.
			g.git("tag", "v1.10.0")
			if out, err := g.release(1, false, "major", "v1.2.3"); err != nil || !strings.Contains(out, "v1 stays: v1.10.0 is newer than v1.2.3.") {
				t.Errorf("major of an older version: %v, %q", err, out)
			}
		}
	}
}
