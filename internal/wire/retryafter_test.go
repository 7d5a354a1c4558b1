package wire

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the clock stands at 2000-01-01 00:00:00 UTC
		for value, want := range map[string]time.Duration{
			"0": 0, "1": time.Second, " 7 ": 7 * time.Second, "1.5": 1500 * time.Millisecond,
			"86400": retryAfterMax, "86401": retryAfterMax, "1e30": retryAfterMax, "inf": retryAfterMax,
			"Sat, 01 Jan 2000 00:01:00 GMT":    time.Minute,
			"Saturday, 01-Jan-00 00:01:00 GMT": time.Minute,
			"Fri, 31 Dec 1999 23:59:59 GMT":    0,
			"Thu, 01 Jan 2099 00:00:00 GMT":    retryAfterMax,
			"":                                 -1, "-1": -1, "nan": -1, "soon": -1, "1s": -1, "1 2": -1, "\x00": -1,
			"Sat, 01 Jan 2000 00:01:00 CET": -1,
		} {
			got, ok := RetryAfter(http.Header{"Retry-After": {value}})
			if !ok {
				got = -1
			}
			if got != want {
				t.Errorf("%q: %v, want %v", value, got, want)
			}
		}
	})
	if _, ok := RetryAfter(nil); ok {
		t.Error("no header, and yet a wait")
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "0", "1.5", "-1", "1e400", "NaN", "+Inf", "0x1p9", strings.Repeat("9", 99), "Sat, 01 Jan 2000 00:01:00 GMT"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		header := http.Header{"Retry-After": {value}}
		got, ok := RetryAfter(header)
		if got < 0 || got > retryAfterMax || !ok && got != 0 {
			t.Errorf("%q: %v, %v", value, got, ok)
		}
		if wait := Wait(0, &http.Response{Header: header}); wait < waitMin || wait > retryAfterMax {
			t.Errorf("%q: a wait of %v", value, wait)
		}
	})
}
