package wire

import (
	"context"
	"net/http/httptrace"
	"sync"
	"time"
)

// Late returns why a request with this context must not leave any more, nil
// where it may. A context ends when a timer has run, which a process that was
// stopped, or a machine that was suspended, does not see happen: so the
// deadline is held against both clocks, the monotonic one, which stands still
// while a machine is suspended, and that on the wall.
func Late(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && passed(deadline, time.Now()) {
		return context.DeadlineExceeded
	}
	return nil
}

// passed reports whether a deadline has passed by either clock. Without its
// monotonic reading, which Round(0) strips, a time is the one on the wall:
// https://pkg.go.dev/time#hdr-Monotonic_Clocks.
func passed(deadline, now time.Time) bool {
	return !now.Before(deadline) || !now.Round(0).Before(deadline.Round(0))
}

// written finds out whether any of a request was written, which the error of a
// RoundTrip does not say: over HTTP/2 a request may wait for a free stream until
// it is cancelled. net/http writes in a goroutine that RoundTrip does not wait
// for, so whoever asks also holds back what has not been written by then.
type written struct {
	mu     sync.Mutex
	begun  bool
	over   bool          // nothing may be written any more
	closed chan struct{} // closed with the connection
}

// watch returns ctx for one RoundTrip, and what it wrote.
func watch(ctx context.Context) (context.Context, *written) {
	w := &written{closed: make(chan struct{})}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// Called before the first byte goes to the connection, of HTTP/1.1 too,
		// whose first bytes go to a buffer.
		WroteHeaderField: func(string, []string) { w.begin() },
	}), w
}

// begin notes that the request is about to be written, or waits until it cannot
// be.
func (w *written) begin() {
	w.mu.Lock()
	over := w.over
	w.begun = w.begun || !over
	w.mu.Unlock()
	if over {
		<-w.closed
	}
}

// end closes the connection and reports whether any of the request may have
// been written before.
func (w *written) end(closeConnection func() error) bool {
	w.mu.Lock()
	w.over = true
	begun := w.begun
	w.mu.Unlock()
	_ = closeConnection()
	close(w.closed)
	return begun
}
