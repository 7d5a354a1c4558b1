package diagnose

import (
	"strings"

	"start-synchronization-job/internal/azcli"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// reason is what a reason of a quarantine means, as the end of a sentence, and
// what to do about it.
type reason struct {
	means, fix string
	threshold  bool // of failed entries
}

const (
	pageQuarantine = "https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status"
	pageGuard      = "https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions"

	failedEntries = "Find out in the {provisioning logs} what the failed entries have in common."
	anyReason     = "Check the {provisioning logs} and test the connection."
)

// reasons is the table of the reasons of a quarantine:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine,
// pageQuarantine and pageGuard. No page says which of the thresholds is which:
// from 5,000 failures on, more than 40 % of the entries or more than 40,000, or
// 60,000 in all. Of IngestionInterrupted there is no more than the name.
var reasons = map[string]reason{
	"encounteredbaseescrowthreshold":       {means: "too many entries failed: from 5,000 on, more than 40 % or 40,000, or 60,000 in all", fix: failedEntries, threshold: true},
	"encounteredtotalescrowthreshold":      {means: "too many entries failed: from 5,000 on, more than 40 % or 40,000, or 60,000 in all", fix: failedEntries, threshold: true},
	"encounteredescrowproportionthreshold": {means: "too many entries failed: from 5,000 on, more than 40 % or 40,000, or 60,000 in all", fix: failedEntries, threshold: true},
	"encounteredquarantineexception": {
		means: "the service could not work with the target system, mostly because its credentials are not accepted",
		fix:   "{Check the connection in Entra}, and renew the credentials of the target system.",
	},
	"unknown":              {means: "the service gave no reason", fix: anyReason},
	"quarantinedondemand":  onDemand,
	"quarantineondemand":   onDemand, // as other pages spell it
	"toomanydeletes":       {means: "the accidental-deletion guard holds back more deletions than the threshold allows", fix: seeHeld},
	"ingestioninterrupted": {means: "by its name, reading from the source system was interrupted", fix: anyReason},
}

var onDemand = reason{
	means: "Microsoft found a problem with this application and put the job into quarantine by hand",
	fix:   "Look for Microsoft's e-mail to the notification address of the job, or ask Microsoft's support.",
}

const seeHeld = "{See what is held back}: in the provisioning logs, filter Action for `StagedDelete` and `StagedAction`."

// lookUp returns the row of a reason. A new reason has no meaning and the fix
// that fits any.
func lookUp(name string) reason {
	if r, ok := reasons[strings.ToLower(name)]; ok {
		return r
	}
	return reason{fix: anyReason}
}

// quarantined is the warning about a job that is started, or would be, out of a
// quarantine.
func quarantined(known hint.Known, jobID string, job *graph.Job, would bool) failure.Warning {
	name := job.QuarantineReason()
	r := lookUp(name)
	w := failure.Warning{Title: "The cause is still there; the job may go back into quarantine", Fix: r.fix}
	if would {
		w.Title = "A start would lift the quarantine, not its cause"
	}
	meaning := ""
	if r.means != "" {
		meaning = ": " + r.means
	}
	w.Text = "The reason is " + untrusted.Quote(name) + meaning + "."
	if name == "" {
		w.Text = "Microsoft Graph gives no reason."
	}
	if cause := job.QuarantineCause(); cause != nil {
		text := "Its last execution failed with "
		if cause == job.Status.Quarantine.Error {
			text = "Its error is "
		}
		text += untrusted.Quote(cause.Code)
		if cause.Message != "" {
			text += ": " + untrusted.Quote(cause.Message)
		}
		if strings.EqualFold(name, "EncounteredQuarantineException") {
			w.Text = text + "."
		} else {
			w.Text = text + ". " + w.Text
		}
	}
	if r.threshold {
		w.Text += " A start lifts the quarantine; the counter of failed entries stays."
		w.Fix = strings.TrimSuffix(failedEntries, ".") + ". Then reset the counter: Microsoft's restart with the scope `Escrows`."
	}
	w.Commands = quarantineCommands(known, jobID, job, r)
	return w
}

// quarantineCommands test the credentials of the target where they are the
// cause, and reset the counter of failed entries where that is.
func quarantineCommands(known hint.Known, id string, job *graph.Job, r reason) []failure.Commands {
	sp, az := known.Inputs.ServicePrincipalID, azcli.CLI{Cloud: known.Inputs.Cloud, Tenant: known.Inputs.TenantID}
	if !inputs.IsGUID(sp) || !azcli.Safe(id) {
		return nil
	}
	switch {
	case r.threshold:
		return []failure.Commands{az.Commands("Reset the counter of failed entries",
			"Clears the list of failed entries, so the service stops to retry them.", az.Restart(sp, id, "Escrows"))}
	case aboutCredentials(job) && azcli.Safe(job.TemplateID):
		return []failure.Commands{az.Commands("Test the saved credentials of the target system", "", az.ValidateCredentials(sp, id, job.TemplateID))}
	}
	return nil
}

// aboutCredentials reports whether the cause of a quarantine is that the target
// system does not accept the job's credentials, by its reason or by the name of
// its error.
func aboutCredentials(job *graph.Job) bool {
	if strings.EqualFold(job.QuarantineReason(), "EncounteredQuarantineException") {
		return true
	}
	cause := job.QuarantineCause()
	if cause == nil {
		return false
	}
	code := strings.ToLower(cause.Code)
	for _, part := range []string{"credential", "permission", "authori", "authentic"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}
