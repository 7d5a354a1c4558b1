package main

import (
	"path/filepath"
	"testing"
)

const testChangelog = `# Changelog

## [Unreleased]

### Added

- Something to come.

## [1.2.3] - 2026-11-30

### Fixed

- A thing.

## [1.2.2] - 2026-11-01

- An older thing.
`

func TestNotes(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, changelog, version, want, err string }{
		{name: "the newest", changelog: testChangelog, version: "v1.2.3", want: "### Fixed\n\n- A thing.\n"},
		{name: "the last section", changelog: "## [1.0.0] - 2026-11-30\n\n- First.\n", version: "v1.0.0", want: "- First.\n"},
		{name: "an older one", changelog: testChangelog, version: "v1.2.2", err: "the newest release in CHANGELOG.md is 1.2.3, not 1.2.2"},
		{name: "one to come", changelog: testChangelog, version: "v1.3.0", err: "the newest release in CHANGELOG.md is 1.2.3, not 1.3.0"},
		{name: "nothing released", changelog: "## [Unreleased]\n\n- x\n", version: "v1.0.0", err: "CHANGELOG.md has no section for 1.0.0"},
		{name: "no date", changelog: "## [1.0.0]\n\n- x\n", version: "v1.0.0", err: "CHANGELOG.md gives 1.0.0 no date"},
		{name: "a wrong date", changelog: "## [1.0.0] - soon\n\n- x\n", version: "v1.0.0", err: `CHANGELOG.md dates 1.0.0 "soon" instead of YYYY-MM-DD`},
		{name: "an empty section", changelog: "## [1.0.0] - 2026-11-30\n\n## [0.9.0] - 2026-11-01\n\n- x\n", version: "v1.0.0", err: "CHANGELOG.md says nothing about 1.0.0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := notes(tt.changelog, tt.version)
			wantError(t, err, tt.err)
			if got != tt.want {
				t.Errorf("notes(%s) = %q, want %q", tt.version, got, tt.want)
			}
		})
	}
}

func TestChangelogHasRoomForTheNextRelease(t *testing.T) {
	t.Parallel()
	first := heading.FindSubmatch(read(t, filepath.Join(root, "CHANGELOG.md")))
	if first == nil || string(first[1]) != "Unreleased" {
		t.Errorf("CHANGELOG.md starts with %q, want [Unreleased]", first)
	}
}
