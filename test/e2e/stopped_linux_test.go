package e2e

import (
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"start-synchronization-job/test/simulator"
)

// TestStoppedBeforeTheStart: a program that is stopped when its read has
// arrived, and goes on after its deadline with the answer at hand, sends no
// start. Which of its threads is first then, that of the timer or that of the
// answer, is not in anybody's hand: so it is stopped several times.
func TestStoppedBeforeTheStart(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			var stopped atomic.Bool
			for timeout := 4 * time.Second; !stopped.Load(); timeout *= 2 { // a slow machine comes as far with more of it
				s := Given(simulator.Config{HTTP1: i%2 == 0}).Set("timeout", timeout.String())
				s.stopAtRead(t, &stopped, timeout)
				r := Play(t, s)
				if r.Sim.Starts() != 0 || r.Outputs["result"] != "failed" || !strings.Contains(r.Log, "Nothing was started.") {
					t.Errorf("result %s after %d starts, want failed after none\n%s", r.Outputs["result"], r.Sim.Starts(), r.Log)
				}
			}
		})
	}
}

// stopAtRead stops the program when its read arrives, answers once its timeout
// has passed, and lets it go on when the answer is there.
func (s *Scenario) stopAtRead(t *testing.T, stopped *atomic.Bool, timeout time.Duration) {
	mark := fmt.Sprintf("TEST_MARK=%s %v", t.Name(), timeout)
	s.Env = []string{mark}
	var sim *simulator.Simulator
	s.Prepare = func(services *simulator.Simulator, _ map[string]string) { sim = services }
	s.OnRequest = func(q simulator.Request) {
		if q.Call != simulator.CallRead || !stopped.CompareAndSwap(false, true) {
			return
		}
		pid := processWith(mark)
		if pid == 0 { // it ended meanwhile; a signal to 0 would stop these tests
			stopped.Store(false)
			return
		}
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Error(err)
		}
		time.Sleep(timeout) // the deadline began to run before the read arrived
		go func() {
			for lastAnswer(sim, simulator.CallRead) == 0 {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(200 * time.Millisecond)
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}()
	}
}

func lastAnswer(sim *simulator.Simulator, call string) int {
	return Ran{Sim: sim}.LastStatus(call)
}
