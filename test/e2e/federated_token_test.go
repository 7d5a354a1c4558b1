package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/simulator"
)

// TestFederatedToken: a token from elsewhere signs in without a request to
// GitHub, inside GitHub Actions and outside.
func TestFederatedToken(t *testing.T) {
	t.Parallel()
	fromFile := admitsCluster()
	fromFile.prepare = func(sim *simulator.Simulator, with map[string]string) {
		file := filepath.Join(t.TempDir(), "token") // a simulator's own: each signs with its own key
		replace(t, file, "\n"+sim.ClusterToken(nil)+"\n")
		with["federated-token-file"] = file
	}
	outside := fromFile
	outside.step.Outside = true
	for name, s := range map[string]scenario{
		"from the input": admitsCluster().federated(nil), "from a file": fromFile, "outside": outside,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, s)
			want := []string{simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack}
			if got := r.sim.Calls(); !slices.Equal(got, want) || r.ExitCode != 0 {
				t.Errorf("exit %d, calls %v, want %v\n%s", r.ExitCode, got, want, r.Log)
			}
		})
	}
}

// TestFederatedTokenRotates: each try reads the file anew, and what is in it by
// then is sent.
func TestFederatedTokenRotates(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	var second string
	s := admitsCluster()
	s.SameToken = false
	s.Rules = []simulator.Rule{{Call: simulator.CallToken, Times: 1, Fault: simulator.Status(503)}}
	s.OnRequest = func(q simulator.Request) {
		if q.Call == simulator.CallToken {
			replace(t, file, second)
		}
	}
	s.prepare = func(sim *simulator.Simulator, with map[string]string) {
		second = sim.ClusterToken(nil)
		replace(t, file, sim.ClusterToken(nil))
		with["federated-token-file"] = file
	}
	r := play(t, s)
	if r.Outputs["result"] != "started" || r.count(simulator.CallToken) != 2 {
		t.Fatalf("result %s\n%s", r.Outputs["result"], r.Log)
	}
	for _, q := range slices.Backward(r.sim.Requests()) {
		if q.Call == simulator.CallToken {
			if !strings.Contains(string(q.Body), second) {
				t.Error("the last try did not send what the file held by then")
			}
			break
		}
	}
}

// TestFederatedTokenRefused: what Entra refuses is explained with the values as
// sent, and without a word of GitHub.
func TestFederatedTokenRefused(t *testing.T) {
	t.Parallel()
	other := func(c simulator.Credential) scenario {
		s := admitsCluster()
		s.Credentials = []simulator.Credential{c}
		return s.federated(nil)
	}
	answered := func(code int) scenario {
		return admitsCluster().failing(simulator.CallToken, simulator.AADSTS(code, "")).federated(nil)
	}
	none := admitsCluster().federated(nil)
	none.Credentials, none.NoCredentials = nil, true
	all := map[string]scenario{
		"issuer":        other(simulator.Credential{Issuer: simulator.ClusterIssuer + "/", Subject: simulator.ClusterSubject}),
		"subject":       other(simulator.Credential{Issuer: simulator.ClusterIssuer, Subject: simulator.ClusterSubject + "-job"}),
		"audience":      admitsCluster().federated(map[string]any{"aud": []string{"https://kubernetes.default.svc"}}),
		"no credential": none,
		"expired":       admitsCluster().federated(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}),
	}
	for _, code := range []int{50027, 700027, 90061, 501661, 700238} {
		all[fmt.Sprint(code)] = answered(code)
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, s)
			for line := range strings.Lines(r.Log + r.Summary) {
				if strings.Contains(line, "GitHub") {
					t.Errorf("a token from elsewhere, and the run speaks of GitHub: %s", line)
				}
			}
			if name == "expired" && r.count(simulator.CallToken) != 1 {
				t.Error("a token that stays expired was sent again")
			}
			r.golden(t, "federated/"+name)
		})
	}
}

// TestNoFederatedToken: what is no id token is a problem of the inputs, and
// nothing leaves.
func TestNoFederatedToken(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	replace(t, key, "-----BEGIN PRIVATE KEY-----\nc2VudGluZWw\n-----END PRIVATE KEY-----\n")
	for name, with := range map[string]map[string]string{
		"a key":         {"federated-token-file": key},
		"no file":       {"federated-token-file": key + ".none"},
		"a folder":      {"federated-token-file": filepath.Dir(key)},
		"both":          {"federated-token": "a.b.c", "federated-token-file": key},
		"an audience":   {"federated-token-file": key, "audience": "api://x"},
		"a password":    {"federated-token": "c2VudGluZWw"},
		"and a sign-in": {"federated-token": "c2VudGluZWw", "access-token": "a.b.c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, scenario{with: with})
			if r.Outputs["result"] != "failed" || len(r.sim.Requests()) != 0 || r.sim.Connections() != 0 {
				t.Errorf("result %s, %d requests\n%s", r.Outputs["result"], len(r.sim.Requests()), r.Log)
			}
			if strings.Contains(withoutMasks(r.Log)+r.Summary, "c2VudGluZWw") {
				t.Errorf("the content is shown:\n%s", r.Log)
			}
		})
	}
}
