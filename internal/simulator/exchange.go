package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/net/http2"
)

// reply is an answer before it is written.
type reply struct {
	status int
	header http.Header
	body   []byte
	stream io.Reader     // instead of body
	length int64         // of the body; -1 is not announced
	pause  time.Duration // before each byte of the body
}

func newReply(status int, contentType string, body []byte) reply {
	header := http.Header{}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	return reply{status: status, header: header, body: body, length: int64(len(body))}
}

// reply is also what a handler writes to.
func (r *reply) Header() http.Header    { return r.header }
func (r *reply) WriteHeader(status int) { r.status = status }
func (r *reply) Write(p []byte) (int, error) {
	r.body = append(r.body, p...)
	r.length = int64(len(r.body))
	return len(p), nil
}

// stream is where one answer goes: an HTTP/1.1 connection or one stream of HTTP/2.
type stream interface {
	last(header http.Header) // announces that the connection ends with this answer
	head(status int, header http.Header, length int64, end bool) error
	data(p []byte) error
	end() error                           // of a complete body
	cut()                                 // ends the answer cleanly although something is missing
	abort()                               // TCP reset
	close()                               // clean end of the connection
	reset(code http2.ErrCode)             // RST_STREAM
	goAway(code http2.ErrCode, mine bool) // GOAWAY
	gone() <-chan struct{}                // the client went away
}

// exchange answers one complete request.
func (s *Simulator) exchange(r *http.Request, conn int, out stream) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	call := s.callOf(r)
	record := Request{
		Time: time.Now(), Call: call, Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.Query(),
		Header: r.Header.Clone(), Body: body, Conn: conn, Proto: r.Proto,
	}
	index := s.records.request(record)
	if s.config.OnRequest != nil {
		s.config.OnRequest(record)
	}
	if r.Host == s.hosts.graph {
		s.checkGraphRequest(r, body)
	}
	fault := s.rules.next(call)
	if !wait(s.config.Latency+fault.Delay, out.gone()) {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rep := s.answer(r, call, fault)
	if fault.answers() {
		s.records.answered(index, rep.status)
	}
	deliver(rep, fault, out)
}

// answer runs the service's handler where the fault leaves it a say, and gives what is to be written.
func (s *Simulator) answer(r *http.Request, call string, fault Fault) reply {
	rep := newReply(http.StatusOK, "", nil)
	// A fault of the body needs the right answer; to a start it must not act unless the fault says so.
	own := fault.kind == pass || fault.kind == closeAfter || fault.kind == babble || fault.kind == resetAfterHead ||
		(fault.kind == resetBody || fault.kind == truncate) && call != CallStart
	if own || fault.Applied {
		if service := s.handler(r.Host); service != nil {
			service.ServeHTTP(&rep, r)
		} else {
			s.unknown(&rep, r)
		}
	}
	if fault.kind == closeAfter && r.ProtoMajor == 1 {
		rep.header.Set("Connection", "close")
	}
	switch {
	case fault.kind == instead:
		return fault.reply(s, r, call)
	case fault.reply != nil:
		rep.pause = fault.reply(s, r, call).pause
	case !own && len(rep.body) == 0:
		rep = newReply(http.StatusOK, "application/json", []byte(`{"value":"this answer never arrives whole"}`))
	}
	return rep
}

var errGone = errors.New("the client went away")

// deliver writes an answer, spoiled as the fault says. A client that has gone away is no error.
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
