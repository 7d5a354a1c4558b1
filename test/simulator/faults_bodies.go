package simulator

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Huge is an answer whose body is one JSON string of that many bytes; 0 never
// ends.
func Huge(status int, size int64) Fault {
	return Fault{kind: instead, reply: func(*Simulator, *http.Request, string) reply {
		rep := newReply(status, "application/json", nil)
		rep.stream, rep.length = io.MultiReader(strings.NewReader(`{"value":"`), filler{}), -1
		if size > 0 {
			rep.stream, rep.length = io.LimitReader(rep.stream, size), size
		}
		return rep
	}}
}

// Bomb is a 200 whose gzip body unpacks to that many MiB of one JSON string.
func Bomb(mebibytes int) Fault {
	return Fault{kind: instead, reply: func(*Simulator, *http.Request, string) reply {
		rep := newReply(200, "application/json", bytes.Repeat(packed(), mebibytes))
		rep.header.Set("Content-Encoding", "gzip")
		return rep
	}}
}

// Drip is the right answer with that pause before each byte of its body.
func Drip(pause time.Duration) Fault {
	return Fault{kind: pass, reply: func(*Simulator, *http.Request, string) reply { return reply{pause: pause} }}
}

// filler is an endless text.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// packed is one MiB of text as a gzip member; members may follow one another.
var packed = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.CopyN(w, filler{}, 1<<20)
	w.Close()
	return out.Bytes()
})
