package report

import (
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
	if !run.refused("job-id") {
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

// delimiter ends a value in the file of the outputs, as GitHub's own libraries
// have it. It is a constant, so no value may hold it.
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
	if err := r.appendTo(outputFile, output("client-request-id", clientRequestID)); err != nil {
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
	values, all := run.outputs(), ""
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
			all += output(name, value)
		}
	}
	if !toFile {
		return nil
	}
	return r.appendTo(outputFile, all)
}
