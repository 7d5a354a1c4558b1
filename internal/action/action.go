// Package action does one run, from the environment to the exit code: inputs,
// sign-in, the job and its one start, report. Nothing else reads the
// environment or catches a signal.
package action

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/uuid"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/report"
	"start-synchronization-job/internal/start"
	"start-synchronization-job/internal/untrusted"
	"start-synchronization-job/internal/wire"
)

// Main does the run that the environment asks for and returns the exit code.
// version and commit name this build in the log and to Microsoft Graph.
func Main(version, commit string) int {
	// From the first statement to the last: a run that is killed cannot say what
	// it did. main exits right after.
	ctx, _ := signal.NotifyContext(context.Background(), endings()...)
	silenceLibraries()
	a := action{version: version, commit: commit, getenv: os.Getenv, reporter: report.New(os.Stdout, os.Getenv)}
	if len(os.Args) > 1 {
		return a.answer(os.Args[1:], os.Stdout, os.Stderr)
	}
	// A log that nobody reads any more must not end a run between its start and
	// its report.
	signal.Ignore(syscall.SIGPIPE)
	if !a.run(ctx) {
		return 1
	}
	return 0
}

// endings are the signals that end a run early, that of a closed terminal too
// unless the run was started to outlive it, by nohup.
func endings() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// action is the program and its surroundings.
type action struct {
	version, commit string
	getenv          func(string) string
	reporter        *report.Reporter
}

// run does the run and reports whether it was a success. Whatever happens, it
// ends in a report.
func (a *action) run(ctx context.Context) bool {
	for _, secret := range inputs.Secrets(os.Environ()) {
		a.reporter.Mask(secret)
	}
	a.reporter.Hide(a.getenv(entra.RequestTokenVariable))
	a.reporter.Info("%s", a.name())

	in, problems := inputs.Read(os.Environ())
	// Before anything goes to the network, and after all that only root may read.
	if err := becomeOwner(a.getenv("GITHUB_OUTPUT")); err != nil {
		a.reporter.Info("This run stays root: it cannot become the owner of the output file (%v).", err)
	}
	run := &report.Run{
		Inputs:    in,
		Problems:  problems,
		RequestID: uuid.NewString(),
		Outcome:   start.Outcome{Result: start.Failed},
	}
	run.Failure = a.reporter.Begin(run.RequestID)
	if run.Failure == nil && len(problems) == 0 {
		a.act(ctx, run)
	}
	a.reporter.End(run)
	return run.Outcome.Result.Success()
}

// act is the run proper: sign in, then read the job, pass the gate, start it
// once and look once more. What came of it goes into run.
func (a *action) act(ctx context.Context, run *report.Run) {
	in := run.Inputs
	deadline := time.Now().Add(in.Timeout)
	bounded, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()

	known := a.known(run)
	hosts, err := a.hosts(in)
	if err != nil {
		run.Failure = diagnose.IDTokenURL(known, err)
		return
	}
	transport := wire.New(hosts...)
	defer transport.Close()
	a.debug(transport)
	token := in.AccessToken
	if token == "" {
		if token, run.Failure = a.signIn(bounded, transport, known); run.Failure != nil {
			return
		}
		a.reporter.Info("Signed in at %s as application %s.", in.Cloud.Authority, untrusted.Line(in.ClientID))
	}
	client := &graph.Client{
		Cloud:              in.Cloud,
		ServicePrincipalID: in.ServicePrincipalID,
		Token:              token,
		RequestID:          run.RequestID,
		UserAgent:          "start-synchronization-job/" + a.version,
		Reads:              transport.Retrying(),
		Once:               transport.Client(),
	}
	run.Outcome = start.Run(ctx, a.reporter.Logging(client), start.Options{
		JobID:               in.JobID,
		DryRun:              in.DryRun,
		AllowTooManyDeletes: in.AllowTooManyDeletes,
		Deadline:            deadline,
	})
	run.Diagnosis = diagnose.Outcome(bounded, known, client, run.Outcome)
}

// hosts are the addresses of all that this run may reach.
func (a *action) hosts(in inputs.Inputs) ([]string, error) {
	if in.AccessToken != "" {
		return []string{in.Cloud.Graph}, nil
	}
	hosts := []string{in.Cloud.Graph, in.Cloud.Authority}
	if in.FederatedToken.Given() {
		return hosts, nil
	}
	idTokenURL, err := entra.IDTokenURL(a.getenv)
	return append(hosts, idTokenURL), err
}

// known is what a diagnosis may use of the run and its surroundings.
func (a *action) known(run *report.Run) diagnose.Known {
	return diagnose.Known{
		Inputs:     run.Inputs,
		RequestID:  run.RequestID,
		InWorkflow: inputs.InWorkflow(a.getenv),
		Job:        a.getenv("GITHUB_JOB"),
		Event:      a.getenv("GITHUB_EVENT_NAME"),
		RequestURL: a.getenv(entra.RequestURLVariable),
		CertFile:   a.getenv("SSL_CERT_FILE"),
		CertDir:    a.getenv("SSL_CERT_DIR"),
		ProxyFor:   wire.ProxyFor,
	}
}
