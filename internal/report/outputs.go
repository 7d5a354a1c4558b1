package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/untrusted"
)

// OutputNames are the outputs of action.yml, in its order.
var OutputNames = []string{
	"result", "message", "job-id", "status-before", "status-after", "schedule-before", "schedule-after",
	"quarantine-reason", "last-execution", "request-id", "client-request-id", "portal-url",
}

// outputs are the values of one run by name. What is not known is empty.
func (run *Run) outputs() map[string]string {
	o := map[string]string{
		"result":            string(run.Outcome.Result),
		"message":           run.message(),
		"request-id":        run.Outcome.RequestID,
		"client-request-id": run.RequestID,
		"portal-url":        run.portalURL(),
	}
	if len(run.Problems) == 0 {
		o["job-id"] = run.job()
	}
	if j := run.Outcome.Before; j != nil {
		o["status-before"], o["schedule-before"] = j.Status.Code, j.Schedule.State
		o["quarantine-reason"] = j.QuarantineReason()
		if j.EverRan() {
			o["last-execution"] = j.Status.LastExecution.State
		}
	}
	if j := run.Outcome.After; j != nil {
		o["status-after"], o["schedule-after"] = j.Status.Code, j.Schedule.State
		if o["quarantine-reason"] == "" {
			o["quarantine-reason"] = j.QuarantineReason()
		}
	}
	for name, value := range o {
		o[name] = single(value)
	}
	return o
}

// delimiter ends a value in the library's file format. It is a constant there,
// so no value may hold it.
const delimiter = "_GitHubActionsFileCommandDelimeter_"

// single is a value in one line that cannot end itself early. One that holds
// the delimiter is dropped whole: what is left once it is taken out may be
// another.
func single(value string) string {
	value = untrusted.Line(value)
	if strings.Contains(value, delimiter) {
		return ""
	}
	return value
}

// Begin makes sure that the run can report at all, by writing the first output.
// A run that cannot must not act: then the failure is returned, and the outputs
// are not tried again.
func (r *Reporter) Begin(clientRequestID string) *failure.Failure {
	if r.getenv(outputFile) == "" {
		return nil
	}
	if err := r.setOutput("client-request-id", clientRequestID); err != nil {
		r.noOutputs = true
		return noOutputs(r.getenv(outputFile), err)
	}
	return nil
}

// writeOutputs writes the outputs, to the log where there is no file for them.
// Begin has written client-request-id already.
func (r *Reporter) writeOutputs(run *Run) error {
	if r.noOutputs {
		return nil
	}
	values := run.outputs()
	toFile := r.getenv(outputFile) != ""
	if !toFile {
		r.Info("Outputs:")
	}
	for _, name := range OutputNames {
		value := r.secrets.hide(values[name])
		switch {
		case !toFile:
			r.Info("  %s=%s", name, value)
		case name != "client-request-id":
			if err := r.setOutput(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// The variables that name the runner's files.
const (
	outputFile  = "GITHUB_OUTPUT"
	summaryFile = "GITHUB_STEP_SUMMARY"
)

func (r *Reporter) setOutput(name, value string) error {
	return r.toFile(outputFile, func() { r.action.SetOutput(name, value) })
}

func (r *Reporter) appendSummary(markdown string) error {
	return r.toFile(summaryFile, func() { r.action.AddStepSummary(markdown) })
}

// toFile writes to the file that a variable names, by a function of the
// library, which panics where it cannot. Only a regular file is opened, or a
// link to one: a FIFO that nobody reads would hold the run for good. One that
// is not there is made.
func (r *Reporter) toFile(variable string, write func()) (err error) {
	info, err := os.Stat(r.getenv(variable))
	switch {
	case err == nil && !info.Mode().IsRegular():
		return &notRegularError{Mode: info.Mode()}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			err = p
		default:
			err = fmt.Errorf("%v", p)
		}
	}()
	write()
	return nil
}
