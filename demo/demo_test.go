package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "demo-test-")
	if err == nil {
		program, err = runner.Build(context.Background(), dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args string
		want []string
	}{
		{"", []string{"As expected: started.", "starts: 1\n", "exit code: 0", "client-request-id  ", "Paused", "cloud global"}},
		{"-state quarantine -cloud china", []string{"As expected: started.", "microsoftonline.cn"}},
		{"-state active", []string{"As expected: already-active.", "starts: 0\n"}},
		{"-state too-many-deletes", []string{"As expected: failed.", "starts: 0\n", "[error]"}},
		{"-state too-many-deletes -allow-too-many-deletes", []string{"As expected: started."}},
		{"-state new -dry-run", []string{"As expected: would-start.", "starts: 0\n"}},
		{"-state not-configured", []string{"As expected: started.", "[warning]"}},
		{"-state unheard-of", []string{"As expected: failed.", "Hibernating"}},
		{"-fault start-lost", []string{"As expected: started.", "starts: 1\n", "[warning]"}},
		{"-fault start-dropped", []string{"As expected: unknown.", "starts: 1\n", "exit code: 1"}},
		{"-fault stream-refused", []string{"As expected: unknown.", "starts: 1\n"}},
		{"-fault unknown-error", []string{"As expected: failed.", "starts: 0\n"}},
		{"-fault wrong-subject -access-token", []string{"As expected: started.", "requests: read, start, read-back"}},
		{"-fault hang -timeout 8s", []string{"As expected: unknown.", "starts: 1\n"}},
		{"-state active -fault start-lost", []string{"As expected: already-active."}},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			s, err := parse(strings.Fields(test.args), &out)
			if err == nil {
				err = s.show(t.Context(), program, &out)
			}
			if err != nil {
				t.Errorf("%v\n%s", err, out.String())
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("output lacks %q:\n%s", want, out.String())
				}
			}
			if strings.Contains(out.String(), "add-mask") || strings.Contains(out.String(), "eyJ") {
				t.Errorf("output shows a token:\n%s", out.String())
			}
		})
	}
}

// One clock: what the services date and what the program dates is of one day.
func TestOneClock(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s, err := parse([]string{"-fault", "conflict"}, &out)
	if err == nil {
		err = s.show(t.Context(), program, &out)
	}
	if err != nil || strings.Contains(out.String(), simulator.Epoch.Format("2006-01-02")) || strings.Contains(out.String(), "03 Aug 2026") {
		t.Errorf("%v, and the simulator's own time in\n%s", err, out.String())
	}
}

// A Box job has no quarantine of another application.
func TestOneApplication(t *testing.T) {
	t.Parallel()
	for _, state := range simulator.States() {
		if strings.Contains(string(state.Job), "Box") && strings.Contains(string(state.Job), "Salesforce") {
			t.Errorf("%s is a job of two applications", state.Name)
		}
	}
}

// A run that goes otherwise than promised fails the demo.
func TestSurprise(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s, err := parse(nil, &out)
	if err != nil {
		t.Fatal(err)
	}
	s.config.NotOwner = true
	if err := s.show(t.Context(), program, &out); err == nil || !strings.Contains(err.Error(), `result "failed"`) {
		t.Errorf("error %v", err)
	}
}

// The command itself, from its flags on.
func TestCommand(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if code := run(t.Context(), nil, &out); code != 0 {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	for args, want := range map[string]string{
		"-state foo": "quarantine, too-many-deletes", "-fault foo": "start-lost, start-dropped", "-cloud foo": "global, usgov-l4",
		"-nope": "-nope", "quarantine": "quarantine", "-state paused start": "start",
	} {
		out.Reset()
		if code := run(t.Context(), strings.Fields(args), &out); code != 1 || !strings.Contains(out.String(), want) {
			t.Errorf("%q: exit code %d; want 1, and %q in\n%s", args, code, want, out.String())
		}
	}
	out.Reset()
	if code := run(t.Context(), []string{"-h"}, &out); code != 0 {
		t.Errorf("-h: exit code %d", code)
	}
	for _, state := range simulator.States() {
		if !strings.Contains(out.String(), "  "+state.Name+" ") {
			t.Errorf("-h lacks state %s", state.Name)
		}
	}
	for _, fault := range simulator.Faults() {
		if !strings.Contains(out.String(), "  "+fault.Name+" ") {
			t.Errorf("-h lacks fault %s", fault.Name)
		}
	}
}
