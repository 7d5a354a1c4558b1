package runner

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRender(t *testing.T) {
	t.Parallel()
	log := "before secret\n" +
		"::add-mask::secret\n" +
		"a secret line\n" +
		"  ::error title=50%25%3A secret,file=x::first%0Asecond %250A %3A\n" +
		"::unknown::text\n" +
		"text ##[warning title=a%3Bb]old\n" +
		"::debug::hidden\n" +
		"not ::error::here\n"
	want := View{
		Text: "before secret\na *** line\nError: first\nsecond %0A %3A\n::unknown::text\nWarning: old\nnot ::error::here\n",
		Annotations: []Annotation{
			{"error", "50%: ***", "first\nsecond %0A %3A"}, {"warning", "a;b", "old"},
		},
	}
	got := Render(log)
	var names []string
	for _, c := range got.Commands {
		names = append(names, c.Name)
	}
	got.Commands = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"add-mask", "error", "warning", "debug"}, names); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}
