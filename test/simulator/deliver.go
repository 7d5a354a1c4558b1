package simulator

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"
)

var errGone = errors.New("the client went away")

// deliver writes an answer, spoiled as the fault says. A client that has gone
// away is no error.
func deliver(rep reply, fault Fault, out stream) {
	switch fault.kind {
	case hang:
		<-out.gone()
	case refuse, badTLS:
		out.abort()
	case closed:
		out.close()
	case switching:
		_ = out.head(http.StatusSwitchingProtocols, http.Header{"Connection": {"Upgrade"}, "Upgrade": {"odd"}}, 0, false)
		<-out.gone()
	case resetAfterHead:
		if out.head(rep.status, rep.header, rep.length, false) == nil {
			wait(20*time.Millisecond, out.gone()) // a TCP reset throws away what the client has not read yet
			out.reset(fault.code)
		}
	case resetStream:
		out.reset(fault.code)
	case goAway:
		out.goAway(fault.code, fault.mine)
	case resetBody, truncate:
		partial(rep, fault, out)
	case closeAfter:
		out.last(rep.header)
		if whole(rep, out) == nil {
			out.close()
		}
	case babble:
		if whole(rep, out) == nil {
			_ = out.data([]byte(fault.text))
		}
	default:
		_ = whole(rep, out)
	}
}

func partial(rep reply, fault Fault, out stream) {
	if out.head(rep.status, rep.header, rep.length, false) != nil || out.data(rep.body[:min(fault.bytes, len(rep.body))]) != nil {
		return
	}
	if fault.kind == truncate {
		out.cut()
		return
	}
	// A reset throws away what the client has not read yet.
	wait(20*time.Millisecond, out.gone())
	out.abort()
}

func whole(rep reply, out stream) error {
	body := rep.stream
	if body == nil {
		body = bytes.NewReader(rep.body)
	}
	if err := out.head(rep.status, rep.header, rep.length, rep.length == 0); err != nil || rep.length == 0 {
		return err
	}
	size := 32 << 10
	if rep.pause > 0 {
		size = 1
	}
	buffer := make([]byte, size)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if !wait(rep.pause, out.gone()) {
				return errGone
			}
			if err := out.data(buffer[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return out.end()
		}
	}
}

// wait pauses, and says false when the client went away meanwhile.
func wait(d time.Duration, gone <-chan struct{}) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-gone:
		return false
	}
}

// lengthOf is the Content-Length line of an answer, "" where there is none.
func lengthOf(status int, length int64) string {
	if length < 0 || status < http.StatusOK || status == http.StatusNoContent || status == http.StatusNotModified {
		return ""
	}
	return strconv.FormatInt(length, 10)
}
