package simulator

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// wire is where a fault writes past the server: between two writes of it, and
// nothing of its own is under way for the request. Errors are of a client that
// went away.
type wire interface {
	last(*reply) // announces that the connection ends with this answer
	head(reply)
	data(p []byte, end bool)
	reset(http2.ErrCode)                  // RST_STREAM
	goAway(code http2.ErrCode, mine bool) // GOAWAY
	abort()                               // TCP reset
	close()                               // clean end of the connection
}

func wireOf(r *http.Request, c *conn, id uint32) wire {
	if r.ProtoMajor == 1 {
		return lines{c}
	}
	<-c.greeted // the first frame is the server's SETTINGS
	return frames{c, id, http2.NewFramer(c.tls, nil)}
}

// lines is a fault over HTTP/1.1, which has neither streams nor codes.
type lines struct{ *conn }

func (l lines) last(rep *reply) { rep.header.Set("Connection", "close") }

func (l lines) head(rep reply) {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 " + strconv.Itoa(rep.status) + " " + http.StatusText(rep.status) + "\r\n")
	_ = rep.header.Write(&b)
	if n := lengthOf(rep.status, rep.length); n != "" {
		b.WriteString("Content-Length: " + n + "\r\n")
	}
	b.WriteString("\r\n")
	_, _ = l.tls.Write(b.Bytes())
}

func (l lines) data(p []byte, _ bool)      { _, _ = l.tls.Write(p) }
func (l lines) reset(http2.ErrCode)        { l.abort() }
func (l lines) goAway(http2.ErrCode, bool) { l.close() }
func (l lines) close()                     { _ = l.tls.Close() }

// frames is a fault over HTTP/2: exact frames of one stream. What the server
// adds when its handler gives up is an RST_STREAM of a stream that is over,
// which a client ignores. https://www.rfc-editor.org/rfc/rfc9113#section-5.1
//
// Streams are counted as their handlers begin, which is the order of arrival
// where the requests of a connection do not overlap.
type frames struct {
	*conn
	id     uint32
	framer *http2.Framer
}

func (f frames) last(*reply) { _ = f.framer.WriteGoAway(f.id, http2.ErrCodeNo, nil) }

// head marks every field as sensitive: such a field leaves the table alone that
// the server's own encoder and the client's decoder share.
func (f frames) head(rep reply) {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	add := func(name, value string) {
		_ = encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: value, Sensitive: true})
	}
	add(":status", strconv.Itoa(rep.status))
	for name, values := range rep.header {
		for _, value := range values {
			add(name, value)
		}
	}
	if n := lengthOf(rep.status, rep.length); n != "" {
		add("content-length", n)
	}
	_ = f.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: f.id, BlockFragment: block.Bytes(), EndHeaders: true})
}

func (f frames) data(p []byte, end bool)  { _ = f.framer.WriteData(f.id, end, p) }
func (f frames) reset(code http2.ErrCode) { _ = f.framer.WriteRSTStream(f.id, code) }
func (f frames) close()                   { _ = f.tls.Close() }

// goAway says that the stream may have been processed and ends the connection,
// or that it has not been.
func (f frames) goAway(code http2.ErrCode, mine bool) {
	last := f.id
	if !mine {
		last = max(f.id, 2) - 2
	}
	_ = f.framer.WriteGoAway(last, code, nil)
	if mine {
		f.close()
	}
}
