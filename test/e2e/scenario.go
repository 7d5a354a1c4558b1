package e2e

import (
	"maps"
	"os"
	"slices"
	"syscall"
	"testing"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/runner"
	"start-synchronization-job/test/simulator"
)

// scenario is a world and a step in it. Its zero value signs in and starts a
// paused job.
type scenario struct {
	simulator.Config                   // the services
	with             map[string]string // inputs besides the usual ones; "-" leaves one out
	prepare          preparation       // changes the inputs once the services are there
	env, unset       []string
	signal           map[string]os.Signal // sent when the named call arrives
	step             runner.Step          // all else about the step
	late             func(ran) bool       // see until
}

type preparation func(services *simulator.Simulator, inputs map[string]string)

// given is a scenario in which the services are set up otherwise.
func given(services simulator.Config) scenario { return scenario{Config: services} }

// failing is a scenario in which every request of a call meets a fault.
func failing(call string, fault simulator.Fault) scenario { return scenario{}.failing(call, fault) }

func (s scenario) failing(call string, fault simulator.Fault) scenario {
	s.Rules = append(slices.Clone(s.Rules), simulator.Rule{Call: call, Fault: fault})
	return s
}

// reading is a scenario whose job has a documented body with other values in it.
func reading(sample string, changes ...any) scenario {
	return given(simulator.Config{Job: simulator.With(simulator.Sample(sample), changes...)})
}

// set is the scenario with further inputs, in pairs of name and value.
func (s scenario) set(pairs ...string) scenario {
	s.with = maps.Clone(s.with)
	if s.with == nil {
		s.with = map[string]string{}
	}
	for i := 0; i < len(pairs); i += 2 {
		s.with[pairs[i]] = pairs[i+1]
	}
	return s
}

// bringing is the scenario with an access token in place of a sign-in.
func (s scenario) bringing(token simulator.TokenOptions) scenario {
	s.prepare = func(services *simulator.Simulator, inputs map[string]string) {
		inputs["access-token"] = services.GraphToken(token)
	}
	return s.set("tenant-id", "-", "client-id", "-")
}

var application, delegated = simulator.TokenOptions{}, simulator.TokenOptions{Delegated: true}

// inputs are those of the simulator's tenant, as far as the scenario has no
// others.
func (s scenario) inputs() map[string]string {
	all := map[string]string{
		"tenant-id": simulator.TenantID, "client-id": simulator.ClientID,
		"service-principal-id": simulator.ServicePrincipalID, "job-id": simulator.JobID,
	}
	if s.Cloud != "" {
		all["cloud"] = s.Cloud
	}
	maps.Copy(all, s.with)
	maps.DeleteFunc(all, func(_, value string) bool { return value == "-" })
	return all
}

// plainly is the scenario with its inputs in variables without a hyphen too,
// which a shell hands down.
func (s scenario) plainly() scenario {
	for name, value := range s.inputs() {
		s.env = append(s.env, inputs.Variable(name)+"="+value)
	}
	return s
}

func interrupted(call string) scenario {
	s := failing(call, simulator.Hang())
	s.signal = map[string]os.Signal{call: syscall.SIGTERM}
	return s
}

// afterwards closes the connection after a call, and opening the next one
// fails.
func afterwards(call, connect string, fault simulator.Fault) []simulator.Rule {
	return []simulator.Rule{{Call: call, Fault: simulator.CloseAfter()}, {Call: connect, After: 1, Fault: fault}}
}

// lost is a run whose connection to Microsoft Graph is gone before the start,
// and whose next one meets the fault. HTTP/1.1 says beforehand that it will
// close.
func lost(fault simulator.Fault) scenario {
	return given(simulator.Config{HTTP1: true, Rules: afterwards(simulator.CallRead, simulator.CallConnectGraph, fault)})
}

// admitsCluster is a world in which the application trusts a Kubernetes cluster
// and nothing else, and nothing of GitHub's is there.
func admitsCluster() scenario {
	s := given(simulator.Config{Credentials: []simulator.Credential{simulator.ClusterCredential}, SameToken: true})
	s.unset = idTokenVariables
	return s
}

// federated is the scenario with inputs that hold a token of the cluster, with
// some claims.
func (s scenario) federated(claims map[string]any) scenario {
	s.prepare = func(sim *simulator.Simulator, with map[string]string) {
		with["federated-token"] = sim.ClusterToken(claims)
	}
	return s
}

// replace puts a file in another's place at once, as a kubelet does.
func replace(t *testing.T, path, content string) {
	t.Helper()
	next := path + ".next"
	if err := os.WriteFile(next, []byte(content), 0o600); err != nil {
		t.Error(err)
	}
	if err := os.Rename(next, path); err != nil {
		t.Error(err)
	}
}

var idTokenVariables = []string{"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}
