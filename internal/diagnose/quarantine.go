package diagnose

// reasons is what each quarantine reason means, in brackets, and what a person
// does about it:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine,
// https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status,
// https://learn.microsoft.com/entra/identity/app-provisioning/accidental-deletions.
// Of IngestionInterrupted and of the two other thresholds the pages give no more
// than the names.
var reasons = map[string]struct{ means, do string }{
	"EncounteredBaseEscrowThreshold":       {"(too many entries failed)", failedEntries},
	"EncounteredTotalEscrowThreshold":      {"(too many entries failed in all)", failedEntries},
	"EncounteredEscrowProportionThreshold": {"(too large a share of the entries failed; Microsoft names 40 %)", failedEntries},
	"EncounteredQuarantineException": {
		"(the service could not work with the target system, most often because its credentials are refused)",
		"Test the connection on the provisioning page, and renew the credentials or mend the address of the target system.",
	},
	"Unknown": {"(the service gave no reason)", anyReason},
	"QuarantinedOnDemand": {
		"(Microsoft noticed a problem with this application and put the job into quarantine by hand)",
		"Look for Microsoft's e-mail to the notification address of the job, and mend what it names; else ask Microsoft's support.",
	},
	"TooManyDeletes": {
		"(the accidental-deletion guard: a cycle would have deleted more entries than the threshold allows)",
		"Look at the deletions that were held back: in the provisioning logs, filter Action for `StagedDelete` and `StagedAction`.",
	},
	"IngestionInterrupted": {"(by its name, reading from the source system was interrupted)", anyReason},
}

const (
	failedEntries = "Look at the failed entries in the provisioning logs and mend what they have in common."
	anyReason     = "Look at the provisioning logs, and test the connection on the provisioning page."
)

// QuarantineMeaning says in brackets what a quarantine reason means. It is empty
// for a reason that no documentation names.
func QuarantineMeaning(reason string) string { return reasons[reason].means }

// quarantineAdvice says what a person does about a quarantine reason, in a
// sentence. There is always something to do, also for a reason that no
// documentation names.
func quarantineAdvice(reason string) string {
	if known, ok := reasons[reason]; ok {
		return known.do
	}
	return anyReason
}
