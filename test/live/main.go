// Command live holds the simulator against a real tenant, for whoever has one:
//
//	go run ./test/live
//
// It takes the inputs of the action from the same variables, INPUT_TENANT_ID,
// INPUT_CLIENT_ID, INPUT_SERVICE_PRINCIPAL_ID, INPUT_JOB_ID and the others.
// Without INPUT_ACCESS_TOKEN it signs in as the action does: in a workflow, with
// `id-token: write`, by GitHub's id token:
//
//	steps:
//	  - run: |
//	      git clone https://github.com/OWNER/start-synchronization-job .
//	      go run ./test/live && cat live.txt
//	    env:
//	      INPUT_TENANT_ID: ${{ vars.ENTRA_TENANT_ID }}
//	      INPUT_CLIENT_ID: ${{ vars.ENTRA_CLIENT_ID }}
//	      INPUT_SERVICE_PRINCIPAL_ID: ${{ vars.ENTRA_SERVICE_PRINCIPAL_ID }}
//
// It asks the tenant for some twenty facts, and a simulator that was set up
// likewise for the same. Of each fact it says what the simulator does and what
// was seen: same, differs, not asked and why, or not seen, where no usable
// answer came. It changes nothing: it reads, and requests tokens. Some of the
// token requests are wrong on purpose, and stand as refused sign-ins in the
// tenant's log. With -start-nothing it also sends two starts, of a random job
// of a random service principal.
//
// The file that it writes, live.txt, can be attached to an issue. Tokens, ids and
// names are replaced in it, in the texts of the services too, and so is all that
// these quote. Look through it all the same: a name that is in neither token and
// that a service does not quote is not recognized. The exit code is 0 whatever differs, and 1 where the inputs are not usable or
// the file cannot be written.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"

	"start-synchronization-job/internal/inputs"
)

func main() { os.Exit(live(os.Args[1:], os.Environ(), os.Stdout)) }

// What is said before anything is sent.
const (
	changes  = "Nothing is changed: this reads, and requests tokens.\n"
	refusals = "Up to four of the token requests are wrong on purpose: refused sign-ins will stand in the tenant's log.\n"
	nothing  = "Two starts of a random job of a random service principal are sent as well.\n"
)

// live is the program. It returns its exit code.
func live(args, environ []string, out io.Writer) int {
	flags := flag.NewFlagSet("live", flag.ContinueOnError)
	flags.SetOutput(out)
	starts := flags.Bool("start-nothing", false, "also send two starts of a random job of a random service principal")
	file := flags.String("o", "live.txt", "`file` to write")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 1
	}
	in, problems := inputs.Read(environ)
	for _, problem := range problems {
		fmt.Fprintln(out, problem)
	}
	if len(problems) > 0 {
		return 1
	}
	fmt.Fprint(out, changes)
	if in.AccessToken == "" {
		fmt.Fprint(out, refusals)
	}
	if *starts {
		fmt.Fprint(out, nothing)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, in.Timeout)
	defer cancel()
	report, err := hold(ctx, newWorld(in, environ, http.ProxyFromEnvironment, nil), *starts)
	if err == nil {
		_, _ = out.Write(report)
		err = os.WriteFile(*file, report, 0o600)
	}
	if err != nil {
		fmt.Fprintln(out, err)
		return 1
	}
	fmt.Fprintf(out, "\nAll of this stands in %s.\n", *file)
	return 0
}

// hold asks the tenant, and then a simulator like it, and reports on both.
func hold(ctx context.Context, tenant *world, starts bool) ([]byte, error) {
	tenant.starts = starts
	tenant.prepare(ctx)
	seen := tenant.findAll(ctx)
	likewise, end, err := tenant.simulated()
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	likewise.prepare(ctx)
	var report bytes.Buffer
	tenant.describe(&report)
	for i, does := range likewise.findAll(ctx) {
		compare(&report, facts[i].name, does, seen[i])
	}
	return report.Bytes(), nil
}
