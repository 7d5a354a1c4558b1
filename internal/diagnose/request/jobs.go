package request

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/graph"
)

// jobRows are about a job that was not found, or that was not given.
var jobRows = []hint.Row{
	{
		Is:    hint.All(choosing, func(e *hint.Evidence) bool { return e.List.More && len(e.List.Jobs) < 2 }),
		Claim: hint.ChooseJob,
		Title: "job-id is needed",
		Cause: "`job-id` is empty, and the list of the jobs of the enterprise application has a further page.",
		Fixes: []string{"Set `job-id`, as it is on the {provisioning page}."},
		Link:  pageList,
	},
	{
		Is:    hint.All(choosing, listEmpty),
		Claim: hint.NoJob, Also: []hint.Claim{hint.WrongServicePrincipal},
		Title: "The enterprise application lists no job",
		Cause: "`job-id` is empty, and Microsoft Graph lists no job of the enterprise application.",
		Fixes: []string{setUp, checkID},
		Link:  pageList,
	},
	{
		Is:    choosing,
		Claim: hint.ChooseJob,
		Title: "job-id is needed",
		Cause: "`job-id` is empty, and the enterprise application has <jobs>.",
		Fixes: []string{oneOfThem},
		Link:  pageList,
	},
	{
		Is:    hint.All(noJob, starting),
		Claim: hint.WrongJob, Also: []hint.Claim{hint.TooNew},
		Title: "The job was not found any more",
		Cause: "The job <job-id> was read a moment before, and then Microsoft Graph did not find it (<code>).",
		Fixes: []string{hint.RunAgain, "If the next run does not find it either, see on the {provisioning page} whether the job was deleted."},
		Link:  pageList,
	},
	{
		Is: hint.All(jobInDoubt, func(e *hint.Evidence) bool {
			return slices.ContainsFunc(e.List.Jobs, func(j graph.Job) bool { return j.ID == e.JobID })
		}),
		Claim: hint.TooNew,
		Title: "The job is listed, and was not found",
		Cause: "The enterprise application lists the job <job-id>, and the read did not find it (<code>).",
		Fixes: []string{"Wait a few minutes, then run again: a new job is not known everywhere at once.", askSupport},
		Link:  pageGet,
		Raw:   "Specified job does not exist or is not accessible.",
	},
	{
		Is:    hint.All(jobInDoubt, func(e *hint.Evidence) bool { return otherCase(e) != "" }),
		Claim: hint.WrongJob,
		Title: "The job ID differs in capital letters",
		Cause: "The enterprise application does not list the job <job-id> (<code>), but <listed job>.",
		Fixes: []string{"Write the ID exactly as it is listed: it is case-sensitive."},
		Link:  pageList,
	},
	{
		Is:    hint.All(jobInDoubt, otherTemplate),
		Claim: hint.WrongServicePrincipal, Likely: true, Also: []hint.Claim{hint.WrongJob},
		Title: "The job is probably that of another application",
		Cause: "<the application> does not list <job-id> (<code>), nor any job of its template, but <jobs>. " +
			"So `service-principal-id` is probably that of another application.",
		Fixes: []string{checkID, "If the application is the right one, set `job-id` to the ID of its job."},
		Link:  pageList,
	},
	{
		Is:    hint.All(jobInDoubt, listEmpty),
		Claim: hint.NoJob, Likely: true, Also: []hint.Claim{hint.WrongServicePrincipal, hint.WrongJob, hint.TooNew},
		Title: "The enterprise application lists no job",
		Cause: "Microsoft Graph finds no job <job-id> (<code>), and lists none of the enterprise application. " +
			"Probably provisioning is not set up, or `service-principal-id` is that of another enterprise application.",
		Fixes: []string{setUp, checkID, newJob},
		Link:  pageList,
	},
	{
		Is:    hint.All(jobInDoubt, listed, plainOne),
		Claim: hint.WrongJob,
		Title: "No such job",
		Cause: "The enterprise application does not list the job <job-id> (<code>), but <jobs>.",
		Fixes: []string{"Write `job-id: <the only id>`.", checkID},
		Link:  pageList,
	},
	{
		Is:    hint.All(jobInDoubt, listed, func(e *hint.Evidence) bool { return !e.List.More }),
		Claim: hint.WrongJob,
		Title: "No such job",
		Cause: "The enterprise application does not list the job <job-id> (<code>), but <jobs>.",
		Fixes: []string{oneOfThem, checkID},
		Link:  pageList,
	},
	{
		Is:    noJob,
		Claim: hint.WrongJob, Likely: true, Also: []hint.Claim{hint.WrongServicePrincipal, hint.TooNew},
		Title: "The job was not found",
		Cause: "Microsoft Graph does not find the job <job-id> (<code>): probably the enterprise application has no such job. Its list of jobs could not be read in full.",
		Fixes: []string{"Compare `job-id` with the ID of the job on the {provisioning page}.", newJob},
		Link:  pageList,
	},
}

const (
	newJob    = "If the job was created just now" + waitThen
	setUp     = "Set up provisioning on the {provisioning page} of the application."
	oneOfThem = "Set `job-id` to one of them; their templates and states are in the job summary."
)

func choosing(e *hint.Evidence) bool {
	var choice *graph.ChoiceError
	return errors.As(e.Err, &choice)
}

// jobInDoubt is true of a read that found nothing, by Graph's own word, where
// the enterprise application is not what is missing.
func jobInDoubt(e *hint.Evidence) bool {
	return reading(e) && e.Answer.Status == http.StatusNotFound && e.Answer.Code != "" && e.JobID != "" &&
		!strings.EqualFold(e.Answer.Code, "Request_ResourceNotFound") && !strings.EqualFold(e.Answer.Code, "OrganizationFromTenantGuidNotFound")
}

// noJob is true where Graph's code says that there is no such job.
func noJob(e *hint.Evidence) bool {
	return e.Answer.Status == http.StatusNotFound && slices.ContainsFunc(
		[]string{"JobNotFound", "NotFound", "ResourceNotFound", "ItemNotFound", "SynchronizationJobNotFound"},
		func(code string) bool { return strings.EqualFold(code, e.Answer.Code) })
}

func listed(e *hint.Evidence) bool    { return e.List.Read }
func listEmpty(e *hint.Evidence) bool { return e.List.Read && !e.List.More && len(e.List.Jobs) == 0 }

// plainOne is true where the list has one job and YAML takes its ID as it is.
func plainOne(e *hint.Evidence) bool {
	return len(e.List.Jobs) == 1 && !e.List.More && plainID.MatchString(e.List.Jobs[0].ID)
}

var plainID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,99}(\.[A-Za-z0-9_-]{1,100}){0,9}$`)

// otherCase returns a listed job whose ID differs from the given one in capital
// letters only.
func otherCase(e *hint.Evidence) string {
	for _, job := range e.List.Jobs {
		if strings.EqualFold(job.ID, e.JobID) && job.ID != e.JobID {
			return job.ID
		}
	}
	return ""
}

// otherTemplate doubts the service principal where the given job is of a
// template that none of the listed jobs has: the ID of a job begins with its
// template, and provisioning of one application is of one template. To offer
// another application's job first would start what nobody meant.
func otherTemplate(e *hint.Evidence) bool {
	wanted := template(e)
	return wanted != "" && len(e.List.Jobs) > 0 && !slices.ContainsFunc(e.List.Jobs, func(job graph.Job) bool {
		prefix, _, _ := strings.Cut(job.ID, ".")
		return strings.EqualFold(job.TemplateID, wanted) || strings.EqualFold(prefix, wanted)
	})
}

// template is that of the given job, by its ID.
func template(e *hint.Evidence) string {
	name, _, found := strings.Cut(e.JobID, ".")
	if !found {
		return ""
	}
	return name
}
