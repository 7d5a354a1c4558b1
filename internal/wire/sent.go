package wire

import (
	"errors"
	"net/http"
	"time"
)

// Sent is one request and what came of it, for Transport.Each. It holds no
// token and nothing of a body.
type Sent struct {
	Method string
	// Place is the host and the path, without the query.
	Place string
	// Status is that of the answer, 0 where none came whole.
	Status int
	// Took is the time from the call to the answer, a connection included.
	Took time.Duration
	// NewConnection is whether the request was the first on its connection.
	NewConnection bool
	// NotSent is whether no byte of the request left.
	NotSent bool
	// RequestID is what the server calls the request, empty where it does not say.
	RequestID string
}

// watch begins the report of a request to t.Each. It returns nil where nobody
// asks for one.
func (t *Transport) watch(req *http.Request) *watched {
	if t.Each == nil {
		return nil
	}
	place := req.URL.Host + req.URL.EscapedPath()
	return &watched{transport: t, began: time.Now(), sent: Sent{Method: req.Method, Place: place}}
}

// watched is a request that is under way.
type watched struct {
	transport *Transport
	began     time.Time
	sent      Sent
}

// on notes the connection that the request takes.
func (w *watched) on(conn *http.ClientConn) {
	if w != nil {
		_, known := w.transport.taken.LoadOrStore(conn, true)
		w.sent.NewConnection = !known
	}
}

// done reports what came of the request.
func (w *watched) done(resp *http.Response, err error) {
	if w == nil {
		return
	}
	w.sent.Took = time.Since(w.began)
	var notSent *NotSentError
	w.sent.NotSent = errors.As(err, &notSent)
	if err == nil {
		w.sent.Status = resp.StatusCode
		w.sent.RequestID = requestID(resp.Header)
	}
	w.transport.Each(w.sent)
}

// requestID is what Microsoft Graph, Entra or GitHub calls a request.
func requestID(header http.Header) string {
	for _, name := range []string{"request-id", "x-ms-request-id", "x-github-request-id"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}
