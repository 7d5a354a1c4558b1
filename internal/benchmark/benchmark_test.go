package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	update = flag.Bool("update", false, "write the golden files instead of comparing with them")

	// built are the action, sequential and an azure-cli that is not there.
	built []contender
)

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "benchmark-test-")
	if err == nil {
		built, err = contenders(context.Background(), dir, "no-such-azure-cli")
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestBench is the whole benchmark, with one run. It looks at what is counted, not at times.
func TestBench(t *testing.T) {
	t.Parallel()
	o := options{runs: 1, latencies: []time.Duration{0, 20 * time.Millisecond}}
	var out bytes.Buffer
	if err := o.bench(t.Context(), built, &out); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(out.String()) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) > 1 {
			rows[strings.TrimPrefix(cells[0], "| ")] = cells
		}
	}
	for name, want := range map[string][]string{"this action": {"6", "3"}, "one after another": {"7", "3"}} {
		cells := rows[name]
		if len(cells) != 9 {
			t.Fatalf("row of %s has %d cells:\n%s", name, len(cells), out.String())
		}
		if diff := cmp.Diff(want, cells[4:6]); diff != "" {
			t.Errorf("requests and connections of %s (-want +got):\n%s", name, diff)
		}
	}
	if got := strings.Join(rows["azure-cli"], " "); !strings.Contains(got, "no-such-azure-cli is not installed here (`apt-get install azure-cli`)") {
		t.Errorf("row of azure-cli: %q", got)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args string
		want options // the zero value: refused
	}{
		"defaults":          {"", options{7, []time.Duration{0, 20 * ms, 100 * ms}, "az"}},
		"all":               {"-runs 9 -latency 5ms,1s -az /opt/az", options{9, []time.Duration{5 * ms, 1000 * ms}, "/opt/az"}},
		"no runs":           {"-runs 0", options{}},
		"negative latency":  {"-latency -1ms", options{}},
		"latency twice":     {"-latency 20ms,0,20ms", options{}},
		"latency, no unit":  {"-latency 20", options{}},
		"argument, no flag": {"20ms", options{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(strings.Fields(tt.args), io.Discard)
			if (err != nil) != (tt.want.runs == 0) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(options{})); err == nil && diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	o := options{latencies: []time.Duration{0, 20 * ms}}
	results := []result{
		{contender: contender{name: "this action", what: "the one", size: 8 << 20}, wall: []time.Duration{25 * ms, 165 * ms}, trips: 7,
			cpu: 20 * ms, memory: 14 << 20, requests: 6, connections: 3},
		{contender: contender{name: "another", what: "of unknown size"}, wall: []time.Duration{50 * ms, 660 * ms}, trips: 14,
			cpu: 30 * ms, memory: 28 << 20, requests: 7, connections: 3},
		{contender: contender{name: "third", what: "measured at one latency", size: 12 << 20}, wall: []time.Duration{50 * ms, 660 * ms},
			trips: math.NaN(), cpu: 1999 * ms, memory: 7 << 20, requests: 17, connections: 5},
		{contender: contender{name: "absent", what: "not there", missing: "not measured"}},
	}
	var out bytes.Buffer
	o.print(&out, results, 4900*time.Microsecond)
	golden := filepath.Join("testdata", "table.md")
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestInstalled(t *testing.T) {
	t.Parallel()
	version, size, err := installed("ii  17 azure-cli 2.45.0-1\nun    python3-azure-nothing \nrc  900 python3-azure-removed 1.0\nii  543 python3-azure 2023-1\n")
	if version != "2.45.0-1" || size != 560<<10 || err != nil {
		t.Errorf("version %q, %d bytes, error %v; want 2.45.0-1, %d, none", version, size, err, 560<<10)
	}
	if version, size, err := installed(""); version != "" || size != 0 || err != nil {
		t.Errorf("no packages: version %q, %d bytes, error %v", version, size, err)
	}
	if _, _, err := installed("ii  many azure-cli 1\n"); err == nil {
		t.Error("a size that is no number is taken")
	}
}
