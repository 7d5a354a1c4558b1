package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"
)

// refusing is the name under which this test binary runs what its arguments name
// by a kernel that refuses setresgid, and nothing else: no set of capabilities
// does that, since setgroups takes the same one.
const refusing = "refusing-setresgid"

// refuser is a link by that name.
func refuser(t *testing.T) string {
	t.Helper()
	link, err := linkToMyself(t.TempDir(), refusing)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func init() {
	if filepath.Base(os.Args[0]) == refusing {
		runtime.LockOSThread()
		fmt.Fprintln(os.Stderr, refuse(), syscall.Exec(os.Args[1], os.Args[1:], os.Environ()))
		os.Exit(1)
	}
}

// refuse has this thread, and what it starts, get EPERM for setresgid:
// https://docs.kernel.org/userspace-api/seccomp_filter.html.
func refuse() error {
	const setSeccomp, filter = 22, 2                  // PR_SET_SECCOMP, SECCOMP_MODE_FILTER
	const retErrno, retAllow = 0x00050000, 0x7fff0000 // SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW
	rules := []syscall.SockFilter{
		{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS}, // the number of the call
		{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: syscall.SYS_SETRESGID, Jf: 1},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: retErrno | uint32(syscall.EPERM)},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: retAllow},
	}
	program := syscall.SockFprog{Len: uint16(len(rules)), Filter: &rules[0]}
	_, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, setSeccomp, filter, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}
