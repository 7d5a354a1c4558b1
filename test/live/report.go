package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// describe says which tenant this was, as far as it matters.
func (w *world) describe(out io.Writer) {
	fmt.Fprintf(out, "\nThe simulator, held against a tenant of the cloud %s.\n", w.in.Cloud.Name)
	if w.token != "" {
		fmt.Fprintf(out, "Permissions of the token: %s.\n", permissions(w.claims.Permissions()))
	}
	fmt.Fprintln(out)
}

// compare reports one fact: what the simulator does, and what was seen.
func compare(out io.Writer, name string, does, seen found) {
	switch {
	case seen.notAsked != "":
		fmt.Fprintf(out, "not asked  %s: %s\n", name, seen.notAsked)
	case seen.notSeen != "":
		fmt.Fprintf(out, "not seen   %s: %s\n", name, seen.notSeen)
	case maps.Equal(does.reading, seen.reading):
		fmt.Fprintf(out, "same       %s\n", name)
	default:
		fmt.Fprintf(out, "differs    %s\n", name)
	}
	both := maps.Clone(does.reading)
	if both == nil {
		both = reading{}
	}
	maps.Copy(both, seen.reading)
	for _, aspect := range slices.Sorted(maps.Keys(both)) {
		one, other := said(does.reading, aspect), said(seen.reading, aspect)
		switch {
		case seen.reading == nil:
			fmt.Fprintf(out, "             %s: the simulator has %s\n", aspect, one)
		case one == other:
			fmt.Fprintf(out, "             %s: %s\n", aspect, one)
		default:
			fmt.Fprintf(out, "           * %s\n               simulator: %s\n               seen:      %s\n", aspect, one, other)
		}
	}
}

func said(r reading, aspect string) string {
	value, ok := r[aspect]
	switch {
	case !ok:
		return "(absent)"
	case value == "":
		return "(empty)"
	}
	return value
}
