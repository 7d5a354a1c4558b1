package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

const program = "start-synchronization-job"

// platforms are those of GitHub's runners.
var platforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

type platform struct{ os, arch string }

func (p platform) file() string {
	name := strings.Join([]string{program, p.os, p.arch}, "-")
	if p.os == "windows" {
		name += ".exe"
	}
	return name
}

var baseLine = regexp.MustCompile(`(?m)^FROM .*\bgolang:(\d+\.\d+\.\d+)-alpine@sha256:[0-9a-f]{64} AS build$`)

// toolchain reads the version of Go in the Dockerfile, which is the one place
// that says it, as GOTOOLCHAIN has it: go1.26.9.
func toolchain(dockerfile []byte) (string, error) {
	m := baseLine.FindSubmatch(dockerfile)
	if m == nil {
		return "", errors.New("the Dockerfile names no golang image by version and digest")
	}
	return "go" + string(m[1]), nil
}

// stamps are the linker's flags: no symbols, and what the program calls itself.
func stamps(version, commit string) string {
	return fmt.Sprintf("-s -w -X main.version=%s -X main.commit=%s", version, commit)
}

// build makes the program in dir as the Dockerfile does, so that both come out
// the same byte for byte.
func build(dir, output string, p platform, toolchain, version, commit string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", stamps(version, commit), "-o", output, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOTOOLCHAIN="+toolchain, "GOOS="+p.os, "GOARCH="+p.arch)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build for %s/%s: %w: %s", p.os, p.arch, err, out)
	}
	return nil
}

// buildBinaries builds the program for every platform into dist, with a file of
// checksums as sha256sum reads it.
func buildBinaries(dir, dist, version, commit string) error {
	dockerfile, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		return err
	}
	goVersion, err := toolchain(dockerfile)
	if err != nil {
		return err
	}
	dist, err = filepath.Abs(dist)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms {
		path := filepath.Join(dist, p.file())
		if err := build(dir, path, p, goVersion, version, commit); err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), p.file())
	}
	return os.WriteFile(filepath.Join(dist, "SHA256SUMS"), []byte(sums.String()), 0o644)
}
