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

// Scenario is a world and a step in it. Its zero value signs in and starts a
// paused job.
type Scenario struct {
	simulator.Config                   // the services
	With             map[string]string // inputs besides the usual ones; "-" leaves one out
	Prepare          preparation       // changes the inputs once the services are there
	Env, Unset       []string
	Signal           map[string]os.Signal // sent when the named call arrives
	Step             runner.Step          // all else about the step
	Late             func(Ran) bool       // see Until
}

type preparation func(services *simulator.Simulator, inputs map[string]string)

// Given is a scenario in which the services are set up otherwise.
func Given(services simulator.Config) Scenario { return Scenario{Config: services} }

// Failing is a scenario in which every request of a call meets a fault.
func Failing(call string, fault simulator.Fault) Scenario { return Scenario{}.Failing(call, fault) }

// Failing is the scenario in which, besides, every request of a call meets a
// fault.
func (s Scenario) Failing(call string, fault simulator.Fault) Scenario {
	s.Rules = append(slices.Clone(s.Rules), simulator.Rule{Call: call, Fault: fault})
	return s
}

// reading is a scenario whose job has a documented body with other values in it.
func reading(sample string, changes ...any) Scenario {
	return Given(simulator.Config{Job: simulator.With(simulator.Sample(sample), changes...)})
}

// Set is the scenario with further inputs, in pairs of name and value.
func (s Scenario) Set(pairs ...string) Scenario {
	s.With = maps.Clone(s.With)
	if s.With == nil {
		s.With = map[string]string{}
	}
	for i := 0; i < len(pairs); i += 2 {
		s.With[pairs[i]] = pairs[i+1]
	}
	return s
}

// Bringing is the scenario with an access token in place of a sign-in.
func (s Scenario) Bringing(token simulator.TokenOptions) Scenario {
	s.Prepare = func(services *simulator.Simulator, inputs map[string]string) {
		inputs["access-token"] = services.GraphToken(token)
	}
	return s.Set("tenant-id", "-", "client-id", "-")
}

// The access tokens that a scenario may bring: of an application, and of a
// person.
var (
	Application = simulator.TokenOptions{}
	Delegated   = simulator.TokenOptions{Delegated: true}
)

// inputs are those of the simulator's tenant, as far as the scenario has no
// others.
func (s Scenario) inputs() map[string]string {
	all := map[string]string{
		"tenant-id": simulator.TenantID, "client-id": simulator.ClientID,
		"service-principal-id": simulator.ServicePrincipalID, "job-id": simulator.JobID,
	}
	if s.Cloud != "" {
		all["cloud"] = s.Cloud
	}
	maps.Copy(all, s.With)
	maps.DeleteFunc(all, func(_, value string) bool { return value == "-" })
	return all
}

// plainly is the scenario with its inputs in variables without a hyphen too,
// which a shell hands down.
func (s Scenario) plainly() Scenario {
	for name, value := range s.inputs() {
		s.Env = append(s.Env, inputs.Variable(name)+"="+value)
	}
	return s
}

// Interrupted is a scenario in which a call is never answered, and the run is
// stopped when it arrives.
func Interrupted(call string) Scenario {
	s := Failing(call, simulator.Hang())
	s.Signal = map[string]os.Signal{call: syscall.SIGTERM}
	return s
}

// Afterwards closes the connection after a call, and opening the next one
// fails.
func Afterwards(call, connect string, fault simulator.Fault) []simulator.Rule {
	return []simulator.Rule{{Call: call, Fault: simulator.CloseAfter()}, {Call: connect, After: 1, Fault: fault}}
}

// Lost is a run whose connection to Microsoft Graph is gone before the start,
// and whose next one meets the fault. HTTP/1.1 says beforehand that it will
// close.
func Lost(fault simulator.Fault) Scenario {
	return Given(simulator.Config{HTTP1: true, Rules: Afterwards(simulator.CallRead, simulator.CallConnectGraph, fault)})
}

// AdmitsCluster is a world in which the application trusts a Kubernetes cluster
// and nothing else, and nothing of GitHub's is there.
func AdmitsCluster() Scenario {
	s := Given(simulator.Config{Credentials: []simulator.Credential{simulator.ClusterCredential}, SameToken: true})
	s.Unset = IDTokenVariables
	return s
}

// Federated is the scenario with inputs that hold a token of the cluster, with
// some claims.
func (s Scenario) Federated(claims map[string]any) Scenario {
	s.Prepare = func(sim *simulator.Simulator, with map[string]string) {
		with["federated-token"] = sim.ClusterToken(claims)
	}
	return s
}

// Replace puts a file in another's place at once, as a kubelet does.
func Replace(t *testing.T, path, content string) {
	t.Helper()
	next := path + ".next"
	if err := os.WriteFile(next, []byte(content), 0o600); err != nil {
		t.Error(err)
	}
	if err := os.Rename(next, path); err != nil {
		t.Error(err)
	}
}

// IDTokenVariables are those with which a job asks GitHub for an id token.
var IDTokenVariables = []string{"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}
