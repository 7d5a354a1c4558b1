// Command serve keeps the simulator running for another process, a container or
// a CI job, until SIGINT or SIGTERM:
//
//	go run ./test/simulator/serve -others -env sim.env -ca ca.pem
//
// It then prints how many starts, requests and connections there were. Its exit
// code is 1 when a client sent what the real services would never see.
//
// # To point a client at it
//
// The simulator is a forward proxy that answers for the real host names. Give
// the client the variables of the file sim.env: HTTPS_PROXY, and SSL_CERT_FILE
// with the simulator's CA, which Node takes as NODE_EXTRA_CA_CERTS, Python as
// REQUESTS_CA_BUNDLE and curl as CURL_CA_BUNDLE. Node's own fetch goes through a
// proxy with NODE_USE_ENV_PROXY=1, from Node 22.21 on. The file also has
// ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN, with which a
// client asks for GitHub's id token. The IDs of the tenant, the application, the
// service principal and the job are constants of the package simulator. With
// -others the client may be any; without, it has to keep what this action
// promises. The script .ci/clients does all of this for five clients.
//
// # What it is not
//
// It was written from documentation and public reports, and no tenant was asked:
// what it answers is what the pages say. It has one tenant with one job, and of
// Microsoft Graph v1.0 the job, its list, and as much of the directory as the
// commands need that this action prints. Nothing happens after a start: no cycle
// runs, and no state changes by itself. It has no sign-in of people, no client
// secrets and no certificates, and ids that it makes up are a sequence. Its
// times are those of one day in 2026, except in tokens.
//
// # Faults
//
// -fault names one way in which a request goes wrong, and -state a job to begin
// with: go run ./demo -h lists both. More of them, and exact frames of HTTP/2,
// can be had as rules of the package simulator.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"start-synchronization-job/test/simulator"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	os.Exit(run(os.Args[1:], os.Stdout, stop))
}

type options struct {
	config  simulator.Config
	env, ca string
}

func run(args []string, out io.Writer, stop <-chan os.Signal) int {
	o, err := parse(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(out, err)
		return 1
	}
	sim, err := simulator.Start(o.config)
	if err != nil {
		fmt.Fprintln(out, err)
		return 1
	}
	defer sim.Close()
	if err := publish(sim, o); err != nil {
		fmt.Fprintln(out, err)
		return 1
	}
	fmt.Fprintf(out, "the simulator listens on %s\n", sim.Addr())
	<-stop
	return summarize(sim, out)
}

func parse(args []string, out io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&o.config.Listen, "listen", "127.0.0.1:8443", "address of the proxy")
	flags.StringVar(&o.config.Advertise, "advertise", "", "host:port that clients reach the proxy under (default: the address of -listen)")
	flags.StringVar(&o.config.Cloud, "cloud", "global", strings.Join(simulator.Clouds(), ", "))
	flags.DurationVar(&o.config.Latency, "latency", 0, "injected round-trip time")
	flags.BoolVar(&o.config.HTTP1, "http1", false, "speak HTTP/1.1 only")
	flags.BoolVar(&o.config.Others, "others", false, "the client is not this action: leave its own promises out, and serve what az asks at its sign-in")
	state := flags.String("state", "paused", "the job to begin with (demo -h lists them)")
	fault := flags.String("fault", "", "a fault (demo -h lists them)")
	flags.StringVar(&o.env, "env", "", "file to write the environment to, one KEY=VALUE a line")
	flags.StringVar(&o.ca, "ca", "", "file to write the CA certificate to; SSL_CERT_FILE then names it")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	_, _, err := o.config.Choose(*state, *fault)
	return o, err
}

// publish writes what a client needs. The CA comes first: who sees the
// environment file may start at once.
func publish(sim *simulator.Simulator, o options) error {
	env := sim.Env()
	if o.ca != "" {
		if err := os.WriteFile(o.ca, sim.CAPEM(), 0o644); err != nil {
			return fmt.Errorf("write CA: %w", err)
		}
		env = slices.DeleteFunc(env, func(s string) bool { return strings.HasPrefix(s, "SSL_CERT_FILE=") })
		env = append(env, "SSL_CERT_FILE="+o.ca)
	}
	if o.env == "" {
		return nil
	}
	partial := o.env + ".partial"
	if err := os.WriteFile(partial, []byte(strings.Join(env, "\n")+"\n"), 0o600); err != nil {
		return fmt.Errorf("write environment: %w", err)
	}
	return os.Rename(partial, o.env)
}

func summarize(sim *simulator.Simulator, out io.Writer) int {
	violations := sim.Violations()
	fmt.Fprintf(out, "starts: %d\nrequests: %d\nconnections: %d\nviolations: %d\n",
		sim.Starts(), len(sim.Requests()), sim.Connections(), len(violations))
	for _, v := range violations {
		fmt.Fprintln(out, "  "+v)
	}
	if len(violations) > 0 {
		return 1
	}
	return 0
}
