package runner

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseOutputs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want map[string]string
	}{
		{"", map[string]string{}},
		{"a=1\n\nb=x=y<<z\n", map[string]string{"a": "1", "b": "x=y<<z"}},
		{"a=1\na=2", map[string]string{"a": "2"}},
		{"a<<E\n1\n\n2\nE\nb=\n", map[string]string{"a": "1\n\n2", "b": ""}},
		{"a<<E\nE", map[string]string{"a": ""}},
		{"a<<E=F\nx\nE=F\n", map[string]string{"a": "x"}},
		{"a<<E\nx", nil},
		{"a<<\nx\n", nil},
		{"=x", nil},
		{"<<E\nx\nE", nil},
		{"plain", nil},
	}
	for _, test := range tests {
		got, err := parseOutputs(test.text)
		if diff := cmp.Diff(test.want, got); diff != "" || (err == nil) != (test.want != nil) {
			t.Errorf("%q: %v (-want +got):\n%s", test.text, err, diff)
		}
	}
}

func TestSplitArguments(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"": nil, "  ": nil, "--version": {"--version"}, `a  "b c" d`: {"a", "b c", "d"}, `""`: {""},
	} {
		if diff := cmp.Diff(want, splitArguments(line)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}
