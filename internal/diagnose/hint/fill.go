package hint

import (
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// Fill replaces the names of values in a text by the values, quoted. Names and
// values alternate.
func Fill(text string, values ...string) string {
	for i := 1; i < len(values); i += 2 {
		values[i] = untrusted.Quote(values[i])
	}
	return strings.NewReplacer(values...).Replace(text)
}

// Facts returns the named values that are not empty. Names and values
// alternate.
func Facts(pairs ...string) []failure.Fact {
	var all []failure.Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, failure.Fact{Name: pairs[i], Value: pairs[i+1]})
		}
	}
	return all
}
