package start

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// world is a model of one job and of everything that can lie between it and
// this program. It knows what really happened, which no run does.
type world struct {
	job     *graph.Job
	answers []answer // what each call meets, in order; past the end all is well
	calls   int
	starts  int // start calls made
	acted   int // starts the service carried out
	acks    int // 204s that arrived
	reads   int // reads that arrived
}

// answer is what a call meets.
type answer struct {
	delay time.Duration
	err   error
	acts  bool // a start is carried out although err comes back
	deaf  bool // comes after its delay, whether the context ends or not
	other *graph.Job
}

func (w *world) next() answer {
	defer func() { w.calls++ }()
	if w.calls < len(w.answers) {
		return w.answers[w.calls]
	}
	return answer{acts: true}
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (w *world) Job(ctx context.Context, id string) (*graph.Job, string, error) {
	a := w.next()
	if a.deaf {
		ctx = context.WithoutCancel(ctx)
	}
	if err := wait(ctx, a.delay); err != nil {
		return nil, id, err
	}
	if a.err != nil {
		return nil, id, a.err
	}
	w.reads++
	read := *w.job
	if a.other != nil {
		read = *a.other
	}
	return &read, id, nil
}

func (w *world) Start(ctx context.Context, _ string) (string, error) {
	a := w.next()
	w.starts++
	if a.acts {
		w.acted++
		w.job.Schedule.State = "Active"
		w.job.Status.Code = "NotRun"
	}
	if err := wait(ctx, a.delay); err != nil {
		return "", err
	}
	if a.err != nil {
		return "", a.err
	}
	w.acks++
	return "request", nil
}

func status(code int) error { return &graph.Error{Status: code, RequestID: "5e1f"} }

var errNotSent = fmt.Errorf("do: %w", &wire.NotSentError{Host: "graph", Err: errors.New("refused")})

// TestAnswers is what each answer to the start makes of the run.
func TestAnswers(t *testing.T) {
	t.Parallel()
	lost, notOfGraph := errors.New("connection reset"), &graph.Error{Status: 403}
	for _, tt := range []struct {
		name     string
		before   *graph.Job
		start    answer
		readBack answer
		want     Result
		reads    int
	}{
		{"204", job("Paused", "Disabled", ""), answer{acts: true}, answer{}, Started, 2},
		{"204, read-back fails", job("Paused", "Disabled", ""), answer{acts: true}, answer{err: status(503)}, Started, 1},
		{"never sent", job("Paused", "Disabled", ""), answer{err: errNotSent}, answer{}, Failed, 1},
		{"400", job("Paused", "Disabled", ""), answer{err: status(400)}, answer{}, Failed, 1},
		{"401", job("Paused", "Disabled", ""), answer{err: status(401)}, answer{}, Failed, 1},
		{"403", job("Paused", "Disabled", ""), answer{err: status(403)}, answer{}, Failed, 1},
		{"409", job("Paused", "Disabled", ""), answer{err: status(409)}, answer{}, Failed, 1},
		{"429", job("Paused", "Disabled", ""), answer{err: status(429)}, answer{}, Failed, 1},
		{"403, not of Graph", job("Paused", "Disabled", ""), answer{err: notOfGraph}, answer{}, Unknown, 2},
		{"403, not of Graph, applied", job("Paused", "Disabled", ""), answer{err: notOfGraph, acts: true}, answer{}, Started, 2},
		{"408, not applied", job("Paused", "Disabled", ""), answer{err: status(408)}, answer{}, Unknown, 2},
		{"408, applied", job("Paused", "Disabled", ""), answer{err: status(408), acts: true}, answer{}, Started, 2},
		{"200, applied", job("Paused", "Paused", ""), answer{err: status(200), acts: true}, answer{}, Started, 2},
		{"101", job("Paused", "Disabled", ""), answer{err: status(101)}, answer{}, Unknown, 2},
		{"101, applied", job("Paused", "Disabled", ""), answer{err: status(101), acts: true}, answer{}, Started, 2},
		{"302", job("Paused", "Disabled", ""), answer{err: status(302)}, answer{}, Unknown, 2},
		{"503, applied", job("Quarantine", "Active", "Unknown"), answer{err: status(503), acts: true}, answer{}, Started, 2},
		{"503, still in quarantine", job("Quarantine", "Active", "Unknown"), answer{err: status(503)}, answer{}, Unknown, 2},
		{"503, the first read without a schedule", job("Quarantine", "", "Unknown"), answer{err: status(503)}, answer{other: job("Quarantine", "Active", "Unknown")}, Unknown, 2},
		{"lost, applied", job("NotRun", "Disabled", ""), answer{err: lost, acts: true}, answer{}, Started, 2},
		{"lost, the status lags", job("Paused", "Disabled", ""), answer{err: lost}, answer{other: job("Paused", "Active", "")}, Started, 2},
		{"lost, read-back lost", job("Paused", "Disabled", ""), answer{err: lost, acts: true}, answer{err: lost}, Unknown, 1},
		{"lost, read-back takes its time", job("Paused", "Disabled", ""), answer{err: lost, acts: true}, answer{delay: 50 * time.Second}, Started, 2},
		{"hangs past the deadline, applied", job("Paused", "Disabled", ""), answer{delay: time.Hour, acts: true}, answer{}, Started, 2},
		{"hangs, read-back within the grace", job("Paused", "Disabled", ""), answer{delay: time.Hour, acts: true}, answer{delay: 9 * time.Second}, Started, 2},
		{"hangs, read-back past the grace", job("Paused", "Disabled", ""), answer{delay: time.Hour, acts: true}, answer{delay: 11 * time.Second}, Unknown, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{job: tt.before, answers: []answer{{}, tt.start, tt.readBack}}
				out := Run(t.Context(), w, Options{Deadline: time.Now().Add(time.Minute)})
				if out.Result != tt.want || w.starts != 1 || w.reads != tt.reads {
					t.Errorf("result %s after %d starts and %d reads, want %s after 1 and %d", out.Result, w.starts, w.reads, tt.want, tt.reads)
				}
			})
		})
	}
}

// TestNothingIsSent: where the gate, a dry run or a failed read says no.
func TestNothingIsSent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		job     *graph.Job
		options Options
		read    answer
		want    Result
	}{
		{"active", job("Active", "Active", ""), Options{}, answer{}, AlreadyActive},
		{"unknown state", job("Hibernating", "Disabled", ""), Options{}, answer{}, Failed},
		{"too many deletes", job("Quarantine", "Active", "TooManyDeletes"), Options{}, answer{}, Failed},
		{"dry run", job("Paused", "Disabled", ""), Options{DryRun: true}, answer{}, WouldStart},
		{"dry run, active", job("Active", "Active", ""), Options{DryRun: true}, answer{}, AlreadyActive},
		{"dry run, too many deletes", job("Quarantine", "Active", "TooManyDeletes"), Options{DryRun: true}, answer{}, Failed},
		{"paused, too many deletes", job("Paused", "Disabled", "TooManyDeletes"), Options{}, answer{}, Failed},
		{"a numbered reason", job("Paused", "Disabled", "32"), Options{AllowTooManyDeletes: true}, answer{}, Failed},
		{"read comes past the deadline", job("Paused", "Disabled", ""), Options{}, answer{delay: time.Hour, deaf: true}, Failed},
		{"dry run, too many deletes allowed", job("Quarantine", "Active", "TooManyDeletes"), Options{DryRun: true, AllowTooManyDeletes: true}, answer{}, WouldStart},
		{"read refused", job("Paused", "Disabled", ""), Options{}, answer{err: status(404)}, Failed},
		{"read past the deadline", job("Paused", "Disabled", ""), Options{}, answer{delay: time.Hour}, Failed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{job: tt.job, answers: []answer{tt.read}}
				tt.options.Deadline = time.Now().Add(time.Minute)
				if out := Run(t.Context(), w, tt.options); out.Result != tt.want || w.starts != 0 {
					t.Errorf("result %s after %d starts, want %s after none", out.Result, w.starts, tt.want)
				}
			})
		})
	}
}

// asleep is a context whose deadline has passed while the process was stopped:
// no timer has run yet.
type asleep struct{ context.Context }

func (asleep) Deadline() (time.Time, bool) { return time.Now(), true }

// TestPastTheDeadline: no start once the deadline has passed by the clock.
func TestPastTheDeadline(t *testing.T) {
	t.Parallel()
	w := &world{job: job("Paused", "Disabled", "")}
	out := Run(asleep{t.Context()}, w, Options{Deadline: time.Now().Add(time.Hour)})
	if out.Result != Failed || w.starts != 0 || !errors.Is(out.Err, context.DeadlineExceeded) {
		t.Errorf("result %s after %d starts, %v, want failed after none", out.Result, w.starts, out.Err)
	}
}

func TestTooManyDeletesAllowed(t *testing.T) {
	t.Parallel()
	w := &world{job: job("Quarantine", "Active", "TooManyDeletes")}
	out := Run(t.Context(), w, Options{AllowTooManyDeletes: true, Deadline: time.Now().Add(time.Minute)})
	if out.Result != Started || w.starts != 1 {
		t.Errorf("result %s after %d starts, want started after 1", out.Result, w.starts)
	}
}

// TestInterrupted: once the run is interrupted it ends within 3 s, and a start
// that may have been applied is never a failure.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answers []answer
		want    Result
		starts  int
	}{
		{"during the read", []answer{{delay: time.Hour}}, Failed, 0},
		{"during the start, not applied", []answer{{}, {delay: time.Hour}}, Unknown, 1},
		{"during the start, applied", []answer{{}, {delay: time.Hour, acts: true}}, Started, 1},
		{"during the start, read-back hangs", []answer{{}, {delay: time.Hour, acts: true}, {delay: time.Hour}}, Unknown, 1},
		{"during the read-back of an unclear start", []answer{{}, {err: status(503), acts: true}, {delay: time.Hour}}, Unknown, 1},
		{"during the read-back of a 204", []answer{{}, {acts: true}, {delay: time.Hour}}, Started, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{job: job("Paused", "Disabled", ""), answers: tt.answers}
				ctx, interrupt := context.WithCancel(t.Context())
				began := time.Now()
				time.AfterFunc(5*time.Second, interrupt)
				out := Run(ctx, w, Options{Deadline: time.Now().Add(time.Minute)})
				if took := time.Since(began); out.Result != tt.want || w.starts != tt.starts || took > 8*time.Second {
					t.Errorf("result %s after %d starts and %v, want %s after %d within 3 s of the signal", out.Result, w.starts, took, tt.want, tt.starts)
				}
			})
		})
	}
}
