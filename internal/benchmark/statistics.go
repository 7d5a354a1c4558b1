package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// median is the middle of a list that is not empty, of an even number the lower one of the two in the middle.
func median[T cmp.Ordered](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}

// slope is the slope of the straight line that fits y over x best, by least squares. It is NaN for a single point.
func slope(x, y []time.Duration) float64 {
	meanX, meanY := mean(x), mean(y)
	var above, below float64
	for i := range x {
		dx := x[i].Seconds() - meanX
		above += dx * (y[i].Seconds() - meanY)
		below += dx * dx
	}
	if below == 0 {
		return math.NaN()
	}
	return above / below
}

func mean(list []time.Duration) float64 {
	var sum float64
	for _, d := range list {
		sum += d.Seconds()
	}
	return sum / float64(len(list))
}
