package action

import (
	"crypto/x509"
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// nobody is a group that owns nothing. Not the group of the file: on some
// runners that is docker, which may open Docker's socket.
const nobody = 65534

// becomeOwner makes this process, where it is root, the account that owns a
// file, or that a link leads to, for good: without groups, without capabilities
// and without a way to get any by a set-uid file. GitHub's runner starts a
// container action as root and mounts Docker's socket, which is root on the
// runner, into it; this program needs neither. Where the file is root's, or
// there is none, nothing changes. Where the kernel refuses a part, the account
// stays as it was.
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
	// The first two take nothing away that this program uses, so they can stay
	// where a later one is refused.
	if err := gainNothing(); err != nil {
		return err
	}
	if err := inheritNothing(); err != nil {
		return err
	}
	return become(int(file.Uid), nobody)
}

// become changes groups, group and user of all threads, or none of them.
func become(user, group int) error {
	groups, err := syscall.Getgroups()
	if err != nil {
		return err
	}
	before, err := groupIDs()
	if err != nil {
		return err
	}
	if err := syscall.Setgroups(nil); err != nil {
		return err
	}
	if err := syscall.Setresgid(group, group, group); err != nil {
		return errors.Join(err, syscall.Setgroups(groups))
	}
	if err := syscall.Setresuid(user, user, user); err != nil {
		return errors.Join(err, syscall.Setresgid(before[0], before[1], before[2]), syscall.Setgroups(groups))
	}
	return nil
}

// groupIDs are the real, the effective and the saved group:
// https://man7.org/linux/man-pages/man2/getresgid.2.html.
func groupIDs() (ids [3]int, err error) {
	var real, effective, saved uint32
	_, _, errno := syscall.RawSyscall(syscall.SYS_GETRESGID,
		uintptr(unsafe.Pointer(&real)), uintptr(unsafe.Pointer(&effective)), uintptr(unsafe.Pointer(&saved)))
	if errno != 0 {
		return ids, errno
	}
	return [3]int{int(real), int(effective), int(saved)}, nil
}

// prSetNoNewPrivs is PR_SET_NO_NEW_PRIVS:
// https://man7.org/linux/man-pages/man2/PR_SET_NO_NEW_PRIVS.2const.html.
const prSetNoNewPrivs = 38

// errCgo is the answer of a build with cgo, in which Go makes no system call for
// all threads (https://pkg.go.dev/syscall#AllThreadsSyscall). Releases are built
// without it.
var errCgo = errors.New("a build with cgo cannot set no_new_privs for all of its threads")

// gainNothing sets no_new_privs: no file that is executed gives a right from
// here on, not a set-uid one either.
func gainNothing() error {
	_, _, errno := syscall.AllThreadsSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0)
	if errno == syscall.ENOTSUP {
		return errCgo
	}
	return failed(errno)
}

// capabilities are what capget and capset take, in the version of 64 bits:
// https://man7.org/linux/man-pages/man2/capget.2.html.
type capabilities struct {
	header struct {
		version uint32
		pid     int32
	}
	sets [2]struct{ effective, permitted, inheritable uint32 }
}

const capabilityVersion3 = 0x20080522

// inheritNothing empties the inheritable capabilities, which stay where the
// others end with the user.
func inheritNothing() error {
	var c capabilities
	c.header.version = capabilityVersion3
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CAPGET,
		uintptr(unsafe.Pointer(&c.header)), uintptr(unsafe.Pointer(&c.sets)), 0); errno != 0 {
		return errno
	}
	for i := range c.sets {
		c.sets[i].inheritable = 0
	}
	_, _, errno := syscall.AllThreadsSyscall(syscall.SYS_CAPSET,
		uintptr(unsafe.Pointer(&c.header)), uintptr(unsafe.Pointer(&c.sets)), 0)
	return failed(errno)
}

func failed(errno syscall.Errno) error {
	if errno != 0 {
		return errno
	}
	return nil
}
