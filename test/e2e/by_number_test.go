package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/test/simulator"
)

// numbers are the refusals of Entra's that differ by their number alone.
var numbers = []int{
	7002381, 700236, 700223, 700238, 500021, 500022, 7000229, 500011, 1002012, 700024, 50027, 700027, 900384, 90061, 501661, 7000112, 53003,
	50033, 90006, 90012, 90024, 90033, 90055, 90090, 50196, 900023, 90038, 900382,
}

// TestRefusalsByNumber drives them through the program. One golden file has them
// side by side: what all of them say, and then what each says besides.
func TestRefusalsByNumber(t *testing.T) {
	t.Parallel()
	texts := make([]string, len(numbers))
	t.Run("numbers", func(t *testing.T) {
		for i, number := range numbers {
			t.Run(fmt.Sprint(number), func(t *testing.T) {
				t.Parallel()
				r := play(t, failing(simulator.CallToken, simulator.AADSTS(number, "")))
				if got := r.Outputs["result"]; got != "failed" || len(r.graphCalls()) != 0 {
					t.Errorf("result %q after %v, want failed before any request to Graph\n%s", got, r.graphCalls(), r.Log)
				}
				seen(t, fmt.Sprint(number), r.Summary)
				texts[i] = strings.ReplaceAll(r.text(), fmt.Sprint(number), "NUMBER")
			})
		}
	})
	if !t.Failed() {
		compare(t, "entra/by-number", sideBySide(numbers, texts))
	}
}

// sideBySide gives the lines that all texts have, in their order, and then what
// is left of each text: no line of any is lost.
func sideBySide(numbers []int, texts []string) string {
	common := strings.SplitAfter(texts[0], "\n")
	for _, text := range texts[1:] {
		common = shared(common, strings.SplitAfter(text, "\n"))
	}
	out := section("all of them", strings.Join(common, ""))
	for i, text := range texts {
		left, next := "", 0
		for line := range strings.Lines(text) {
			if next < len(common) && line == common[next] {
				next++
			} else {
				left += line
			}
		}
		out += section(fmt.Sprint(numbers[i]), left)
	}
	return out
}

// shared is the longest list of lines that both have, in their order.
func shared(a, b []string) []string {
	best := make([][]string, len(b)+1) // of what was seen of a, and each beginning of b
	for _, line := range a {
		next := make([][]string, len(b)+1)
		for j, other := range b {
			switch {
			case line == other:
				next[j+1] = append(slices.Clone(best[j]), line)
			case len(next[j]) > len(best[j+1]):
				next[j+1] = next[j]
			default:
				next[j+1] = best[j+1]
			}
		}
		best = next
	}
	return best[len(b)]
}

// TestSideBySide: what all have comes once, what one has besides is its own.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	got := sideBySide([]int{1, 2}, []string{"a\nx\nb\n", "a\nb\ny\nb\n"})
	if want := "-- all of them --\na\nb\n-- 1 --\nx\n-- 2 --\ny\nb\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
