package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// conn2 is an HTTP/2 connection, answered frame by frame: every stream is
// counted and a fault is an exact frame. https://www.rfc-editor.org/rfc/rfc9113
type conn2 struct {
	*conn
	sim *Simulator

	mu      sync.Mutex // guards all below, and the writing of frames
	framer  *http2.Framer
	encoder *hpack.Encoder
	block   bytes.Buffer
	room    *sync.Cond // a window has grown, or a stream or the connection has ended
	window  int64
	initial int64 // window of a new stream
	streams map[uint32]*answer2
	ended   bool
}

// answer2 is one stream of an HTTP/2 connection.
type answer2 struct {
	conn   *conn2
	id     uint32
	window int64
	req    *http.Request
	body   bytes.Buffer
	done   bool
	left   chan struct{}
}

func (s *Simulator) serveHTTP2(c *conn) {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	c2 := &conn2{conn: c, sim: s, window: 65535, initial: 65535, streams: map[uint32]*answer2{}}
	c2.room = sync.NewCond(&c2.mu)
	c2.framer = http2.NewFramer(c, c)
	c2.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c2.encoder = hpack.NewEncoder(&c2.block)
	defer c2.leave()
	c2.mu.Lock()
	err := c2.framer.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 100})
	c2.mu.Unlock()
	for err == nil {
		var frame http2.Frame
		if frame, err = c2.framer.ReadFrame(); err == nil {
			err = c2.take(frame)
		}
		var broken http2.StreamError
		if errors.As(err, &broken) {
			s.records.violation("HTTP/2 stream error: %v", broken)
		}
	}
}

// take handles one frame of the client.
func (c *conn2) take(frame http2.Frame) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f := frame.(type) {
	case *http2.MetaHeadersFrame:
		return c.open(f)
	case *http2.DataFrame:
		return c.receive(f)
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil
		}
		if size, ok := f.Value(http2.SettingInitialWindowSize); ok {
			for _, a := range c.streams {
				a.window += int64(size) - c.initial
			}
			c.initial = int64(size)
			c.room.Broadcast()
		}
		return c.framer.WriteSettingsAck()
	case *http2.WindowUpdateFrame:
		if a := c.streams[f.StreamID]; a != nil {
			a.window += int64(f.Increment)
		} else if f.StreamID == 0 {
			c.window += int64(f.Increment)
		}
		c.room.Broadcast()
	case *http2.PingFrame:
		if !f.IsAck() {
			return c.framer.WritePing(true, f.Data)
		}
	case *http2.RSTStreamFrame:
		c.drop(f.StreamID)
	}
	return nil
}

// open takes the headers of a request.
func (c *conn2) open(f *http2.MetaHeadersFrame) error {
	method := f.PseudoValue("method")
	if method == http.MethodPost && c.host == c.sim.hosts.graph {
		c.sim.records.post(f.PseudoValue("path"))
	}
	target, err := url.ParseRequestURI(f.PseudoValue("path"))
	if err != nil {
		return err
	}
	r := &http.Request{
		Method: method, URL: target, Host: f.PseudoValue("authority"), Header: http.Header{},
		Proto: "HTTP/2.0", ProtoMajor: 2, RequestURI: f.PseudoValue("path"),
	}
	for _, field := range f.RegularFields() {
		r.Header.Add(field.Name, field.Value)
	}
	c.sim.checkHost(r.Host, c.host)
	a := &answer2{conn: c, id: f.StreamID, window: c.initial, req: r, left: make(chan struct{})}
	c.streams[a.id] = a
	if f.StreamEnded() {
		c.run(a)
	}
	return nil
}

// receive takes a part of a request's body and gives the window back.
func (c *conn2) receive(f *http2.DataFrame) error {
	n := f.Header().Length
	if n > 0 {
		if err := c.framer.WriteWindowUpdate(0, n); err != nil {
			return err
		}
	}
	a := c.streams[f.StreamID]
	if a == nil {
		return nil
	}
	if n > 0 && a.body.Len() < 1<<20 {
		a.body.Write(f.Data())
		if err := c.framer.WriteWindowUpdate(a.id, n); err != nil {
			return err
		}
	}
	if f.StreamEnded() {
		c.run(a)
	}
	return nil
}

func (c *conn2) run(a *answer2) {
	a.req.Body = io.NopCloser(&a.body)
	c.sim.work.Go(func() {
		c.sim.exchange(a.req, c.number, a)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.drop(a.id)
	})
}

// drop forgets a stream. The caller holds the lock.
func (c *conn2) drop(id uint32) {
	if a := c.streams[id]; a != nil {
		delete(c.streams, id)
		a.done = true
		close(a.left)
		c.room.Broadcast()
	}
}

// leave ends every stream when the connection has ended.
func (c *conn2) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for id := range c.streams {
		c.drop(id)
	}
	c.room.Broadcast()
}
