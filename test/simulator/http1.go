package simulator

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/net/http2"
)

// serveHTTP1 answers HTTP/1.1 by hand, so that a fault can be any sequence of
// bytes.
func (s *Simulator) serveHTTP1(c *conn) {
	in := bufio.NewReader(c)
	for {
		start, err := in.Peek(5)
		if err != nil {
			return
		}
		if string(start) == "POST " && c.host == s.hosts.graph {
			buffered, _ := in.Peek(in.Buffered())
			line, _, _ := strings.Cut(string(buffered), "\r\n")
			s.records.post(strings.TrimSuffix(line, " HTTP/1.1"))
		}
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		s.checkHost(r.Host, c.host)
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		out := &answer1{conn: c, left: make(chan struct{}), over: make(chan struct{})}
		go out.watch(in)
		s.exchange(r, c.number, out)
		if !out.rest() || r.Close {
			return
		}
	}
}

// answer1 is one answer on an HTTP/1.1 connection.
type answer1 struct {
	conn    *conn
	chunked bool
	ended   bool
	left    chan struct{} // closed when the client goes away, or sends its next request
	over    chan struct{} // closed when watch has returned
}

// watch notices that the client went away while its answer is under way.
func (a *answer1) watch(in *bufio.Reader) {
	defer close(a.over)
	if _, err := in.Peek(1); err != nil {
		close(a.left)
	}
}

// rest waits for the next request and says whether the connection can take one.
func (a *answer1) rest() bool {
	if !a.ended {
		a.conn.Close()
	}
	<-a.over
	return a.ended
}

func (a *answer1) last(header http.Header) { header.Set("Connection", "close") }

func (a *answer1) head(status int, header http.Header, length int64, end bool) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	header = header.Clone()
	if n := lengthOf(status, length); n != "" {
		header.Set("Content-Length", n)
	} else if length < 0 {
		header.Set("Transfer-Encoding", "chunked")
		a.chunked = true
	}
	header.Write(&b)
	b.WriteString("\r\n")
	_, err := a.conn.Write(b.Bytes())
	a.ended = end && err == nil
	return err
}

func (a *answer1) data(p []byte) error {
	if a.chunked {
		p = fmt.Appendf(nil, "%x\r\n%s\r\n", len(p), p)
	}
	_, err := a.conn.Write(p)
	return err
}

func (a *answer1) end() error {
	var err error
	if a.chunked {
		_, err = io.WriteString(a.conn, "0\r\n\r\n")
	}
	a.ended = err == nil
	return err
}

func (a *answer1) close()                     { a.ended = false; a.conn.Close() }
func (a *answer1) abort()                     { a.ended = false; a.conn.abort() }
func (a *answer1) cut()                       { a.close() }
func (a *answer1) reset(http2.ErrCode)        { a.abort() }
func (a *answer1) goAway(http2.ErrCode, bool) { a.close() }
func (a *answer1) gone() <-chan struct{}      { return a.left }
