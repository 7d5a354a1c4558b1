package report

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// notRegularError says that a path names something else than a regular file.
type notRegularError struct {
	// Mode is the type of what it names.
	Mode fs.FileMode
}

func (e *notRegularError) Error() string { return "not a regular file: " + e.Mode.String() }

// outputsTitle is the title of the failure of a run that cannot report.
const outputsTitle = "The outputs cannot be written"

// noOutputs is the failure of a run that could act but not report: err is why
// the file of GITHUB_OUTPUT cannot be written.
func noOutputs(path string, err error) *failure.Failure {
	return &failure.Failure{
		Title: outputsTitle,
		Cause: "GITHUB_OUTPUT names " + unwritable(path, err) + " A run that cannot report must not act.",
		Sent:  "Nothing was started.",
		Fixes: []string{
			"Outside GitHub Actions, name a regular file or unset GITHUB_OUTPUT: the outputs are then in the log.",
			"On a runner, check its disk and the permissions on its temporary folder.",
		},
	}
}

// unwritable says of a file why it cannot be written, as the end of a sentence.
func unwritable(path string, err error) string {
	return untrusted.Given(path) + ", which cannot be written: " + why(err) + "."
}

func why(err error) string {
	var other *notRegularError
	var errno syscall.Errno
	switch {
	case errors.As(err, &other):
		return "it is " + kind(other.Mode) + ", not a file"
	case errors.Is(err, fs.ErrNotExist):
		return "its folder does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "the account with the ID " + strconv.Itoa(os.Geteuid()) + " is not allowed to write to it"
	case errors.As(err, &errno):
		return "the system says " + untrusted.Quote(errno.Error())
	}
	return "the system does not say why"
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
