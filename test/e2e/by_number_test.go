package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"start-synchronization-job/internal/diagnose/signin"
	"start-synchronization-job/test/simulator"
)

// byNumber are the refusals of Entra's that differ by their number alone: all
// that have a row or a sentence of the simulator's, but for those that a
// scenario of their own brings about.
func byNumber() []int {
	numbers := simulator.Refusals()
	for _, row := range signin.Rows {
		numbers = append(numbers, row.AADSTS...)
	}
	slices.Sort(numbers)
	return slices.DeleteFunc(slices.Compact(numbers), func(number int) bool {
		_, own := signInRefusals()[fmt.Sprint(number)]
		return own
	})
}

// TestRefusalsByNumber drives them through the program. One golden file has them
// side by side: what all of them say, and then what each says besides.
func TestRefusalsByNumber(t *testing.T) {
	t.Parallel()
	numbers := byNumber()
	texts := make([]string, len(numbers))
	t.Run("numbers", func(t *testing.T) {
		for i, number := range numbers {
			t.Run(fmt.Sprint(number), func(t *testing.T) {
				t.Parallel()
				r := Play(t, Failing(simulator.CallToken, simulator.AADSTS(number, "")))
				if got := r.Outputs["result"]; got != "failed" || len(r.graphCalls()) != 0 {
					t.Errorf("result %q after %v, want failed before any request to Graph\n%s", got, r.graphCalls(), r.Log)
				}
				seen(t, fmt.Sprint(number), r.Summary)
				texts[i] = strings.ReplaceAll(r.text(), fmt.Sprint(number), "NUMBER")
			})
		}
	})
	if !t.Failed() {
		Compare(t, "entra/by-number", sideBySide(numbers, texts))
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
