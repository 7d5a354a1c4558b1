package faults

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// TestSignals: within 3 s an exit, with outputs and summary written.
func TestSignals(t *testing.T) {
	t.Parallel()
	hang := simulator.Hang()
	for name, tt := range map[string]struct {
		call   string
		signal os.Signal
		fault  simulator.Fault
		want   string
	}{
		"oidc":                           {simulator.CallOIDC, os.Interrupt, hang, "failed"},
		"token":                          {simulator.CallToken, syscall.SIGTERM, hang, "failed"},
		"read":                           {simulator.CallRead, os.Interrupt, hang, "failed"},
		"start dropped":                  {simulator.CallStart, os.Interrupt, hang, "unknown"},
		"start applied":                  {simulator.CallStart, syscall.SIGTERM, hang.Acted(), "started"},
		"look-up":                        {simulator.CallLookupApp, os.Interrupt, hang, "failed"},
		"read-back":                      {simulator.CallReadBack, os.Interrupt, hang, "started"},
		"read, terminal closed":          {simulator.CallRead, syscall.SIGHUP, hang, "failed"},
		"start dropped, terminal closed": {simulator.CallStart, syscall.SIGHUP, hang, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := e2e.Failing(tt.call, tt.fault)
			if tt.call == simulator.CallLookupApp { // after a refused read
				s = s.Set("service-principal-id", simulator.AppID)
			}
			s.Signal = map[string]os.Signal{tt.call: tt.signal}
			began := time.Now()
			r := e2e.Play(t, s.Racing())
			want := tt.want
			if tt.call == simulator.CallStart && r.LastStatus(simulator.CallReadBack) == 0 {
				want = "unknown" // the seconds after a signal were not enough to look again
			}
			if got := r.Outputs["result"]; got != want {
				t.Errorf("result %s, want %s\n%s", got, want, r.Log)
			}
			var arrived time.Time
			for _, q := range r.Sim.Requests() {
				if q.Call == tt.call {
					arrived = q.Time
				}
			}
			if took := began.Add(r.Duration).Sub(arrived); took > 3*time.Second && took > 3*time.Second+e2e.Crowd(t) {
				t.Errorf("%v from the signal to the exit, want at most 3 s", took)
			}
		})
	}
}

// TestStormOfSignals: signals up to the last moment of a run kill nothing that
// has something to say. They begin with the first line of the log, since what
// comes before main is in no program's hand.
func TestStormOfSignals(t *testing.T) {
	t.Parallel()
	for i := range 60 {
		output := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := os.WriteFile(output, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), e2e.Program)
		run.Env = []string{"GITHUB_ACTIONS=true", "GITHUB_OUTPUT=" + output}
		log, err := run.StdoutPipe()
		if err == nil {
			err = run.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(log)
		lines.Scan()
		ended := make(chan bool)
		var storm sync.WaitGroup
		storm.Go(func() {
			for run.Process.Signal(syscall.SIGTERM) == nil {
				select {
				case <-ended:
					return
				default:
				}
			}
		})
		last := ""
		for lines.Scan() {
			last = lines.Text()
		}
		_ = run.Wait()
		close(ended)
		storm.Wait()
		outputs, _ := os.ReadFile(output)
		if run.ProcessState.ExitCode() != 1 || last != "Result: failed" || !strings.Contains(string(outputs), "failed") {
			t.Fatalf("run %d: %v, last line %q, outputs %q", i, run.ProcessState, last, outputs)
		}
	}
}

// TestTimeout: it bounds the whole run, a slow sign-in included, and the further
// reads of a run that fails take only a little of it.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		e2e.Scenario
		most time.Duration
	}{
		"a slow sign-in":   {e2e.Failing(simulator.CallOIDC, simulator.Slow(4*time.Second)).Failing(simulator.CallRead, simulator.Hang()).Set("timeout", "10s"), 13 * time.Second},
		"a silent look-up": {e2e.Scenario{}.Failing(simulator.CallLookupApp, simulator.Hang()).Set("service-principal-id", simulator.AppID), 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := e2e.Play(t, tt.Scenario); r.Outputs["result"] != "failed" || !r.Within(t, tt.most) {
				t.Errorf("result %s after %v, want failed within %v\n%s", r.Outputs["result"], r.Duration, tt.most, r.Log)
			}
		})
	}
}
