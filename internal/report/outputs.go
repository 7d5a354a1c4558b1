package report

import (
	"fmt"
	"strings"

	"start-synchronization-job/internal/foreign"
)

// OutputNames are the outputs of action.yml, in its order.
var OutputNames = []string{
	"result", "status-before", "status-after", "schedule-before", "schedule-after",
	"quarantine-reason", "request-id", "client-request-id", "portal-url",
}

// outputs are the values of one run by name. What is not known is empty.
func (run *Run) outputs() map[string]string {
	o := map[string]string{
		"result":            string(run.Outcome.Result),
		"request-id":        run.Outcome.RequestID,
		"client-request-id": run.RequestID,
		"portal-url":        run.portalURL(),
	}
	if j := run.Outcome.Before; j != nil {
		o["status-before"], o["schedule-before"] = j.Status.Code, j.Schedule.State
		o["quarantine-reason"] = j.QuarantineReason()
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

// single is a value in one line that cannot end itself early.
func single(value string) string {
	return strings.ReplaceAll(foreign.Line(value), delimiter, "")
}

// Begin makes sure that the run can report at all, by writing the first output.
// A run that cannot must not act.
func (r *Reporter) Begin(clientRequestID string) error {
	if r.getenv("GITHUB_OUTPUT") == "" {
		return nil
	}
	return r.setOutput("client-request-id", clientRequestID)
}

// writeOutputs writes the outputs, to the log where there is no file for them.
// Begin has written client-request-id already.
func (r *Reporter) writeOutputs(run *Run) error {
	values := run.outputs()
	toFile := r.getenv("GITHUB_OUTPUT") != ""
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

// setOutput is the library's, which panics where the file cannot be written.
func (r *Reporter) setOutput(name, value string) (err error) {
	defer recovered(&err)
	r.action.SetOutput(name, value)
	return nil
}

func (r *Reporter) appendSummary(markdown string) (err error) {
	defer recovered(&err)
	r.action.AddStepSummary(markdown)
	return nil
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%v", p)
	}
}
