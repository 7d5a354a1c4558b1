//go:build !linux

package runner

// peakMemory is measured on Linux only; here it is not known.
func peakMemory(_ int, done <-chan struct{}) int64 {
	<-done
	return 0
}
