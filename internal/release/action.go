package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

var (
	versionPattern = regexp.MustCompile(`^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
	namePattern    = regexp.MustCompile(`^[a-z0-9.-]+(/[a-z0-9._-]+)+$`)
	digestPattern  = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

	imageLine   = regexp.MustCompile(`(?m)^  image: .*$`)
	pinnedImage = regexp.MustCompile(`^  image: docker://([^:@]+):([^:@]+)@(.+)$`)
)

// reference names an image by version, for readers, and by digest, which is
// what a runner pulls.
type reference struct{ name, version, digest string }

func (r reference) check() error {
	switch {
	case !namePattern.MatchString(r.name):
		return fmt.Errorf("%q is not the name of an image such as ghcr.io/owner/start-synchronization-job, in lower case", r.name)
	case !versionPattern.MatchString(r.version):
		return fmt.Errorf("%q is not a version such as v1.2.3", r.version)
	case !digestPattern.MatchString(r.digest):
		return fmt.Errorf("%q is not a digest: sha256: and 64 hexadecimal digits", r.digest)
	}
	return nil
}

// pin gives action.yml with the image that it runs replaced.
func pin(action []byte, image reference) ([]byte, error) {
	if err := image.check(); err != nil {
		return nil, err
	}
	if n := len(imageLine.FindAll(action, -1)); n != 1 {
		return nil, fmt.Errorf("action.yml has %d lines that name an image instead of one", n)
	}
	line := fmt.Sprintf("  image: docker://%s:%s@%s", image.name, image.version, image.digest)
	return imageLine.ReplaceAllLiteral(action, []byte(line)), nil
}

// pinned reads the image that action.yml runs.
func pinned(action []byte) (reference, error) {
	lines := imageLine.FindAll(action, -1)
	if len(lines) != 1 {
		return reference{}, fmt.Errorf("action.yml has %d lines that name an image instead of one", len(lines))
	}
	m := pinnedImage.FindStringSubmatch(string(lines[0]))
	if m == nil {
		return reference{}, errors.New("action.yml names no image by digest: docker://NAME:VERSION@sha256:…")
	}
	image := reference{name: m[1], version: m[2], digest: m[3]}
	if err := image.check(); err != nil {
		return reference{}, fmt.Errorf("action.yml: %w", err)
	}
	return image, nil
}

func pinAction(dir string, image reference) error {
	path := filepath.Join(dir, "action.yml")
	action, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	action, err = pin(action, image)
	if err != nil {
		return err
	}
	return os.WriteFile(path, action, 0o644)
}
