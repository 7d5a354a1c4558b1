package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gh stands in for GitHub's: one release and one tag, kept as files in STATE, and
// the lines of others. The call number FAIL_AT fails, AFTER it has done its work or before. What is
// published can't be changed any more.
const gh = `#!/bin/bash
cd "$STATE" && echo >>calls
here() { [ "$(wc -l <calls)" = "$FAIL_AT" ] && [ "$AFTER" = "$1" ] && echo 'HTTP 502: Bad Gateway' >&2; }
here false && exit 1
case "$1 $2 $4" in
"api --paginate --jq") echo 'A new release of gh is available' >&2
  { cat others 2>/dev/null; [ ! -e draft ] || jq -n --argjson draft "$(cat draft)" --rawfile body notes \
    '{tag_name: "v1.2.3", draft: $draft, prerelease: false, body: $body}'; } | jq -s . | jq -r "$5" ;;
"release create "*) [ ! -e draft ] && echo true >draft && mkdir files && echo >notes ;;
"release upload "*) [ "$(cat draft)" = true ] && cp "${@:5}" files ;;
"release edit "*) [ "$(ls files)" = "$(printf 'SHA256SUMS\nbinaries.sigstore.json\nprogram')" ] && echo "${!#}" >notes && echo "$5" >latest && echo false >draft ;;
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
	for path, content := range map[string]string{g.state + "/bin/gh": gh, g.dist + "/program": "x", g.dist + "/SHA256SUMS": "y", g.dist + "/binaries.sigstore.json": "z"} {
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
	out, err := g.run([]string{"GITHUB_REPOSITORY=Octo/start-synchronization-job",
		"PATH=" + g.state + "/bin:" + os.Getenv("PATH"), "STATE=" + g.state,
		fmt.Sprintf("FAIL_AT=%d", failAt), fmt.Sprintf("AFTER=%t", after),
	}, ".ci/release", args...)
	return strings.ReplaceAll(out, "A new release of gh is available\n", ""), err
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
				out, err := g.release(failAt, after, "publish", "v1.2.3", g.dist)
				if failAt > 0 && (err == nil || !strings.Contains(out, "The release stops: GitHub d") || !strings.Contains(out, "Run this job again.")) {
					t.Errorf("publish: call %d failed: %v, %q", failAt, err, out)
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

// others is what GitHub says of further releases, by their tags: published ones,
// but for TAG:draft and TAG:pre.
func others(tags string) string {
	var lines strings.Builder
	for _, tag := range strings.Fields(tags) {
		name, kind, _ := strings.Cut(tag, ":")
		fmt.Fprintf(&lines, `{"tag_name": %q, "draft": %t, "prerelease": %t, "body": "x\nv9.9.9 false false"}`, name, kind == "draft", kind == "pre")
	}
	return lines.String()
}

// published is a state of GitHub in which a release of v1.2.3 names the image,
// beside others.
func (g github) published(image, tags string) {
	g.t.Helper()
	_ = os.Mkdir(filepath.Join(g.state, "files"), 0o755)
	for name, content := range map[string]string{"draft": "false", "notes": "Image: `" + image + "`", "others": others(tags)} {
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
		"the first":              {"", "", "v1 is v1.2.3.", "", "true"},
		"the newest":             {"v1.2.2 v1.1.10", "", "v1 is v1.2.3.", "", "true"},
		"a patch of an old line": {"v1.10.0", "", "v1 stays: v1.10.0 is newer than v1.2.3.", "v1.10.0 stays Latest: it is newer than v1.2.3.", "false"},
		"an older major version": {"v2.0.0", "", "v1 is v1.2.3.", "v2.0.0 stays Latest: it is newer than v1.2.3.", "false"},
		"other names":            {"v1.3.0-rc.1 nightly v1.x.9", "", "v1 is v1.2.3.", "", "true"},
		"no others yet":          {"v1.3.0:draft v1.4.0:pre", "", "v1 is v1.2.3.", "", "true"},
		"a tag for a try":        {"v1.2.2", "v1.3.0-rc.1", "v1 is v1.2.3.", "", "true"},
		"a number used up":       {"v1.2.2", "v1.9.0", "v1 is v1.2.3.", "", "true"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGitHub(t)
			if tt.tag != "" {
				g.git("tag", tt.tag)
			}
			if err := os.WriteFile(filepath.Join(g.state, "others"), []byte(others(tt.others)), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := g.release(0, false, "publish", "v1.2.3", g.dist)
			if err != nil || strings.TrimSpace(out) != tt.again || g.has("latest") != "--latest="+tt.latest {
				t.Errorf("publish: %v, %q, %s; want %q, %s", err, out, g.has("latest"), tt.again, tt.latest)
			}
			out, err = g.release(0, false, "major", "v1.2.3")
			if moved := g.has("major") != ""; err != nil || strings.TrimSpace(out) != tt.major || moved != strings.Contains(tt.major, " is v1.2.3.") {
				t.Errorf("major: %v, %q, moved %t; want %q", err, out, moved, tt.major)
			}
		})
	}
}

// A draft beside what is published changes nothing of it.
func TestDraftBeside(t *testing.T) {
	t.Parallel()
	g := newGitHub(t)
	g.published(reference, "v1.2.3:draft")
	out, err := g.release(0, false, "publish", "v1.2.3", g.dist)
	if err != nil || strings.TrimSpace(out) != "v1.2.3 is published already." || g.has("latest") != "" {
		t.Errorf("publish: %v, %q", err, out)
	}
}

// What cannot be a whole release is not published, as a draft neither.
func TestPublishRefuses(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(github){
		"CHANGELOG.md has no section of a version.": func(g github) {
			g.write("CHANGELOG.md", "# Changelog\n")
			g.write("action.yml", "runs:\n  image: "+image+"\n")
			g.commit("x")
			g.git("tag", "-f", "v1.2.3")
		},
		"action.yml of v1.2.3 names no image by digest.": func(g github) { g.git("tag", "-f", "v1.2.3", "main") },
		" has no binaries.sigstore.json: ":               func(g github) { _ = os.Remove(filepath.Join(g.dist, "binaries.sigstore.json")) },
	} {
		g := newGitHub(t)
		change(g)
		out, err := g.release(0, false, "publish", "v1.2.3", g.dist)
		if err == nil || !strings.Contains(out, "The release stops: ") || !strings.Contains(out, want) || g.has("draft") != "" {
			t.Errorf("publish: %v, %q, want %q, and no draft", err, out, want)
		}
	}
}

// A call that lacks something gets what can be called.
func TestUsage(t *testing.T) {
	t.Parallel()
	c := newCheckout(t)
	for _, call := range []string{"", "check", "build v1.2.3", "binaries v1.2.3 HEAD", "publish v1.2.3", "major", "another v1.2.3"} {
		out, err := c.run(nil, ".ci/release", strings.Fields(call)...)
		if err == nil || !strings.Contains(out, ".ci/release publish VERSION DIR") || strings.Contains(out, "unbound") {
			t.Errorf("%q: %v, %q", call, err, out)
		}
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
	if want := "The release stops: v1.2.3 is not published, so v1 stays where it is."; err == nil || strings.TrimSpace(out) != want {
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
	g.git("tag", "-f", "v1.2.3", "main")
	out, err = g.release(0, false, "build", "v1.2.3", "image.tar")
	if want := "action.yml of v1.2.3 names no image by digest. Tag the commit that .ci/pin made.\n"; err == nil || !strings.HasSuffix(out, want) {
		t.Errorf("build: %v, %q, want %q", err, out, want)
	}
}
