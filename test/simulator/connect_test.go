package simulator

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The faults of a tunnel.
func TestConnectFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault Fault
		want  string
	}{
		{"reset", Reset(), wasReset},
		{"closed", Closed(), "EOF"},
		{"status", Status(407), "Proxy Authentication Required"},
		{"hang", Hang(), "deadline"},
		{"unknown ca", BadTLS("unknown-ca"), "unknown authority"},
		{"wrong name", BadTLS("wrong-name"), "valid for elsewhere.example"},
		{"expired", BadTLS("expired"), "expired"},
		{"old", BadTLS("old"), "protocol version"},
		{"alert", BadTLS("alert"), "remote error: tls"},
		{"slow", Slow(10 * time.Millisecond), "204 "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sim := run(t, Config{Rules: []Rule{{Call: CallConnectGraph, Fault: test.fault}}})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if test.name == "hang" {
				ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
				defer cancel()
			}
			r := graphRequest(t, sim, "POST", jobPath+"/start", sim.GraphToken(TokenOptions{})).WithContext(ctx)
			resp, _, err := send(t, transport(t, sim), r)
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(resp.StatusCode, " ")
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q; want %q", got, test.want)
			}
		})
	}
}

// A warm connection that is closed while idle, before its first request and
// after.
func TestWarmConnectionCloses(t *testing.T) {
	t.Parallel()
	sim := run(t, Config{Rules: []Rule{{Call: CallConnectGraph, Times: 1, Fault: CloseAfter().After(20 * time.Millisecond)}}})
	ctx := t.Context()
	via, err := transport(t, sim).NewClientConn(ctx, "https", sim.GraphHost()+":443")
	if err != nil {
		t.Fatal(err)
	}
	defer via.Close()
	deadline := time.Now().Add(5 * time.Second)
	for via.Err() == nil && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	if via.Err() == nil {
		t.Error("the connection is still there")
	}
	if got := startOnce(t, sim); got != "204 " || sim.Connections() != 2 {
		t.Errorf("second connection: %q, connections %d", got, sim.Connections())
	}
}
