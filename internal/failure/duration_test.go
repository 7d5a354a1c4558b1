package failure

import (
	"testing"
	"time"
)

func TestFormatDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "1 second", time.Millisecond: "1 second", time.Second + 1: "2 seconds", 119 * time.Second: "119 seconds",
		2 * time.Minute: "2 minutes", 599*time.Second + 1: "10 minutes", time.Hour: "60 minutes", 24 * time.Hour: "24 hours",
		49 * time.Hour: "3 days",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("%d ns is %q, want %q", d, got, want)
		}
	}
}
