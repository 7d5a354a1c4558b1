//go:build !linux

package action

// becomeOwner does nothing: only on Linux does a runner start this program as
// root.
func becomeOwner(string) error { return nil }
