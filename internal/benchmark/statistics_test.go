package main

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ms = time.Millisecond

func TestMedian(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		list []int
		want int
	}{
		"one":                {[]int{4}, 4},
		"odd":                {[]int{9, 1, 5}, 5},
		"even, the lower":    {[]int{4, 1, 3, 2}, 2},
		"one run went wrong": {[]int{7, 7, 7, 9000, 7}, 7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := median(tt.list); got != tt.want {
				t.Errorf("median(%v) = %d, want %d", tt.list, got, tt.want)
			}
		})
	}
}

func TestSlope(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		x, y []time.Duration
		want float64
	}{
		"seven round trips":         {[]time.Duration{0, 20 * ms, 100 * ms}, []time.Duration{30 * ms, 170 * ms, 730 * ms}, 7},
		"in any order":              {[]time.Duration{100 * ms, 0, 20 * ms}, []time.Duration{730 * ms, 30 * ms, 170 * ms}, 7},
		"no round trip":             {[]time.Duration{0, 20 * ms}, []time.Duration{30 * ms, 30 * ms}, 0},
		"faster by chance":          {[]time.Duration{0, 100 * ms}, []time.Duration{60 * ms, 50 * ms}, -0.1},
		"the best line of a spread": {[]time.Duration{0, 10 * ms, 20 * ms}, []time.Duration{0, 40 * ms, 20 * ms}, 1},
		"one latency":               {[]time.Duration{20 * ms}, []time.Duration{170 * ms}, math.NaN()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := slope(tt.x, tt.y)
			if math.IsNaN(got) != math.IsNaN(tt.want) || math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("slope = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSummarize(t *testing.T) {
	t.Parallel()
	samples := [][]sample{
		{{30 * ms, 9 * ms, 12, 6, 3}, {31 * ms, 8 * ms, 15, 6, 3}, {99 * ms, 7 * ms, 11, 6, 3}},
		{{190 * ms, 6 * ms, 10, 6, 3}, {170 * ms, 5 * ms, 10, 8, 3}, {192 * ms, 4 * ms, 10, 6, 4}},
	}
	got := summarize(contender{}, []time.Duration{0, 20 * ms}, samples)
	want := result{wall: []time.Duration{31 * ms, 190 * ms}, trips: 7, cpu: 6 * ms, memory: 15, requests: 6, connections: 3}
	same := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{}, contender{}), same); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := summarize(contender{missing: "not here"}, []time.Duration{0}, make([][]sample, 1)); got.wall != nil {
		t.Errorf("a contender that is missing has wall times %v", got.wall)
	}
}
