package graph

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
)

const (
	testSP  = "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27"
	testJob = "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa"
	testRun = "c1e27000-0000-4000-8000-000000000000"
)

// graphAt is a client of a server over real TLS, which answers by handler.
func graphAt(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	return &Client{
		Cloud: cloud.Cloud{Name: "global", Graph: server.URL, CLI: "AzureCloud"}, ServicePrincipalID: testSP,
		Token: "opaque", RequestID: testRun, UserAgent: "start-synchronization-job/test",
		Reads: server.Client(), Once: server.Client(),
	}
}

// TestRequests: method, address and headers of every call.
func TestRequests(t *testing.T) {
	t.Parallel()
	jobs := "/v1.0/servicePrincipals/" + testSP + "/synchronization/jobs"
	const odd = "a'b(c)$d;ü+&=:@~!*,\"<>"
	for _, tt := range []struct {
		name         string
		call         func(*Client, *testing.T) error
		status       int
		method, path string
	}{
		{"read", func(c *Client, t *testing.T) error { _, _, err := c.Job(t.Context(), testJob); return err }, 200, "GET", jobs + "/" + testJob},
		{"read, odd job id", func(c *Client, t *testing.T) error { _, _, err := c.Job(t.Context(), odd); return err }, 200, "GET",
			jobs + "/a%27b%28c%29$d%3B%C3%BC+&=:@~%21%2A%2C%22%3C%3E"},
		{"list", func(c *Client, t *testing.T) error { _, _, err := c.Jobs(t.Context()); return err }, 200, "GET", jobs},
		{"start", func(c *Client, t *testing.T) error { _, err := c.Start(t.Context(), testJob); return err }, 204, "POST", jobs + "/" + testJob + "/start"},
		{"by application id", func(c *Client, t *testing.T) error {
			_, err := c.ServicePrincipalByAppID(t.Context(), testRun)
			return err
		}, 200, "GET",
			"/v1.0/servicePrincipals(appId='" + testRun + "')?$select=id,displayName"},
		{"registration", func(c *Client, t *testing.T) error { _, err := c.AppIDOfRegistration(t.Context(), testRun); return err }, 200, "GET",
			"/v1.0/applications/" + testRun + "?$select=appId"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			c := graphAt(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				body, _ := io.ReadAll(r.Body)
				got := []string{r.Method, r.RequestURI, r.Header.Get("Authorization"), r.Header.Get("Client-Request-Id"), r.UserAgent(), string(body)}
				want := []string{tt.method, tt.path, "Bearer opaque", testRun, "start-synchronization-job/test", ""}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				for _, name := range []string{"SdkVersion", "Idempotency-Key", "X-Idempotency-Key"} {
					if _, ok := r.Header[http.CanonicalHeaderKey(name)]; ok {
						t.Errorf("the request carries %s", name)
					}
				}
				w.WriteHeader(tt.status)
				if tt.status == 200 {
					io.WriteString(w, "{}")
				}
			})
			if err := tt.call(c, t); err != nil || requests != 1 {
				t.Errorf("%v after %d requests", err, requests)
			}
		})
	}
}

func TestStartAnswers(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 202, 204, 302, 400, 408, 429, 500, 503} {
		c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("request-id", "r-1")
			w.WriteHeader(status)
		})
		id, err := c.Start(t.Context(), testJob)
		var answer *Error
		if got := errors.As(err, &answer); got != (status != 204) || id != "r-1" || got && answer.Status != status {
			t.Errorf("%d: request-id %q, error %v", status, id, err)
		}
	}
}

func TestReadAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status                    int
		body                      string
		refused, unreadable, read bool
	}{
		{status: 200, body: `{"id":"x","status":{"code":"Paused"}}`, read: true},
		{status: 200, body: `[]`, unreadable: true},
		{status: 200, body: `<html>`, unreadable: true},
		{status: 200, unreadable: true},
		{status: 204, refused: true},
		{status: 302, refused: true},
		{status: 404, body: `{"error":{"code":"NotFound"}}`, refused: true},
		{status: 503, refused: true},
	} {
		c := graphAt(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("request-id", "r-2")
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		job, _, err := c.Job(t.Context(), testJob)
		var answer *Error
		var unreadable *UnreadableError
		if errors.As(err, &answer) != tt.refused || errors.As(err, &unreadable) != tt.unreadable || (job != nil) != tt.read {
			t.Errorf("%d %s: job %v, error %v", tt.status, tt.body, job, err)
		}
		if unreadable != nil && unreadable.RequestID != "r-2" {
			t.Errorf("request-id %q of an unreadable answer", unreadable.RequestID)
		}
	}
}
