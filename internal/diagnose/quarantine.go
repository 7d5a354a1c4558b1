package diagnose

import (
	"slices"
	"strings"
	"unicode/utf8"

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
	special    bool // fix is right whatever the error says, and no command is
}

const (
	pageQuarantine = "https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status"
	pageGuard      = "https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions"

	failedEntries = "Correct what the failed entries in the provisioning logs, on the {provisioning page}, have in common."
	anyReason     = "Look into the provisioning logs, and test the connection, on the {provisioning page}."
)

// reasons is the table of the reasons of a quarantine:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine,
// pageQuarantine and pageGuard. No page says which of the thresholds is which
// (from 5,000 failures on, more than 40 % of the entries or more than 40,000, or
// 60,000 in all), and of IngestionInterrupted there is no more than the name: so
// these say what the name does.
var reasons = map[string]reason{
	"encounteredbaseescrowthreshold":       {means: "too many entries failed, by its name more than the base threshold", fix: failedEntries, threshold: true},
	"encounteredtotalescrowthreshold":      {means: "too many entries failed, by its name in all", fix: failedEntries, threshold: true},
	"encounteredescrowproportionthreshold": {means: "too many entries failed, by its name as a share of all", fix: failedEntries, threshold: true},
	exception:                              {means: "the service could not work with the target system", fix: anyReason},
	"unknown":                              {means: "the service gave no reason", fix: anyReason},
	"quarantinedondemand":                  onDemand,
	"quarantineondemand":                   onDemand, // as other pages spell it
	"toomanydeletes":                       {means: "the accidental-deletion guard holds back more deletions than the threshold allows", fix: seeHeld},
	"ingestioninterrupted":                 {means: "by its name, reading from the source system was interrupted", fix: checkSource, special: true},
}

// exception is the reason, in small letters, that says no more than the error
// does.
const exception = "encounteredquarantineexception"

var onDemand = reason{
	means: "Microsoft found a problem with this application and put the job into quarantine by hand",
	fix:   "Look for Microsoft's e-mail to the notification address of the job, or ask Microsoft's support.",

	special: true,
}

// checkSource fits a reason that is not about the target system.
const checkSource = "Check in the provisioning logs, on the {provisioning page}, whether the source system could be read."

const seeHeld = "See what is held back: on the {provisioning page}, choose View provisioning logs and filter Action for `StagedDelete` and `StagedAction`."

// lookUp returns the row of a reason. A new reason has no meaning and the fix
// that fits any.
func lookUp(name string) reason {
	if r, ok := reasons[strings.ToLower(name)]; ok {
		return r
	}
	return reason{fix: anyReason}
}

// quarantined is the warning about a job that is started, or would be, with a
// quarantine in its body, whatever its state: pausing a job leaves it there.
// Nobody knows whether its cause is corrected, so all of it is in the past.
func quarantined(known hint.Known, jobID string, job *graph.Job, would bool) failure.Warning {
	r := lookUp(job.QuarantineReason())
	w := failure.Warning{Title: "A start lifts the quarantine, not its cause", Fix: r.fix, Quarantine: true}
	if would {
		w.Title = "A start would lift the quarantine, not its cause"
	}
	err, c, quoted := job.QuarantineCause(), cause{}, ""
	if err != nil {
		c, quoted = causeOf(job, err), quoteCause(job, err, would)
		if !r.special {
			w.Fix = c.fix
		}
	}
	w.Text = sentences(quoted, c.means, quoteReason(job, err, would), outlook(err))
	if r.threshold {
		w.Text += " A start does not reset the counter of failed entries."
		w.Fix = failedEntries + " Then reset the counter: Microsoft's restart with the scope `Escrows`."
	}
	w.Facts, w.Commands = wholeMessage(err), failure.WithLines(quarantineCommands(known, jobID, job, r, c))
	return w
}

// sentences joins those that say something.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(text string) bool { return text == "" }), " ")
}

// quoteCause quotes the error behind a quarantine.
func quoteCause(job *graph.Job, err *graph.ExecutionError, would bool) string {
	text := "The last execution failed with "
	if q := job.Status.Quarantine; q != nil && err == q.Error {
		text = "The error of the quarantine is "
		if !would {
			text = "The error of the quarantine was "
		}
	}
	if !would {
		text = "Before the start, t" + text[1:]
	}
	return text + quoteError(err) + "."
}

// quoteError quotes the code of an error and its message, where there is one,
// without the full stop at its end: the sentence around it has one.
func quoteError(err *graph.ExecutionError) string {
	if err.Message == "" {
		return untrusted.Quote(err.Code)
	}
	return untrusted.Quote(err.Code) + ": " + untrusted.Quote(strings.TrimSuffix(strings.TrimSpace(err.Message), "."))
}

// wholeMessage is the message of an error that is too long for a sentence: what
// matters may stand at its end.
func wholeMessage(err *graph.ExecutionError) []failure.Fact {
	if err == nil || utf8.RuneCountInString(err.Message) <= untrusted.MaxLine {
		return nil
	}
	return []failure.Fact{{Name: "message of the error", Value: err.Message}}
}

// quoteReason quotes the reason of a quarantine, where it says more than the
// error does.
func quoteReason(job *graph.Job, err *graph.ExecutionError, would bool) string {
	name := job.QuarantineReason()
	r, verb := lookUp(name), " was "
	if would {
		verb = " is "
	}
	switch {
	case err != nil && (name == "" || strings.EqualFold(name, exception)):
		return ""
	case name == "":
		return "Microsoft Graph gave no reason."
	case r.means == "":
		return "The reason" + verb + untrusted.Quote(name) + "."
	}
	return "The reason" + verb + untrusted.Quote(name) + ": " + r.means + "."
}

// outlook says what may follow.
func outlook(err *graph.ExecutionError) string {
	switch {
	case err == nil:
		return "If the cause is not corrected, the job may go back into quarantine."
	case err.TenantCannotAct():
		return "Microsoft says that the tenant cannot correct this error (`tenantActionable` is false). The job may go back into quarantine."
	}
	return "If that is not corrected, the job may go back into quarantine."
}

// quarantineCommands test the credentials of the target where they are the
// cause, and reset the counter of failed entries where that is.
func quarantineCommands(known hint.Known, id string, job *graph.Job, r reason, c cause) []failure.Commands {
	sp, az := known.Inputs.ServicePrincipalID, azcli.CLI{Cloud: known.Inputs.Cloud, Tenant: known.Inputs.TenantID}
	if !inputs.IsGUID(sp) || !azcli.Safe(id) {
		return nil
	}
	switch {
	case r.threshold:
		return []failure.Commands{az.Commands("Reset the counter of failed entries",
			"Clears the list of failed entries: the service stops retrying them.", az.Restart(sp, id, "Escrows"))}
	case c.credentials && !r.special && azcli.Safe(job.TemplateID):
		return []failure.Commands{az.Commands("Test the saved credentials of the target system", "", az.ValidateCredentials(sp, id, job.TemplateID))}
	}
	return nil
}
