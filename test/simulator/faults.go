package simulator

import (
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

// Fault is one way in which a request goes wrong. The zero Fault lets it pass.
type Fault struct {
	kind    kind
	code    http2.ErrCode // of RST_STREAM and GOAWAY
	bytes   int           // of the body that get through
	mine    bool          // GOAWAY: the stream counts as processed
	problem string        // of a certificate
	text    string        // that nobody asked for
	reply   func(*Simulator, *http.Request, string) reply

	// Delay passes before anything happens, on top of Config.Latency.
	Delay time.Duration
	// Applied makes the service act on the request before the fault: a start is
	// carried out.
	Applied bool
}

type kind int

const (
	pass           kind = iota
	refuse              // TCP reset
	closed              // clean end of the connection
	badTLS              // a certificate that must not be accepted
	goAway              // HTTP/2 GOAWAY
	resetStream         // HTTP/2 RST_STREAM
	hang                // no answer until the client goes away
	resetBody           // TCP reset inside the body
	truncate            // clean end inside the body
	instead             // another answer
	closeAfter          // the answer, then the end of the connection
	babble              // the answer, then more than was asked for
	switching           // 101, and nothing more
	resetAfterHead      // the answer's headers, then RST_STREAM
)

// answers says whether the fault still lets a status through.
func (f Fault) answers() bool {
	switch f.kind {
	case pass, resetBody, truncate, instead, closeAfter, babble, resetAfterHead:
		return true
	}
	return false
}

// breaks says whether the fault is one that net/http's server has no way to
// answer with.
func (f Fault) breaks() bool {
	return f.kind != pass && f.kind != instead && f.kind != truncate
}

// Acted is the fault after the service has acted.
func (f Fault) Acted() Fault { f.Applied = true; return f }

// After is the fault with a delay before it.
func (f Fault) After(d time.Duration) Fault { f.Delay = d; return f }

// Slow delays an answer that is otherwise right.
func Slow(d time.Duration) Fault { return Fault{Delay: d} }

// Reset ends the connection with a TCP reset: before the answer's headers, or
// in place of a tunnel.
func Reset() Fault { return Fault{kind: refuse} }

// Closed ends the connection cleanly before the answer's headers, or in place
// of a tunnel.
func Closed() Fault { return Fault{kind: closed} }

// CloseAfter answers and then closes the connection, which HTTP/1.1 announces;
// on a tunnel it closes it idle, Delay after the handshake.
func CloseAfter() Fault { return Fault{kind: closeAfter} }

// Hang never answers; the request, tunnel included, ends when the client goes
// away.
func Hang() Fault { return Fault{kind: hang} }

// ResetInBody resets the connection after n bytes of the answer's body.
func ResetInBody(n int) Fault { return Fault{kind: resetBody, bytes: n} }

// Truncated ends the answer cleanly after n bytes of its body, short of its
// Content-Length.
func Truncated(n int) Fault { return Fault{kind: truncate, bytes: n} }

// ResetStream answers with RST_STREAM. Over HTTP/1.1 it resets the connection.
func ResetStream(code http2.ErrCode) Fault { return Fault{kind: resetStream, code: code} }

// GoAway answers with GOAWAY, which says whether the stream may have been
// processed. Over HTTP/1.1 it closes the connection.
func GoAway(code http2.ErrCode, processed bool) Fault {
	return Fault{kind: goAway, code: code, mine: processed}
}

// BadTLS opens the tunnel with a certificate that no client may accept:
// "unknown-ca", "wrong-name" or "expired"; "old" speaks TLS 1.1 at most,
// "alert" refuses the handshake.
func BadTLS(problem string) Fault { return Fault{kind: badTLS, problem: problem} }

// Switching answers 101 and then says nothing: over HTTP/1.1 the connection is
// no longer HTTP's.
func Switching() Fault { return Fault{kind: switching} }

// ResetAfterHead sends the right answer's headers and then RST_STREAM. A start
// is carried out, or there were no 204. Over HTTP/1.1 it resets the connection.
func ResetAfterHead(code http2.ErrCode) Fault { return Fault{kind: resetAfterHead, code: code} }

// Status answers with a status and the body that the service documents for it.
// On a tunnel it is the proxy's status. Headers follow in pairs of name and
// value.
func Status(status int, headers ...string) Fault {
	return Fault{kind: instead, reply: func(s *Simulator, r *http.Request, call string) reply {
		return s.documented(r, call, status)
	}}.With(headers...)
}

// RetryAfter is Status with a Retry-After header of a date that far ahead.
func RetryAfter(status int, wait time.Duration) Fault {
	return Fault{kind: instead, reply: func(s *Simulator, r *http.Request, call string) reply {
		rep, now := s.documented(r, call, status), time.Now().UTC()
		rep.header.Set("Date", now.Format(http.TimeFormat))
		rep.header.Set("Retry-After", now.Add(wait).Format(http.TimeFormat))
		return rep
	}}
}

// Body answers with a status, a content type and a body.
func Body(status int, contentType, body string) Fault {
	return Fault{kind: instead, reply: func(*Simulator, *http.Request, string) reply {
		return newReply(status, contentType, []byte(body))
	}}
}

// With is a fault that answers, with further headers in pairs of name and value.
func (f Fault) With(headers ...string) Fault {
	answer := f.reply
	f.reply = func(s *Simulator, r *http.Request, call string) reply {
		rep := answer(s, r, call)
		for i := 0; i+1 < len(headers); i += 2 {
			rep.header.Set(headers[i], headers[i+1])
		}
		return rep
	}
	return f
}

// GraphBody answers as Graph does, with a body of its own for each request.
func GraphBody(body func() []byte) Fault {
	return Fault{kind: instead, reply: func(s *Simulator, r *http.Request, _ string) reply {
		rep := newReply(http.StatusOK, graphJSON, body())
		s.stamp(rep.header, r)
		return rep
	}}
}

// Answer answers with whatever it makes of the request, in JSON. The request's
// body can be read.
func Answer(make func(r *http.Request) (status int, header map[string]string, body string)) Fault {
	return Fault{kind: instead, reply: func(_ *Simulator, r *http.Request, _ string) reply {
		status, header, body := make(r)
		rep := newReply(status, "application/json", []byte(body))
		for name, value := range header {
			rep.header.Set(name, value)
		}
		return rep
	}}
}

// Babble answers and then goes on with a text that nobody asked for. Over
// HTTP/2 that ends the connection.
func Babble(text string) Fault { return Fault{kind: babble, text: text} }

// Empty is a 200 without a body.
func Empty() Fault { return Body(200, "application/json", "") }

// HTML is a 200 with a page, as a captive portal gives it.
func HTML() Fault {
	return Body(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>\n")
}

// WrongType is a 200 with JSON of another shape.
func WrongType() Fault { return Body(200, "application/json", `[1,"two",{"three":null}]`) }

// DeepJSON is a 200 with arrays nested that deep.
func DeepJSON(depth int) Fault {
	return Body(200, "application/json", strings.Repeat("[", depth)+strings.Repeat("]", depth))
}

// Redirect answers with a redirect status to a place.
func Redirect(status int, location string) Fault {
	return Fault{kind: instead, reply: func(*Simulator, *http.Request, string) reply {
		rep := newReply(status, "text/plain", nil)
		rep.header.Set("Location", location)
		return rep
	}}
}
