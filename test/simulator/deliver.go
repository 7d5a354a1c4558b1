package simulator

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// whole writes an answer by the server: all of it, or as much as its body has.
func whole(rep reply, w http.ResponseWriter, gone <-chan struct{}) {
	copyHead(rep, w)
	body := rep.stream
	if body == nil {
		body = bytes.NewReader(rep.body)
	}
	size := 32 << 10
	if rep.pause > 0 {
		size = 1
	}
	buffer := make([]byte, size)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if !wait(rep.pause, gone) {
				panic(http.ErrAbortHandler)
			}
			if _, err := w.Write(buffer[:n]); errors.Is(err, http.ErrBodyNotAllowed) {
				return // a 204 that a fault gave a body
			} else if err != nil {
				panic(http.ErrAbortHandler)
			}
			if rep.pause > 0 {
				_ = http.NewResponseController(w).Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

// copyHead writes the headers of an answer, and none that the server would add.
func copyHead(rep reply, w http.ResponseWriter) {
	header := w.Header()
	header["Date"], header["Content-Type"] = nil, nil
	for name, values := range rep.header {
		header[name] = values
	}
	if n := lengthOf(rep.status, rep.length); n != "" {
		header.Set("Content-Length", n)
	}
	w.WriteHeader(rep.status)
}

// spoil goes wrong as the fault says. A client that has gone away is no error.
func spoil(rep reply, fault Fault, out wire, gone <-chan struct{}) {
	switch fault.kind {
	case hang:
		<-gone
	case refuse, badTLS:
		out.abort()
	case closed:
		out.close()
	case switching:
		out.head(reply{status: http.StatusSwitchingProtocols, header: http.Header{"Connection": {"Upgrade"}, "Upgrade": {"odd"}}})
		<-gone
	case resetAfterHead:
		out.head(rep)
		wait(patience, gone)
		out.reset(fault.code)
	case resetStream:
		out.reset(fault.code)
	case goAway:
		out.goAway(fault.code, fault.mine)
	case resetBody:
		out.head(rep)
		out.data(rep.body[:min(fault.bytes, len(rep.body))], false)
		wait(patience, gone)
		out.abort()
	case closeAfter:
		out.last(&rep)
		out.head(rep)
		out.data(rep.body, true)
		out.close()
	case babble:
		out.head(rep)
		out.data(rep.body, true)
		out.data([]byte(fault.text), false)
		// Of a client that sends more, net/http never sees that it went away.
		wait(time.Second, gone)
		out.close()
	}
}

// patience lets a client read what a TCP reset would throw away.
const patience = 20 * time.Millisecond

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
