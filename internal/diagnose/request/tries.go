package request

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// tries says what each attempt of a read got, where there were several.
func tries(err error) string {
	got := wire.Tries(nil, err)
	var answer *graph.Error
	if errors.As(err, &answer) {
		got = answer.Tries
	}
	n := len(got)
	switch {
	case n < 2:
		return ""
	case len(slices.Compact(slices.Clone(got))) == 1:
		return fmt.Sprintf(" All %d attempts to read the job got %s.", n, inWords(got[0]))
	}
	all := make([]string, n)
	for i, status := range got {
		all[i] = inWords(status)
	}
	return fmt.Sprintf(" The %d attempts to read the job got %s and %s.", n, strings.Join(all[:n-1], ", "), all[n-1])
}

func inWords(status int) string {
	if status == 0 {
		return "no usable answer"
	}
	return strconv.Itoa(status)
}
