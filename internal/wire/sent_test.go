package wire

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestEach: each request is told of once it has ended, each try by itself, with
// the path and never the query.
func TestEach(t *testing.T) {
	t.Parallel()
	protocols(t, func(t *testing.T, http2 bool) {
		s := serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/id":
				w.Header().Set("X-Ms-Request-Id", "1-2-3")
			case "/busy":
				w.WriteHeader(http.StatusServiceUnavailable)
			case "/drop":
				panic(http.ErrAbortHandler)
			}
		})
		var mu sync.Mutex
		var told []Sent
		s.Each = func(sent Sent) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, sent)
		}
		for _, path := range []string{"/id?key=secret", "/busy", "/a%2Fb", "/drop"} {
			_, _, _ = fetch(s.Client(), s.url+path)
		}
		_, _, _ = fetch(s.Client(), "https://other.example/")
		host := s.url[len("https://"):]
		want := []Sent{
			{Method: "GET", Place: host + "/id", Status: 200, NewConnection: true, RequestID: "1-2-3"},
			{Method: "GET", Place: host + "/busy", Status: 503},
			{Method: "GET", Place: host + "/a%2Fb", Status: 200, NewConnection: true}, // after 503
			{Method: "GET", Place: host + "/drop"},
			{Method: "GET", Place: "other.example/", NotSent: true},
		}
		mu.Lock()
		defer mu.Unlock()
		if diff := cmp.Diff(want, told, cmpopts.IgnoreTypes(time.Duration(0))); diff != "" {
			t.Errorf("told of (-want +got):\n%s", diff)
		}
	})
}
