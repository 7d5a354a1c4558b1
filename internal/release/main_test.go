package main

import (
	"errors"
	"strings"
	"testing"
)

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		want string
	}{
		{nil, "no such command"},
		{[]string{"publish", "-version", "v1.2.3"}, "no such command"},
		{[]string{"notes"}, `"" is not a version such as v1.2.3`},
		{[]string{"notes", "-version", "1.2.3"}, `"1.2.3" is not a version`},
		{[]string{"notes", "-version", "v1.2"}, `"v1.2" is not a version`},
		{[]string{"notes", "-version", "v01.2.3"}, `"v01.2.3" is not a version`},
		{[]string{"check", "-version", "v1.2.3\nx"}, "is not a version"},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			wantError(t, run(&out, t.TempDir(), tt.args), tt.want)
			if out.Len() > 0 {
				t.Errorf("run printed %q", out.String())
			}
		})
	}
}

func TestAnnotated(t *testing.T) {
	t.Parallel()
	err := errors.New("the tag is v1.2.3")
	if got, want := annotated(err, true), "::error title=The release stops::the tag is v1.2.3"; got != want {
		t.Errorf("on GitHub: got %q, want %q", got, want)
	}
	if got, want := annotated(err, false), "The release stops: the tag is v1.2.3"; got != want {
		t.Errorf("elsewhere: got %q, want %q", got, want)
	}
}
