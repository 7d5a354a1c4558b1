package runner

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// peakMemory is the highest resident size of a process, in bytes, until done.
// It samples /proc every 5 ms: the kernel's own account of a finished
// child (ru_maxrss) starts at the size of the parent that made it.
func peakMemory(pid int, done <-chan struct{}) int64 {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var peak int64
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := bytes.Cut(status, []byte("VmHWM:")); ok {
			kibibytes, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" "))
			n, _ := strconv.ParseInt(string(kibibytes), 10, 64)
			peak = max(peak, n<<10)
		}
		select {
		case <-tick.C:
		case <-done:
			return peak
		}
	}
}
