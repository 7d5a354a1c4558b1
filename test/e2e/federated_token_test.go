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
	fromFile := AdmitsCluster()
	fromFile.Prepare = func(sim *simulator.Simulator, with map[string]string) {
		file := filepath.Join(t.TempDir(), "token") // a simulator's own: each signs with its own key
		Replace(t, file, "\n"+sim.ClusterToken(nil)+"\n")
		with["federated-token-file"] = file
	}
	outside := fromFile
	outside.Step.Outside = true
	for name, s := range map[string]Scenario{
		"from the input": AdmitsCluster().Federated(nil), "from a file": fromFile, "outside": outside,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, s)
			want := []string{simulator.CallToken, simulator.CallRead, simulator.CallStart, simulator.CallReadBack}
			if got := r.Sim.Calls(); !slices.Equal(got, want) || r.ExitCode != 0 {
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
	s := AdmitsCluster()
	s.SameToken = false
	s.Rules = []simulator.Rule{{Call: simulator.CallToken, Times: 1, Fault: simulator.Status(503)}}
	s.OnRequest = func(q simulator.Request) {
		if q.Call == simulator.CallToken {
			Replace(t, file, second)
		}
	}
	s.Prepare = func(sim *simulator.Simulator, with map[string]string) {
		second = sim.ClusterToken(nil)
		Replace(t, file, sim.ClusterToken(nil))
		with["federated-token-file"] = file
	}
	r := Play(t, s)
	if r.Outputs["result"] != "started" || r.Count(simulator.CallToken) != 2 {
		t.Fatalf("result %s\n%s", r.Outputs["result"], r.Log)
	}
	for _, q := range slices.Backward(r.Sim.Requests()) {
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
	other := func(c simulator.Credential) Scenario {
		s := AdmitsCluster()
		s.Credentials = []simulator.Credential{c}
		return s.Federated(nil)
	}
	answered := func(code int) Scenario {
		return AdmitsCluster().Failing(simulator.CallToken, simulator.AADSTS(code, "")).Federated(nil)
	}
	none := AdmitsCluster().Federated(nil)
	none.Credentials, none.NoCredentials = nil, true
	all := map[string]Scenario{
		"issuer":        other(simulator.Credential{Issuer: simulator.ClusterIssuer + "/", Subject: simulator.ClusterSubject}),
		"subject":       other(simulator.Credential{Issuer: simulator.ClusterIssuer, Subject: simulator.ClusterSubject + "-job"}),
		"audience":      AdmitsCluster().Federated(map[string]any{"aud": []string{"https://kubernetes.default.svc"}}),
		"no credential": none,
		"expired":       AdmitsCluster().Federated(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}),
	}
	for _, code := range []int{50027, 700027, 90061, 501661, 700238} {
		all[fmt.Sprint(code)] = answered(code)
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Play(t, s)
			for line := range strings.Lines(r.Log + r.Summary) {
				if strings.Contains(line, "GitHub") {
					t.Errorf("a token from elsewhere, and the run speaks of GitHub: %s", line)
				}
			}
			if name == "expired" && r.Count(simulator.CallToken) != 1 {
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
	Replace(t, key, "-----BEGIN PRIVATE KEY-----\nc2VudGluZWw\n-----END PRIVATE KEY-----\n")
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
			r := Play(t, Scenario{With: with})
			if r.Outputs["result"] != "failed" || len(r.Sim.Requests()) != 0 || r.Sim.Connections() != 0 {
				t.Errorf("result %s, %d requests\n%s", r.Outputs["result"], len(r.Sim.Requests()), r.Log)
			}
			if strings.Contains(WithoutMasks(r.Log)+r.Summary, "c2VudGluZWw") {
				t.Errorf("the content is shown:\n%s", r.Log)
			}
		})
	}
}
