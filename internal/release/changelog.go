package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// heading is that of a release in the form of https://keepachangelog.com/en/1.1.0/.
var heading = regexp.MustCompile(`(?m)^## \[([^\]]+)\](?: - (.*))?$`)

// notes gives what the changelog says about a version. The version has to be
// the newest one that the changelog has, below what is unreleased.
func notes(changelog, version string) (string, error) {
	want := strings.TrimPrefix(version, "v")
	headings := heading.FindAllStringSubmatchIndex(changelog, -1)
	for i, h := range headings {
		name := changelog[h[2]:h[3]]
		if name == "Unreleased" {
			continue
		}
		if name != want {
			return "", fmt.Errorf("the newest release in CHANGELOG.md is %s, not %s", name, want)
		}
		if h[4] < 0 {
			return "", fmt.Errorf("CHANGELOG.md gives %s no date", want)
		}
		if _, err := time.Parse(time.DateOnly, changelog[h[4]:h[5]]); err != nil {
			return "", fmt.Errorf("CHANGELOG.md dates %s %q instead of YYYY-MM-DD", want, changelog[h[4]:h[5]])
		}
		end := len(changelog)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		text := strings.TrimSpace(changelog[h[1]:end])
		if text == "" {
			return "", fmt.Errorf("CHANGELOG.md says nothing about %s", want)
		}
		return text + "\n", nil
	}
	return "", fmt.Errorf("CHANGELOG.md has no section for %s", want)
}

func printNotes(out io.Writer, dir, version string) error {
	changelog, err := os.ReadFile(filepath.Join(dir, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	text, err := notes(string(changelog), version)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}
