package truth

import (
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/test/e2e"
	"start-synchronization-job/test/simulator"
)

// The statuses and codes that Microsoft Graph has for more than one cause.
var (
	unknown401  = simulator.GraphError(401, "UnknownError", "")
	denied403   = simulator.GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	nothing404  = simulator.GraphError(404, "Request_ResourceNotFound", "Resource 'x' does not exist or one of its queried reference-property objects are not present.")
	malformed   = simulator.GraphError(400, "BadRequest", "The request is malformed or incorrect.")
	conflict409 = simulator.GraphError(409, "Conflict", "Another change of this resource is under way.")
)

const (
	nobody   = "3b0c5f6e-9a1d-4c27-8e53-d4f1a6b7c802"
	ofBox    = "BoxOutDelta.0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	ofOthers = "Azure2Azure.73f0883fd67d4af1ac8a45367f8982e0"
)

var (
	ownedOnly = simulator.Config{}
	allOnly   = simulator.Config{Roles: []string{simulator.RoleReadWrite}}
	ownedAll  = simulator.Config{Roles: []string{simulator.RoleOwnedBy, simulator.RoleReadWrite}}
	readOnly  = simulator.Config{Roles: []string{simulator.RoleRead}}
	noRoles   = simulator.Config{NoRoles: true}
	unowned   = simulator.Config{NotOwner: true}
)

// opaque is the scenario with an access token that is no JWT, which the services
// of the simulator know nothing of.
func opaque(fault simulator.Fault) e2e.Scenario {
	s := e2e.Scenario{}.Set("access-token", "EwB4A8l6BAAU.not-a-jwt", "tenant-id", "-", "client-id", "-")
	return s.Failing(simulator.CallRead, fault).Failing(simulator.CallJobs, fault)
}

// idCauses are wrong service principals.
func idCauses() []cause {
	const id, group = "service-principal-id", "IDs and jobs"
	other := simulator.Config{Roles: ownedAll.Roles, Apps: []simulator.App{{Name: "Workday", AppID: nobody, RegistrationID: simulator.UserObjectID, ServicePrincipalID: ownAppID}}}
	read := func(c simulator.Config, fault simulator.Fault, value string) e2e.Scenario {
		return e2e.Given(c).Failing(simulator.CallRead, fault).Set(id, value)
	}
	return []cause{
		{group, "the ID is an application ID", hint.WrongServicePrincipal, nil, nil, map[string]way{
			"401":                            e2e.Given(ownedOnly).Set(id, simulator.AppID),
			"403":                            read(ownedOnly, denied403, simulator.AppID),
			"404":                            e2e.Given(ownedAll).Set(id, simulator.AppID),
			"404, and no look-up":            e2e.Given(allOnly).Set(id, simulator.AppID),
			"400":                            read(ownedOnly, malformed, simulator.AppID),
			"401, of the caller":             e2e.Given(ownedOnly).Set(id, simulator.ClientID),
			"404, of the caller":             e2e.Given(allOnly).Set(id, simulator.ClientID),
			"401, a person":                  e2e.Scenario{}.Bringing(e2e.Delegated).Failing(simulator.CallRead, unknown401).Set(id, simulator.AppID),
			"404, a person":                  e2e.Scenario{}.Bringing(e2e.Delegated).Set(id, simulator.AppID),
			"401, token that cannot be read": opaque(unknown401).Set(id, simulator.AppID),
			"404, token that cannot be read": opaque(nothing404).Set(id, simulator.AppID),
		}},
		{group, "the ID is that of an app registration", hint.WrongServicePrincipal, nil, nil, map[string]way{
			"401":                 e2e.Given(ownedOnly).Set(id, simulator.RegistrationID),
			"403":                 read(ownedOnly, denied403, simulator.RegistrationID),
			"404":                 e2e.Given(ownedAll).Set(id, simulator.RegistrationID),
			"404, and no look-up": e2e.Given(allOnly).Set(id, simulator.RegistrationID),
			"401, of the caller":  e2e.Given(ownedOnly).Set(id, simulator.CallerRegistrationID),
		}},
		{group, "the ID is the caller's own", hint.WrongServicePrincipal, nil, []hint.Claim{hint.NoJob, hint.NotOwner}, map[string]way{
			"401":                    e2e.Given(ownedOnly).Set(id, simulator.CallerObjectID),
			"403":                    read(ownedOnly, denied403, simulator.CallerObjectID),
			"404, and an empty list": e2e.Given(allOnly).Set(id, simulator.CallerObjectID),
		}},
		{group, "nothing has the ID", hint.WrongServicePrincipal, nil, nil, map[string]way{
			"401":                           e2e.Given(ownedOnly).Set(id, nobody),
			"401, may do all":               read(allOnly, unknown401, nobody),
			"401, may read":                 read(readOnly, unknown401, nobody),
			"403":                           read(ownedOnly, denied403, nobody),
			"403, may do all":               read(allOnly, denied403, nobody),
			"404":                           e2e.Given(allOnly).Set(id, nobody),
			"404, may read":                 e2e.Given(readOnly).Set(id, nobody),
			"404, a person":                 e2e.Scenario{}.Bringing(e2e.Delegated).Set(id, nobody),
			"400":                           read(allOnly, malformed, nobody),
			"404 at the list":               e2e.Given(allOnly).Set(id, nobody, "job-id", "-"),
			"404, deleted before the start": e2e.Failing(simulator.CallStart, nothing404),
		}},
		{group, "the ID is that of another application", hint.WrongServicePrincipal, nil, []hint.Claim{hint.NoJob, hint.NotOwner}, map[string]way{
			"404, and its job in the list": e2e.Given(simulator.Config{JobID: ofOthers, Job: simulator.With(simulator.Sample("paused"), "templateId", "Azure2Azure")}),
			"404, and an empty list":       e2e.Given(other).Set(id, ownAppID),
			"empty list, no job-id":        e2e.Given(other).Set(id, ownAppID, "job-id", "-"),
			"401, not an owner of it":      e2e.Given(simulator.Config{Apps: other.Apps}).Set(id, ownAppID),
		}},
	}
}

const ownAppID = "6d0a94f7-1c52-4be3-9f68-0c7d5a2e81b3"

// jobCauses are wrong jobs, jobs that are too new, and jobs in no state to start.
func jobCauses() []cause {
	const group = "IDs and jobs"
	world := func(ids ...string) e2e.Scenario { return e2e.Given(simulator.Config{JobID: ofBox, OtherJobs: ids}) }
	coded := func(code string) e2e.Scenario {
		return world().Failing(simulator.CallRead, simulator.GraphError(404, code, "No synchronization job was found."))
	}
	empty := simulator.Body(200, "application/json", `{"value":[]}`)
	tooNew := func(c simulator.Config, call string, fault simulator.Fault) e2e.Scenario {
		return e2e.Given(c).Failing(call, fault)
	}
	noJob := simulator.GraphError(404, "NotFound", "No synchronization job was found.")
	return []cause{
		{group, "no such job", hint.WrongJob, nil, []hint.Claim{hint.NoJob}, map[string]way{
			"404, one other":                 world(),
			"404, several others":            world("BoxOutDelta.11", "BoxOutDelta.22"),
			"404, none":                      world().Failing(simulator.CallJobs, empty),
			"404, no list":                   world().Failing(simulator.CallJobs, denied403),
			"404, other capitals":            e2e.Scenario{}.Set("job-id", strings.ToUpper(simulator.JobID)),
			"404, a job of another template": e2e.Scenario{}.Set("job-id", ofOthers),
			"404 JobNotFound":                coded("JobNotFound"),
			"404 ItemNotFound":               coded("ItemNotFound"),
			"404, a code of its own":         coded("SynchronizationJobUnavailable"),
			// A code that Microsoft does not document says nothing, and the list, the only
			// other witness, does not answer: no run can know.
			"404, its code, and no list":    coded("SynchronizationJobUnavailable").Failing(simulator.CallJobs, simulator.Status(503)),
			"400":                           world().Failing(simulator.CallRead, malformed),
			"404, deleted before the start": e2e.Failing(simulator.CallStart, noJob),
		}},
		{group, "provisioning is not set up", hint.NoJob, nil, []hint.Claim{hint.WrongJob}, map[string]way{
			"404, and an empty list": e2e.Failing(simulator.CallRead, noJob).Failing(simulator.CallJobs, empty),
			"empty list, no job-id":  e2e.Failing(simulator.CallJobs, empty).Set("job-id", "-"),
		}},
		{group, "several jobs, and no job-id", hint.ChooseJob, nil, nil, map[string]way{
			"200": e2e.Given(simulator.Config{OtherJobs: []string{ofOthers}}).Set("job-id", "-"),
		}},
		// What the service itself lists counts as true, for as long as it lists it.
		{group, "the job is too new", hint.TooNew, nil, []hint.Claim{hint.WrongJob, hint.NoJob, hint.WrongServicePrincipal, hint.Conflict}, map[string]way{
			"404, but it is listed":             tooNew(ownedOnly, simulator.CallRead, noJob),
			"404 JobNotFound, but it is listed": tooNew(allOnly, simulator.CallRead, simulator.GraphError(404, "JobNotFound", "Specified job does not exist or is not accessible.")),
			"404, not listed":                   e2e.Failing(simulator.CallRead, noJob).Failing(simulator.CallJobs, empty),
			"404, no list":                      e2e.Failing(simulator.CallRead, noJob).Failing(simulator.CallJobs, denied403),
			"404, its application too":          tooNew(allOnly, simulator.CallRead, nothing404).Failing(simulator.CallJobs, nothing404),
			"409":                               tooNew(ownedOnly, simulator.CallRead, conflict409),
			"409 at the start":                  tooNew(ownedOnly, simulator.CallStart, conflict409),
			"404 at the start":                  e2e.Failing(simulator.CallStart, noJob),
		}},
		{group, "the right or the consent is too new", hint.TooNew, nil, []hint.Claim{hint.NoPermission}, map[string]way{
			"401, the owner":               tooNew(ownedOnly, simulator.CallRead, unknown401),
			"401, may do all":              tooNew(allOnly, simulator.CallRead, unknown401),
			"403, may do all":              tooNew(allOnly, simulator.CallRead, denied403),
			"401, not in the token yet":    e2e.Given(noRoles),
			"401 at the start, the owner":  tooNew(ownedOnly, simulator.CallStart, unknown401),
			"403 at the start, may do all": tooNew(allOnly, simulator.CallStart, denied403),
		}},
	}
}
