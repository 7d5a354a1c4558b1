package runner

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// peakMemory is the highest resident size of a process, in bytes, until done.
// It samples /proc every millisecond: the kernel's own account of a finished
// child (ru_maxrss) starts at the size of the parent that made it.
func peakMemory(pid int, done <-chan struct{}) int64 {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	var peak int64
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := bytes.Cut(status, []byte("VmHWM:")); ok {
			fields := bytes.Fields(rest)
			kibibytes, _ := strconv.ParseInt(string(fields[0]), 10, 64)
			peak = max(peak, kibibytes<<10)
		}
		select {
		case <-tick.C:
		case <-done:
			return peak
		}
	}
}
