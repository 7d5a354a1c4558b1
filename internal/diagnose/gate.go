package diagnose

import (
	"strings"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/start"
)

// refusal says why the gate did not let the start through, or nil where it did.
func refusal(o start.Outcome) *failure.Failure {
	if o.Before == nil || o.Result != start.Failed || o.Tried || o.Err != nil {
		return nil
	}
	if o.Verdict == start.TooManyDeletes {
		return tooManyDeletes()
	}
	return &failure.Failure{
		Title: "The job is in a state that allows no start",
		What: "Nothing was sent: Microsoft Graph says status.code " + foreign.Quote(o.Before.Status.Code) +
			" and schedule.state " + foreign.Quote(o.Before.Schedule.State) + ".",
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
		What:  "Nothing was sent: the job is in quarantine with the reason `" + start.ReasonTooManyDeletes + "`.",
		Means: "A cycle would have deleted or disabled more entries in the target system than the job's threshold allows, so the " +
			"service held them back. A start clears this quarantine, and the threshold counts per cycle: the deletions may then go through.",
		Do: []string{
			quarantineAdvice(start.ReasonTooManyDeletes) + " Were they meant?",
			"If not, mend the cause first: assign or restore these users and groups, or mend the scope. Then run again with the input named last.",
			"If they were, choose Allow deletes on the provisioning page, or use Microsoft's restart with the scope `ForceDeletes`.",
			"To start the job all the same, run again with the input `allow-too-many-deletes: true`.",
		},
		Commands: []string{"with:", "  allow-too-many-deletes: true"},
		Link:     "https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions",
	}
}

// warnings are what a person should know about a run that went on. told is the
// failure of the start in words, if there was one.
func warnings(o start.Outcome, told *failure.Failure) []failure.Warning {
	var all []failure.Warning
	warn := func(title, text string) {
		all = append(all, failure.Warning{Title: title, Text: text})
	}
	if o.Before != nil && o.Result.Success() {
		reason := o.Before.QuarantineReason()
		switch {
		case o.Before.Status.Code == "NotConfigured":
			warn("The job has no credentials configured", "status.code is `NotConfigured`, and the start does not check the "+
				"credentials of the target system. If it needs some, quarantine follows; enter them on the provisioning page.")
		case o.Before.Status.Code == "Quarantine":
			warn("A start clears the quarantine, not its cause", strings.TrimSpace("The reason is "+foreign.Quote(reason)+" "+
				QuarantineMeaning(reason))+". "+quarantineAdvice(reason))
		}
	}
	if o.Result == start.Started && told != nil {
		warn("The answer to the start was unclear", told.What+" The job reads as active now and was not before, so it counts as started.")
	}
	if o.Result == start.Started && o.ReadBackErr != nil {
		warn("The job could not be read once more", "The start stands: Microsoft Graph answered 204. What the job looks like now is not known.")
	}
	return all
}
