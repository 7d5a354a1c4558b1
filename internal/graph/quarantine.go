package graph

// reasons is what each quarantine reason means and what a person does about it:
// https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationquarantine,
// https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status.
var reasons = map[string]struct{ means, do string }{
	"EncounteredBaseEscrowThreshold":       {"(too many entries failed)", "Look at the failed entries in the provisioning logs and mend what they have in common."},
	"EncounteredTotalEscrowThreshold":      {"(too many entries failed)", "Look at the failed entries in the provisioning logs and mend what they have in common."},
	"EncounteredEscrowProportionThreshold": {"(too large a share of the entries failed)", "Look at the failed entries in the provisioning logs and mend what they have in common."},
	"EncounteredQuarantineException":       {"(the service could not work with the target system, most often because its credentials are refused)", "Test the connection on the provisioning page and renew the credentials of the target system."},
	"Unknown":                              {"(the service gave no reason)", "Look at the provisioning logs and test the connection on the provisioning page."},
	"QuarantinedOnDemand":                  {"(somebody put the job into quarantine)", "Ask who did, and why, before it is started again."},
	"TooManyDeletes":                       {"(the accidental-deletion guard: a cycle would have deleted more entries than the threshold allows)", "Look at the held-back deletions before anything is started."},
	"IngestionInterrupted":                 {"(reading from the source was interrupted)", "Look at the provisioning logs; if it comes again, test the connection to the source."},
}

// QuarantineMeaning says in a few words what a quarantine reason means. It is
// empty for a reason that no documentation names.
func QuarantineMeaning(reason string) string { return reasons[reason].means }

// QuarantineAdvice says what a person does about a quarantine reason, in a
// sentence. It is empty for a reason that no documentation names.
func QuarantineAdvice(reason string) string { return reasons[reason].do }
