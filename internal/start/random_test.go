package start

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"start-synchronization-job/internal/graph"
)

// TestAtMostOneStart runs thousands of worlds in which anything may go wrong at
// any call, and holds every run against what really happened.
func TestAtMostOneStart(t *testing.T) {
	t.Parallel()
	const runs = 5000
	for seed := range uint64(runs) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			w := randomWorld(random)
			before := Gate(w.job)
			was := w.job.Schedule.State
			guarded := strings.Contains(strings.ToLower(w.job.QuarantineReason()), "toomanydeletes")
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			deadline := time.Now().Add(time.Duration(random.IntN(60)) * time.Second)
			end := deadline.Add(grace)
			if random.IntN(4) == 0 {
				signal := time.Duration(random.IntN(90)) * time.Second
				time.AfterFunc(signal, interrupt)
				if last := time.Now().Add(signal + 3*time.Second); last.Before(end) {
					end = last
				}
			}
			options := Options{DryRun: random.IntN(8) == 0, AllowTooManyDeletes: random.IntN(2) == 0, Deadline: deadline}
			out := Run(ctx, w, options)
			hold := func(ok bool, promise string) {
				if !ok {
					t.Errorf("seed %d: %s: result %s, gate %v, %+v", seed, promise, out.Result, before, w)
				}
			}
			hold(w.starts <= 1, "never two starts")
			hold(w.starts == 0 || before == Allow || before == TooManyDeletes && options.AllowTooManyDeletes, "a start only through the gate")
			hold(w.starts == 0 || !guarded || options.AllowTooManyDeletes, "the guard stands above every state")
			hold(!time.Now().After(end), "an end within 10 s of the deadline and 3 s of a signal")
			hold(!options.DryRun || w.starts == 0, "a dry run starts nothing")
			evidence := out.After != nil && (Gate(out.After) == Scheduled || was != "" && was != "Active" && out.After.Schedule.State == "Active")
			hold(out.Result != Started || w.acks == 1 || evidence, "started only with a 204 or evidence")
			hold(out.Result != Failed || w.acted == 0, "never failed when the service acted")
			hold(out.Result != Unknown || w.starts == 1 && w.acks == 0, "unknown only after a start without an answer")
		})
	}
}

func randomWorld(random *rand.Rand) *world {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	w := &world{job: job(
		pick("Paused", "Paused", "Quarantine", "Active", "NotRun", "NotConfigured", "Hibernating", ""),
		pick("Active", "Disabled", "Paused", "Sleeping", ""),
		pick("", "EncounteredQuarantineException", "TooManyDeletes", "tooManyDeletes", "Unknown, TooManyDeletes", "TooManyDeletes;Unknown"),
	)}
	for range 3 {
		w.answers = append(w.answers, randomAnswer(random))
	}
	return w
}

// randomAnswer keeps to what a real service can do: it does not act on what it
// refuses, nor on what was never sent.
func randomAnswer(random *rand.Rand) answer {
	a := answer{acts: random.IntN(2) == 0}
	switch random.IntN(8) {
	case 0, 1:
		a.delay = time.Duration(random.IntN(120)) * time.Second
	case 2:
		a.delay = 24 * time.Hour // hangs
	}
	switch random.IntN(8) {
	case 0:
		a.err = errors.New("connection reset")
	case 1:
		a.err, a.acts = status(400+random.IntN(8)), false
		if random.IntN(2) == 0 {
			a.err, a.acts = &graph.Error{Status: 400 + random.IntN(8)}, random.IntN(2) == 0
		}
	case 2:
		a.err, a.acts = errNotSent, false
	case 3:
		a.err = status(500 + random.IntN(5))
	case 4:
		a.err = status([]int{101, 200, 202, 302, 307, 408}[random.IntN(6)])
	default:
		a.acts = true
	}
	return a
}
