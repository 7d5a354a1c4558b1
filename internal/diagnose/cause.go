package diagnose

import (
	"strings"

	"start-synchronization-job/internal/graph"
)

// cause is what the error behind a quarantine means, as a sentence, and what to
// do about it. A cause that is not known has neither.
type cause struct {
	means, fix  string
	credentials bool // of the target system, by what the error says
}

const (
	checkAgents     = "Check in Entra, under Cloud sync > Agents, that the provisioning agents are active."
	askMicrosoft    = "If the error comes back, ask Microsoft's support, with the ID of the job."
	testConnection  = "Test the connection on its {provisioning page}."
	correctTheError = "Correct what the error says, then test the connection on the {provisioning page}."
)

// causes is the table of the errors that a known hint helps with, all of cloud
// sync, whose agents run on the premises:
// https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-error-codes.
var causes = map[string]cause{
	"hybrididentityservicenoactiveagents": {
		means: "No provisioning agent of the domain is active.",
		fix:   "Start the provisioning agents on their servers. " + checkAgents,
	},
	"hybrididentityservicenoagentsassigned": {
		means: "No provisioning agent is assigned to the domain.",
		fix:   "Install a provisioning agent for the domain. " + checkAgents,
	},
	"hybrididentityserviceserverbusy": {
		means: "The service was busy, which usually passes.",
		fix:   "Wait for the next cycle. " + askMicrosoft,
	},
	"hybrididentityserviceinvalidresource":                    {fix: checkAgents},
	"hybridsynchronizationactivedirectoryinternalservererror": {fix: checkAgents},
}

// timeOut is what the error TimeOut means in cloud sync.
var timeOut = cause{
	means: "The agent on the premises did not answer in time.",
	fix:   "Check the load and the network of the server that the provisioning agent runs on.",
}

// causeOf returns what is known about the error behind a job's quarantine. It
// goes by the error's code, and for an error of SCIM by the status that its
// message names. No result depends on it.
func causeOf(job *graph.Job, err *graph.ExecutionError) cause {
	code := strings.ToLower(err.Code)
	known, ok := causes[code]
	switch {
	case ok:
	case code == "timeout" && onPremises(job):
		known = timeOut
	case strings.HasPrefix(code, "systemforcrossdomainidentitymanagement") && strings.Contains(err.Message, "404"):
		known = cause{means: "The target system answered 404 (not found).", fix: "Check the tenant URL on the {provisioning page}."}
	case namesCredentials(code):
		known = cause{fix: testConnection, credentials: true}
	default:
		known = cause{fix: correctTheError}
	}
	if err.TenantCannotAct() {
		known.fix, known.credentials = askMicrosoft, false
	}
	return known
}

// onPremises reports whether agents do the work of a job, by its template.
func onPremises(job *graph.Job) bool {
	template := strings.ToLower(job.TemplateID)
	return strings.Contains(template, "ad2aad") || strings.Contains(template, "2ad")
}

// namesCredentials reports whether the code of an error, in small letters, says
// that the target system does not accept the job's credentials.
func namesCredentials(code string) bool {
	for _, part := range []string{"credential", "permission", "authori", "authentic", "password", "accesstoken"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}
