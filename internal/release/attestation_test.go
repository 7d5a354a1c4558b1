package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	commitA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	commitB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func answer(commit, predicate string) string {
	return `{"verificationResult":{"signature":{"certificate":{"sourceRepositoryDigest":"` + commit +
		`"}},"statement":{"predicate":` + predicate + `}}}`
}

// These tests change PATH, so they do not run in parallel.
func TestCheckAttested(t *testing.T) {
	tests := []struct {
		name             string
		provenance, sbom string // what gh answers; empty for a failure
		err              string
	}{
		{"both", "[" + answer(commitA, "{}") + "]", "[" + answer(commitA, `{"name":"x"}`) + "]", ""},
		{"built twice from one commit", "[" + answer(commitA, "{}") + "," + answer(commitA, "{}") + "]", "[" + answer(commitA, `{"name":"x"}`) + "]", ""},
		{"no provenance", "", "[" + answer(commitA, "{}") + "]", "has no attestation of the kind https://slsa.dev/provenance/v1 that release.yml signed on main (exit status 1: no attestations found)"},
		{"no list of contents", "[" + answer(commitA, "{}") + "]", "", "has no attestation of the kind https://spdx.dev/Document/v2.3"},
		{"an empty answer", "[]", "[]", "has no attestation of the kind https://slsa.dev/provenance/v1"},
		{"of two commits", "[" + answer(commitA, "{}") + "," + answer(commitB, "{}") + "]", "[" + answer(commitA, "{}") + "]", "name no one commit"},
		{"of no commit", "[" + answer("", "{}") + "]", "[" + answer("", "{}") + "]", "name no one commit"},
		{"contents of another build", "[" + answer(commitA, "{}") + "]", "[" + answer(commitB, "{}") + "]", "and its list of contents from " + commitB},
		{"no JSON", "oops", "oops", "read the answer of gh attestation verify"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := fakeGH(t, tt.provenance, tt.sbom)
			var out strings.Builder
			list := filepath.Join(t.TempDir(), "sbom.json")
			err := run(&out, ".", []string{"attested", "-version", testImage.version, "-image", testImage.name, "-digest", testImage.digest, "-repo", "octo/x", "-sbom", list})
			wantError(t, err, tt.err)
			if tt.err != "" {
				if out.Len() > 0 {
					t.Errorf("printed %q in spite of the error", out.String())
				}
				return
			}
			if got, want := out.String(), commitA+"\n"; got != want {
				t.Errorf("printed %q, want %q", got, want)
			}
			if got, want := string(read(t, list)), `{"name":"x"}`; got != want {
				t.Errorf("list of contents %s, want %s", got, want)
			}
			for _, want := range []string{
				"attestation verify oci://" + testImage.name + "@" + testImage.digest,
				"--repo octo/x", "--signer-workflow octo/x/.github/workflows/release.yml",
				"--source-ref refs/heads/main", "--deny-self-hosted-runners",
			} {
				if got := string(read(t, asked)); strings.Count(got, want) != 2 {
					t.Errorf("gh was asked\n%swant %q in both", got, want)
				}
			}
		})
	}
}

// fakeGH puts a gh into PATH that answers as given, and gives the file in which
// it keeps what it was asked.
func fakeGH(t *testing.T, provenance, sbom string) string {
	t.Helper()
	dir := t.TempDir()
	asked := filepath.Join(dir, "asked")
	for name, content := range map[string]string{"provenance": provenance, "sbom": sbom} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script := `#!/bin/sh
echo "$*" >>"` + asked + `"
case "$*" in *slsa.dev*) answer=provenance ;; *) answer=sbom ;; esac
if [ ! -s "` + dir + `/$answer" ]; then echo "no attestations found" >&2; exit 1; fi
cat "` + dir + `/$answer"
`
	if err := os.WriteFile(filepath.Join(dir, "gh"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return asked
}
