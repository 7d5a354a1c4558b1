package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// print shows the table, what its rows are, and how the others compare with the action, which comes first.
func (o options) print(out io.Writer, results []result, ready time.Duration) {
	columns := []string{""}
	for _, latency := range o.latencies {
		columns = append(columns, fmt.Sprintf("wall time at %d ms", latency.Milliseconds()))
	}
	columns = append(columns, "round trips in series", "requests", "connections", "CPU time", "peak memory", "size on disk")
	fmt.Fprintln(out, row(columns))
	fmt.Fprintln(out, "|---|"+strings.Repeat("---:|", len(columns)-1))
	for _, r := range results {
		fmt.Fprintln(out, row(r.cells(len(columns))))
	}
	fmt.Fprintln(out)
	for _, r := range results {
		fmt.Fprintf(out, "- **%s**: %s.\n", r.name, r.what)
	}
	fmt.Fprintf(out, "\nCPU time of a run of %s that the proxy refuses every connection, from exec to exit: %s.\n",
		results[0].name, milliseconds(ready))
	for _, r := range results[1:] {
		if r.missing == "" {
			fmt.Fprintln(out, o.compare(r, results[0]))
		}
	}
}

// cells are the columns of a result.
func (r result) cells(columns int) []string {
	if r.missing != "" {
		return append([]string{r.name, r.missing}, make([]string, columns-2)...)
	}
	cells := []string{r.name}
	for _, wall := range r.wall {
		cells = append(cells, milliseconds(wall))
	}
	trips, size := "–", "–"
	if !math.IsNaN(r.trips) {
		trips = fmt.Sprintf("%.2f", r.trips)
	}
	if r.size > 0 {
		size = mebibytes(r.size)
	}
	return append(cells, trips, fmt.Sprint(r.requests), fmt.Sprint(r.connections), milliseconds(r.cpu), mebibytes(r.memory), size)
}

// compare says how many times as much of everything a contender takes.
func (o options) compare(r, action result) string {
	var parts []string
	add := func(what string, more, less float64) {
		if less > 0 && more > 0 {
			parts = append(parts, fmt.Sprintf("%.1f × the %s", more/less, what))
		}
	}
	for i, latency := range o.latencies {
		add(fmt.Sprintf("wall time at %d ms", latency.Milliseconds()), r.wall[i].Seconds(), action.wall[i].Seconds())
	}
	add("round trips in series", r.trips, action.trips)
	add("CPU time", r.cpu.Seconds(), action.cpu.Seconds())
	add("peak memory", float64(r.memory), float64(action.memory))
	add("size on disk", float64(r.size), float64(action.size))
	return r.name + " takes " + strings.Join(parts, ", ") + " of " + action.name + "."
}

func row(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

func milliseconds(d time.Duration) string {
	ms := d.Seconds() * 1000
	if ms < 100 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
