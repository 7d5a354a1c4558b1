package simulator

import (
	"bytes"
	"io"
	"net/http"
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

// stream is where one answer goes: an HTTP/1.1 connection or one stream of
// HTTP/2.
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

// answer runs the service's handler where the fault leaves it a say, and gives
// what is to be written.
func (s *Simulator) answer(r *http.Request, call string, fault Fault) reply {
	rep := newReply(http.StatusOK, "", nil)
	// A fault of the body needs the right answer; to a start it must not act
	// unless the fault says so.
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
