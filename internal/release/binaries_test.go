package main

import (
	"bytes"
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// Whoever builds the same sources with the same Go gets the same bytes, wherever
// they stand: that is what lets a release compare its image with a second build.
func TestBuildsComeOutIdentical(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program twice")
	}
	var binaries [2][]byte
	for i := range binaries {
		dir := filepath.Join(t.TempDir(), strings.Repeat("deeper/", i), "sources")
		copySources(t, dir)
		output := filepath.Join(t.TempDir(), program)
		if err := build(dir, output, platform{"linux", "amd64"}, "local", "v1.2.3", "0123456789abcdef0123456789abcdef01234567"); err != nil {
			t.Fatal(err)
		}
		binaries[i] = read(t, output)
		checkBinary(t, output, binaries[i], dir)
	}
	if !bytes.Equal(binaries[0], binaries[1]) {
		t.Error("two builds of the same sources differ")
	}
}

func checkBinary(t *testing.T, path string, content []byte, dir string) {
	t.Helper()
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range info.Settings {
		if s.Key == "CGO_ENABLED" && s.Value != "0" || strings.HasPrefix(s.Key, "vcs") {
			t.Errorf("built with %s=%s", s.Key, s.Value)
		}
	}
	if bytes.Contains(content, []byte(dir)) {
		t.Errorf("the binary holds the directory that it was built in, %s", dir)
	}
	for _, stamp := range []string{"v1.2.3", "0123456789abcdef0123456789abcdef01234567"} {
		if !bytes.Contains(content, []byte(stamp)) {
			t.Errorf("the binary does not hold %q", stamp)
		}
	}
}

// copySources copies what the program is built from.
func copySources(t *testing.T, dir string) {
	t.Helper()
	for _, path := range []string{"go.mod", "go.sum", "main.go", "internal"} {
		from := filepath.Join(root, path)
		to := filepath.Join(dir, path)
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			err = os.CopyFS(to, os.DirFS(from))
		} else if err = os.MkdirAll(dir, 0o755); err == nil {
			err = os.WriteFile(to, read(t, from), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDockerfileBuildsAsTheReleaseDoes(t *testing.T) {
	t.Parallel()
	dockerfile := read(t, filepath.Join(root, "Dockerfile"))
	for _, want := range []string{
		"CGO_ENABLED=0 ",
		"go build -trimpath -buildvcs=false ",
		`-ldflags "` + stamps("$VERSION", "$COMMIT") + `"`,
	} {
		// A continued line is one line.
		oneLine := strings.Join(strings.Fields(strings.ReplaceAll(string(dockerfile), "\\\n", " ")), " ")
		if !strings.Contains(oneLine, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	if got, err := toolchain(dockerfile); err != nil || !strings.HasPrefix(got, "go1.") {
		t.Errorf("toolchain of the Dockerfile = %q, %v", got, err)
	}
	if _, err := toolchain([]byte("FROM golang:1.26-alpine AS build\n")); err == nil {
		t.Error("a base without version and digest was accepted")
	}
}

// .dockerignore lets the sources in by name; a package that it leaves out would
// break the build of the image alone.
func TestDockerignoreLetsInWhatTheProgramNeeds(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	for line := range strings.Lines(string(read(t, filepath.Join(root, ".dockerignore")))) {
		left[strings.TrimSpace(line)] = true
	}
	cmd := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}}", ".")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if dir, ok := strings.CutPrefix(path, program+"/"); ok && left[dir] {
			t.Errorf(".dockerignore leaves %s out, which the program imports", dir)
		}
	}
}
