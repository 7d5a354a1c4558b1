package simulator

import (
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// maxFrame is the largest payload that every client accepts.
// https://www.rfc-editor.org/rfc/rfc9113#section-4.2
const maxFrame = 16384

func (a *answer2) last(http.Header) {
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	_ = a.conn.framer.WriteGoAway(a.id, http2.ErrCodeNo, nil)
}

func (a *answer2) head(status int, header http.Header, length int64, end bool) error {
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	if a.done {
		return errGone
	}
	block := a.conn.fields(status, header, length)
	first := block[:min(len(block), maxFrame)]
	block = block[len(first):]
	err := a.conn.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: a.id, BlockFragment: first, EndStream: end, EndHeaders: len(block) == 0,
	})
	for err == nil && len(block) > 0 {
		next := block[:min(len(block), maxFrame)]
		block = block[len(next):]
		err = a.conn.framer.WriteContinuation(a.id, len(block) == 0, next)
	}
	return err
}

func (a *answer2) data(p []byte) error {
	c := a.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(p) > 0 {
		for !a.done && !c.ended && (a.window <= 0 || c.window <= 0) {
			c.room.Wait()
		}
		if a.done || c.ended {
			return errGone
		}
		n := min(int64(len(p)), maxFrame, a.window, c.window)
		a.window -= n
		c.window -= n
		if err := c.framer.WriteData(a.id, false, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

func (a *answer2) end() error {
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	if a.done {
		return errGone
	}
	return a.conn.framer.WriteData(a.id, true, nil)
}

func (a *answer2) cut() { _ = a.end() }

func (a *answer2) reset(code http2.ErrCode) {
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	_ = a.conn.framer.WriteRSTStream(a.id, code)
}

// goAway says that the stream may have been processed and ends the connection,
// or that it has not been.
func (a *answer2) goAway(code http2.ErrCode, mine bool) {
	last := a.id
	if !mine {
		last = max(a.id, 2) - 2
	}
	a.conn.mu.Lock()
	_ = a.conn.framer.WriteGoAway(last, code, nil)
	a.conn.mu.Unlock()
	if mine {
		a.conn.Close()
	}
}

func (a *answer2) abort()                { a.conn.abort() }
func (a *answer2) close()                { a.conn.Close() }
func (a *answer2) gone() <-chan struct{} { return a.left }

// fields encodes the headers of an answer. The caller holds the lock.
func (c *conn2) fields(status int, header http.Header, length int64) []byte {
	c.block.Reset()
	c.encoder.WriteField(hpack.HeaderField{Name: ":status", Value: strconv.Itoa(status)})
	for name, values := range header {
		for _, value := range values {
			c.encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: value})
		}
	}
	if n := lengthOf(status, length); n != "" {
		c.encoder.WriteField(hpack.HeaderField{Name: "content-length", Value: n})
	}
	return c.block.Bytes()
}
