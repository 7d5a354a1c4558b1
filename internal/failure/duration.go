package failure

import (
	"fmt"
	"time"
)

// FormatDuration formats a length of time as a person says it, rounded up to a whole
// number of the largest unit that fits twice: 40 minutes, 1 second, 3 days.
func FormatDuration(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= 2*unit.length {
			n := d / unit.length
			if d%unit.length > 0 {
				n++
			}
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	if d <= time.Second {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", (d+time.Second-1)/time.Second)
}
