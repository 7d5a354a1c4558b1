package action

import (
	"crypto/x509"
	"os"
	"syscall"
)

// nobody is a group that owns nothing. Not the group of the file: on some
// runners that is docker, which may open Docker's socket.
const nobody = 65534

// becomeOwner makes this process, where it is root, the account that owns a
// file, for good: without groups and without capabilities. GitHub's runner
// starts a container action as root and mounts Docker's socket, which is root
// on the runner, into it; this program needs neither. A file of root's, and
// none, change nothing.
func becomeOwner(path string) error {
	info, err := os.Stat(path)
	if err != nil || os.Geteuid() != 0 {
		return nil
	}
	file, ok := info.Sys().(*syscall.Stat_t)
	if !ok || file.Uid == 0 {
		return nil
	}
	// The certificate authorities, which only root may be able to read, are read
	// once per process.
	_, _ = x509.SystemCertPool()
	if err := syscall.Setgroups(nil); err != nil {
		return err
	}
	if err := syscall.Setresgid(nobody, nobody, nobody); err != nil {
		return err
	}
	owner := int(file.Uid)
	return syscall.Setresuid(owner, owner, owner)
}
