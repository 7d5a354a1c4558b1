package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestServe(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"clean": 0, "violated": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			env, ca := filepath.Join(dir, "env"), filepath.Join(dir, "ca.pem")
			stop := make(chan os.Signal, 1)
			done := make(chan int, 1)
			var out strings.Builder
			args := []string{"-listen", "127.0.0.1:0", "-env", env, "-ca", ca, "-state", "quarantine", "-fault", "start-lost"}
			go func() { done <- run(args, &out, stop) }()
			values := await(t, env)
			if values["SSL_CERT_FILE"] != ca || values["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] == "" {
				t.Errorf("environment %v", values)
			}
			if pem, err := os.ReadFile(ca); err != nil || !strings.Contains(string(pem), "BEGIN CERTIFICATE") {
				t.Errorf("CA %q, %v", pem, err)
			}
			if want == 1 {
				proxy, _ := url.Parse(values["HTTPS_PROXY"])
				client := http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}, Timeout: 5 * time.Second}
				_, _ = client.Get("https://elsewhere.example/")
			}
			stop <- syscall.SIGTERM
			if got := <-done; got != want {
				t.Errorf("exit code %d; want %d\n%s", got, want, out.String())
			}
			if !strings.Contains(out.String(), "starts: 0\n") {
				t.Errorf("output %q", out.String())
			}
		})
	}
}

// await reads the environment file once it is there.
func await(t *testing.T, path string) map[string]string {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if content, err := os.ReadFile(path); err == nil {
			values := map[string]string{}
			for line := range strings.Lines(string(content)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				values[name] = value
			}
			return values
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("no environment file")
	return nil
}

func TestBadFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-state", "x"}, {"-fault", "x"}, {"-cloud", "x"}, {"-nope"}, {"-listen", "nowhere:x"}} {
		var out strings.Builder
		if got := run(args, &out, nil); got != 1 {
			t.Errorf("%q: exit code %d; want 1", args, got)
		}
	}
}
