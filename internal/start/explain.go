package start

import (
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/graph"
)

// Refusal says why the gate did not let the start through, or nil where it did.
func (o Outcome) Refusal() *failure.Failure {
	if o.Before == nil || o.Result != Failed || o.Tried || o.Err != nil {
		return nil
	}
	if o.Verdict == TooManyDeletes {
		return tooManyDeletes()
	}
	return &failure.Failure{
		Title: "The job is in a state that allows no start",
		What: "Microsoft Graph says status.code " + foreign.Quote(o.Before.Status.Code) +
			" and schedule.state " + foreign.Quote(o.Before.Schedule.State) + ". Nothing was sent.",
		Means: "Microsoft documents a start for a job that is paused, in quarantine or new. This state is none of them, " +
			"so this action does not guess.",
		Do: []string{
			"Open the provisioning page of the enterprise application and look at the job.",
			"If the job is fine there and should be startable, open an issue with the two values above.",
		},
		Link: "https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start",
	}
}

func tooManyDeletes() *failure.Failure {
	return &failure.Failure{
		Title: "The accidental-deletion guard holds the job",
		What:  "The job is in quarantine with the reason `" + reasonTooManyDeletes + "`. Nothing was sent.",
		Means: "A cycle would have deleted more entries in the target system than the job's threshold allows, so the service " +
			"held the deletions back. A start clears this quarantine; the threshold counts per cycle, so the deletions may then go through.",
		Do: []string{
			"Open the provisioning logs and filter for the deletions that were held back. Were they meant?",
			"If not, mend the cause first: the scope or the assignments that lost these users or groups.",
			"If the job is to go on, run again with the input `allow-too-many-deletes: true`.",
			"To release these deletions on purpose and nothing else, use Microsoft's restart with the scope `ForceDeletes`.",
		},
		Link: "https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions",
	}
}

// Warnings are what a person should know about a run that went on. told is the
// failure of the start in words, if there was one.
func (o Outcome) Warnings(told *failure.Failure) []failure.Warning {
	var warnings []failure.Warning
	warn := func(title, text string) {
		warnings = append(warnings, failure.Warning{Title: title, Text: text})
	}
	if o.Before != nil && o.Result.Success() {
		reason := o.Before.QuarantineReason()
		switch advice := graph.QuarantineAdvice(reason); {
		case o.Before.Status.Code == "NotConfigured":
			warn("The job has no credentials configured", "status.code is `NotConfigured`, and the start does not check the "+
				"credentials of the target system. If it needs some, quarantine follows; enter them on the provisioning page.")
		case o.Before.Status.Code == "Quarantine" && advice != "":
			warn("The start clears the quarantine, not its cause", "The reason was "+foreign.Quote(reason)+" "+
				graph.QuarantineMeaning(reason)+". "+advice)
		}
	}
	if o.Result == Started && told != nil {
		warn("The answer to the start was unclear", told.What+" The job reads as active now and was not before, so it counts as started.")
	}
	if o.Result == Started && o.ReadBackErr != nil {
		warn("The job could not be read once more", "The start stands: Microsoft Graph answered 204. What the job looks like now is not known.")
	}
	return warnings
}
