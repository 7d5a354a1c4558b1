package main

import (
	"fmt"
	"io"
	"strings"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// print shows what a run left behind, in the order in which a person meets it.
func print(out io.Writer, result runner.Result, sim *simulator.Simulator) {
	view := runner.Render(result.Log)
	section(out, "Log, as GitHub shows it", view.Text)
	var annotations strings.Builder
	for _, a := range view.Annotations {
		fmt.Fprintf(&annotations, "[%s] %s\n%s\n", a.Level, a.Title, a.Message)
	}
	section(out, "Annotations", annotations.String())
	section(out, "Outputs", outputs(result))
	section(out, "Job summary", result.Summary)
	section(out, "What the services saw", fmt.Sprintf("starts: %d\nrequests: %s\nconnections: %d\nexit code: %d, after %d ms\n",
		sim.Starts(), strings.Join(sim.Calls(), ", "), sim.Connections(), result.ExitCode, result.Duration.Milliseconds()))
}

func section(out io.Writer, title, text string) {
	if strings.TrimSpace(text) == "" {
		text = "(none)"
	}
	fmt.Fprintf(out, "\n── %s %s\n%s\n", title, strings.Repeat("─", max(0, 76-len(title))), strings.TrimRight(text, "\n"))
}

// outputs lists the outputs in the order in which they were written.
func outputs(result runner.Result) string {
	var list strings.Builder
	seen := map[string]bool{}
	for line := range strings.Lines(result.RawOutputs) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), "<<")
		name, _, _ = strings.Cut(name, "=")
		if value, ok := result.Outputs[name]; ok && !seen[name] {
			seen[name] = true
			fmt.Fprintf(&list, "%-18s %s\n", name, value)
		}
	}
	return list.String()
}
