package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRetrying is who is asked how often, and how long that takes when only the
// waits take time.
func TestRetrying(t *testing.T) {
	t.Parallel()
	const lost = -1 // the connection ends without an answer
	for name, tt := range map[string]struct {
		answers  []int // the last one for good
		after    string
		deadline time.Duration
		requests int
		took     time.Duration
		want     int // status; 0 is an error
	}{
		"200":                       {[]int{200}, "", 0, 1, 0, 200},
		"503 twice":                 {[]int{503, 503, 200}, "", 0, 3, 1500 * time.Millisecond, 200},
		"503 for good":              {[]int{503}, "", 0, 5, 7500 * time.Millisecond, 503},
		"408, 429, 500, 502":        {[]int{408, 429, 500, 502, 200}, "", 0, 5, 7500 * time.Millisecond, 200},
		"501, 599":                  {[]int{501, 599, 200}, "", 0, 3, 1500 * time.Millisecond, 200},
		"lost twice":                {[]int{lost, lost, 200}, "", 0, 3, 1500 * time.Millisecond, 200},
		"lost for good":             {[]int{lost}, "", 0, 5, 7500 * time.Millisecond, 0},
		"400":                       {[]int{400}, "", 0, 1, 0, 400},
		"401":                       {[]int{401}, "", 0, 1, 0, 401},
		"403":                       {[]int{403}, "", 0, 1, 0, 403},
		"404":                       {[]int{404}, "", 0, 1, 0, 404},
		"409":                       {[]int{409}, "", 0, 1, 0, 409},
		"302":                       {[]int{302}, "", 0, 1, 0, 302},
		"Retry-After":               {[]int{429, 429, 200}, "3", 0, 3, 6 * time.Second, 200},
		"Retry-After 0":             {[]int{503}, "0", 0, 5, 2 * time.Second, 503},
		"Retry-After on a refusal":  {[]int{403}, "3", 0, 1, 0, 403},
		"Retry-After, no number":    {[]int{503, 200}, "soon", 0, 2, 500 * time.Millisecond, 200},
		"Retry-After, a date":       {[]int{503, 200}, "Sat, 01 Jan 2000 00:00:20 GMT", 0, 2, 20 * time.Second, 200},
		"past the deadline":         {[]int{429, 200}, "60", 30 * time.Second, 1, 0, 429},
		"centuries":                 {[]int{429, 200}, strings.Repeat("9", 300), 30 * time.Second, 1, 0, 429},
		"what fits is tried":        {[]int{503}, "", time.Second, 2, 500 * time.Millisecond, 503},
		"lost, what fits is tried":  {[]int{lost}, "", 2 * time.Second, 3, 1500 * time.Millisecond, 0},
		"just short of the wait":    {[]int{429, 200}, "10", 10 * time.Second, 1, 0, 429},
		"just enough for the wait":  {[]int{429, 200}, "10", 10*time.Second + 1, 2, 10 * time.Second, 200},
		"a deadline that has ended": {[]int{200}, "", -1, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				tr, _ := bubble(t, func(w http.ResponseWriter, _ *http.Request) {
					answer := tt.answers[min(requests, len(tt.answers)-1)]
					requests++
					if answer == lost {
						panic(http.ErrAbortHandler)
					}
					if tt.after != "" {
						w.Header().Set("Retry-After", tt.after)
					}
					w.WriteHeader(answer)
				})
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				if tt.deadline != 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
				}
				defer cancel()
				req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.test", nil)
				began, status := time.Now(), 0
				resp, err := tr.Retrying().Do(req)
				if err == nil {
					status = resp.StatusCode
				}
				if got := Tries(resp, err); requests > 1 && len(got) != requests || len(got) > 1 && got[len(got)-1] != status {
					t.Errorf("tries %v of %d requests, the last with status %d", got, requests, status)
				}
				if took := time.Since(began); status != tt.want || requests != tt.requests || took != tt.took {
					t.Errorf("status %d after %d requests and %v, want %d after %d and %v: %v",
						status, requests, took, tt.want, tt.requests, tt.took, err)
				}
			})
		})
	}
}

// TestRetryingStops: what ends a run ends the wait between two tries at once.
func TestRetryingStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tr, _ := bubble(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.test", nil)
		began := time.Now()
		_, err := tr.Retrying().Do(req)
		if took := time.Since(began); !errors.Is(err, context.Canceled) || took != time.Minute {
			t.Errorf("%v after %v, want the interruption after 1m", err, took)
		}
	})
}

// TestNoRetryOfTheHopeless: a bad certificate and a foreign host are met once.
func TestNoRetryOfTheHopeless(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url   string
		trust bool
		dials int32
		want  func(error) bool
	}{
		"certificate": {"https://graph.test", false, 1, BadCertificate},
		"host":        {"https://evil.example", true, 0, ForeignHost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tr, network := bubble(t, func(http.ResponseWriter, *http.Request) {})
				if !tt.trust {
					tr.dialer.TLSClientConfig.RootCAs = nil
				}
				_, _, err := fetch(tr.Retrying(), tt.url)
				if n := network.dialled.Load(); !tt.want(err) || n != tt.dials {
					t.Errorf("%v after %d connections, want %d", err, n, tt.dials)
				}
			})
		})
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	var got []string
	for try := range 7 {
		got = append(got, fmt.Sprint(Wait(try, nil)))
	}
	if want := "500ms 1s 2s 4s 8s 8s 8s"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		for wait, want := range map[time.Duration]bool{0: true, time.Second - 1: true, time.Second: false, retryAfterMax: false} {
			if got := Fits(ctx, wait); got != want {
				t.Errorf("%v fits into 1s: %v", wait, got)
			}
		}
		if !Fits(t.Context(), retryAfterMax) {
			t.Error("without a deadline every wait fits")
		}
		cancel()
		if Fits(ctx, 0) {
			t.Error("nothing fits into a run that has ended")
		}
	})
}
