package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var testImage = reference{
	name:    "ghcr.io/octo/start-synchronization-job",
	version: "v1.2.3",
	digest:  "sha256:" + strings.Repeat("ab", 32),
}

const testLine = "  image: docker://ghcr.io/octo/start-synchronization-job:v1.2.3@sha256:" +
	"abababababababababababababababababababababababababababababababab"

func TestPinChangesOneLineOfThisProjectsAction(t *testing.T) {
	t.Parallel()
	action := read(t, filepath.Join(root, "action.yml"))
	got, err := pin(action, testImage)
	if err != nil {
		t.Fatal(err)
	}
	// On main the line says Dockerfile, on a release branch it has a digest.
	before, line, _ := strings.Cut(string(action), "\n  image: ")
	_, after, _ := strings.Cut(line, "\n")
	want := before + "\n" + testLine + "\n" + after
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("pin (-want +got):\n%s", diff)
	}
	image, err := pinned(got)
	if err != nil || image != testImage {
		t.Errorf("pinned(pin(…)) = %v, %v, want %v", image, err, testImage)
	}
	next := testImage
	next.version = "v1.2.4"
	again, err := pin(got, next)
	if want := strings.Replace(want, ":v1.2.3@", ":v1.2.4@", 1); err != nil || string(again) != want {
		t.Errorf("pin of a pinned action = %q, %v, want %q", again, err, want)
	}
}

func TestPinRefuses(t *testing.T) {
	t.Parallel()
	const action = "runs:\n  using: docker\n  image: Dockerfile\n"
	tests := []struct {
		name   string
		action string
		change func(*reference)
		want   string
	}{
		{"a name in upper case", action, func(r *reference) { r.name = "ghcr.io/Octo/x" }, `"ghcr.io/Octo/x" is not the name of an image`},
		{"a name with a tag", action, func(r *reference) { r.name = "ghcr.io/octo/x:v1" }, `"ghcr.io/octo/x:v1" is not the name of an image`},
		{"no digest", action, func(r *reference) { r.digest = "" }, `"" is not a digest`},
		{"a short digest", action, func(r *reference) { r.digest = "sha256:abc" }, `"sha256:abc" is not a digest`},
		{"a version without v", action, func(r *reference) { r.version = "1.2.3" }, `"1.2.3" is not a version`},
		{"no image", "runs:\n  using: docker\n", func(*reference) {}, "action.yml has 0 lines that name an image"},
		{"two images", action + "  image: other\n", func(*reference) {}, "action.yml has 2 lines that name an image"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			image := testImage
			tt.change(&image)
			_, err := pin([]byte(tt.action), image)
			wantError(t, err, tt.want)
		})
	}
}

func TestPinnedRefusesWhatIsNoDigest(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Dockerfile":                              "action.yml names no image by digest",
		"docker://ghcr.io/octo/x:v1.2.3":          "action.yml names no image by digest",
		"docker://ghcr.io/octo/x@sha256:abc":      "action.yml names no image by digest",
		"docker://ghcr.io/octo/x:v1.2.3@sha256:1": `action.yml: "sha256:1" is not a digest`,
	}
	for image, want := range tests {
		t.Run(image, func(t *testing.T) {
			t.Parallel()
			_, err := pinned([]byte("runs:\n  image: " + image + "\n"))
			wantError(t, err, want)
		})
	}
}

// wantError checks that err starts with a sentence, or with nothing that there
// is no error.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got error %q, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("got error %v, want %q in it", err, want)
	}
}
