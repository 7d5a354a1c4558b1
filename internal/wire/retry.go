package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// How often and how soon a request is tried again.
const (
	// Retries is how many further tries there are: about 8 s altogether, or
	// what Retry-After asks for.
	Retries = 4
	waitMin = 500 * time.Millisecond
	waitMax = 8 * time.Second
	// retryAfterMax bounds what Retry-After is taken for, lest a huge number
	// overflow a time.Duration.
	retryAfterMax = 24 * time.Hour
	// A try waits that long for its answer: half of what is left, so that one
	// silent server does not use up the run, within these bounds.
	patienceMin = 5 * time.Second
	patienceMax = 20 * time.Second
	// Where less would be left for a further try, a try waits to the end.
	worthATry = 3 * time.Second
)

// Trying returns a client that sends each request once and gives up on a silent
// server before the deadline. It is for what the caller repeats as a whole, and
// never for the start.
func (t *Transport) Trying() *http.Client {
	return &http.Client{Transport: trying{t}}
}

type trying struct{ *Transport }

// RoundTrip is one try.
func (t trying) RoundTrip(req *http.Request) (*http.Response, error) {
	return t.send(req, patience(req.Context()))
}

// patience is how long a try waits for its answer, 0 for as long as the run
// takes.
func patience(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return patienceMax
	}
	left := time.Until(deadline)
	wait := min(max(left/2, patienceMin), patienceMax)
	if left-wait < worthATry {
		return 0
	}
	return wait
}

// Retrying returns a client that repeats a request on connection errors, 408,
// 429 and 5xx. It is for GETs only: the start must never pass through it.
func (t *Transport) Retrying() *http.Client {
	return &http.Client{Transport: retrying{t}}
}

type retrying struct{ *Transport }

// RoundTrip tries until an answer is final or the next wait would reach past
// the deadline; it then returns the last answer or error, not "giving up". What
// each try got goes with it: see Tries.
func (r retrying) RoundTrip(req *http.Request) (*http.Response, error) {
	var got []int
	var wait time.Duration // before the next try
	client := retryablehttp.Client{
		HTTPClient: r.Trying(),
		RetryMax:   Retries,
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			wait = Wait(len(got), resp)
			got = append(got, status(resp, err))
			again := Transient(err) || err == nil && TransientStatus(resp.StatusCode)
			return again && Fits(ctx, wait), nil
		},
		Backoff: func(time.Duration, time.Duration, int, *http.Response) time.Duration {
			return wait
		},
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	wrapped, err := retryablehttp.FromRequest(req)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(wrapped)
	switch {
	case err != nil:
		return nil, &triedError{got, err}
	case len(got) > 1:
		resp.Body = triedBody{resp.Body, got}
	}
	return resp, nil
}

// status is that of an answer, 0 where there is none.
func status(resp *http.Response, err error) int {
	if resp == nil || err != nil {
		return 0
	}
	return resp.StatusCode
}

// triedBody is the body of an answer that took more than one try.
type triedBody struct {
	io.ReadCloser
	got []int
}

// triedError is the error of the last of some tries.
type triedError struct {
	got []int
	err error
}

func (e *triedError) Error() string { return e.err.Error() }
func (e *triedError) Unwrap() error { return e.err }

// Tries returns what each try of a request of Retrying got: a status, or 0 where
// there was no usable answer. It is nil of an answer to the first try.
func Tries(resp *http.Response, err error) []int {
	var tried *triedError
	if errors.As(err, &tried) {
		return tried.got
	}
	if resp == nil {
		return nil
	}
	body, _ := resp.Body.(triedBody)
	return body.got
}

// Wait returns how long to wait after the given try, the first being 0: what the
// answer asks for by Retry-After, else exponentially longer. resp may be nil.
func Wait(try int, resp *http.Response) time.Duration {
	wait := retryablehttp.DefaultBackoff(waitMin, waitMax, try, nil)
	if resp == nil {
		return wait
	}
	if after, ok := RetryAfter(resp.Header); ok {
		return max(after, waitMin)
	}
	return wait
}

// Fits reports whether a wait ends before the deadline of ctx.
func Fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() == nil && (!ok || time.Until(deadline) > wait)
}

// RetryAfter reads the header Retry-After, in seconds or as a date
// (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). It reports false
// where there is none that can be read.
func RetryAfter(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if !(seconds >= 0) {
			return 0, false
		}
		return time.Duration(min(seconds, retryAfterMax.Seconds()) * float64(time.Second)), true
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return min(max(time.Until(date), 0), retryAfterMax), true
}
