package simulator

import (
	"bytes"
	"io"
	"net/http"
	"time"
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

// exchange answers one request.
func (s *Simulator) exchange(w http.ResponseWriter, r *http.Request, c *conn) {
	id := 2*c.streams.Add(1) - 1 // a client counts its streams in odd numbers
	s.checkHost(r.Host, c.host)
	if r.Method == http.MethodPost && c.host == s.hosts.graph {
		s.records.post(graphCall(segments(r.URL)))
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	call := s.callOf(r)
	record := Request{
		Time: time.Now(), Call: call, Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.Query(),
		Header: r.Header.Clone(), Body: body, Conn: c.number, Proto: r.Proto,
	}
	index := s.records.request(record)
	if s.config.OnRequest != nil {
		s.config.OnRequest(record)
	}
	if r.Host == s.hosts.graph {
		s.checkGraphRequest(r, body)
	}
	fault := s.rules.next(call)
	if !wait(s.config.Latency+fault.Delay, r.Context().Done()) {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rep := s.answer(r, call, fault)
	if fault.answers() {
		s.records.answered(index, rep.status)
	}
	if fault.kind == truncate {
		rep.body = rep.body[:min(fault.bytes, len(rep.body))] // and the Content-Length of all of it
	}
	if !fault.breaks() {
		whole(rep, w, r.Context().Done())
		return
	}
	spoil(rep, fault, wireOf(r, c, id), r.Context().Done())
	panic(http.ErrAbortHandler)
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
