package request

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/untrusted"
)

// maxJobs is how many jobs are listed, maxNamed how many the cause names.
const (
	maxJobs  = 20
	maxNamed = 3
)

// noJob explains an ID that no job of the enterprise application has, and lists
// the jobs there are.
func (f *finding) noJob(ctx context.Context) {
	if f.call == Starting {
		f.Cause = f.fill("The job <job-id> was deleted after it was read (<code>).")
		f.Fixes = []string{"Look at the {provisioning page} of the enterprise application."}
		return
	}
	looking, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	jobs, err := f.client.Jobs(looking)
	var answer *graph.Error
	switch {
	case errors.As(err, &answer) && strings.EqualFold(answer.Code, "Request_ResourceNotFound"):
		f.Title, f.Cause, f.Link = "No such enterprise application", f.fill(noSuchPrincipal), pageGet
		f.noPrincipal(looking)
	case err != nil:
		f.Cause += " Its list of jobs could not be read."
		f.Fixes = []string{"Compare `job-id` with the ID of the job on the {provisioning page}."}
	default:
		if len(jobs) == 0 {
			f.Cause = f.fill("Microsoft Graph knows no job <job-id> there (<code>), and lists none.")
		}
		choose(&f.Failure, jobs)
		f.otherTemplate(jobs)
		f.sameButCase(jobs)
		if it := f.own(f.known.Inputs.ServicePrincipalID); it != nil && len(jobs) == 0 {
			f.correct(it)
		}
	}
}

// sameButCase names a job whose ID differs from the given one in capital letters
// only.
func (f *finding) sameButCase(jobs []graph.Job) {
	for _, job := range jobs {
		if strings.EqualFold(job.ID, f.jobID) && job.ID != f.jobID {
			f.Title = "The job ID differs in capital letters"
			f.Cause = f.fill("The enterprise application has no job <job-id> (<code>), but ") + untrusted.Quote(job.ID) + "."
			f.Fixes = []string{"Write the ID exactly as it is there: it is case-sensitive."}
		}
	}
}

// otherTemplate doubts the service principal first where the given job is of a
// template that none of the listed jobs has: the ID of a job begins with its
// template, and provisioning of one application is of one template. To offer
// another application's job first would start what nobody meant.
func (f *finding) otherTemplate(jobs []graph.Job) {
	template, _, found := strings.Cut(f.jobID, ".")
	if !found || len(jobs) == 0 || slices.ContainsFunc(jobs, func(job graph.Job) bool { return ofTemplate(job, template) }) {
		return
	}
	f.Title = "The job is probably that of another application"
	f.Cause += " No listed job is of the template " + untrusted.Quote(template) + ", so `service-principal-id` is probably that of another application."
	f.Fixes = append([]string{checkID}, "If the application is the right one, s"+f.Fixes[0][1:])
	if len(jobs) == 1 {
		f.Fixes[1] = "If the application is the right one, set `job-id` to the ID of its job."
	}
}

// ofTemplate reports whether a job is of a template, by what it says or by its
// ID.
func ofTemplate(job graph.Job, template string) bool {
	prefix, _, _ := strings.Cut(job.ID, ".")
	return strings.EqualFold(job.TemplateID, template) || strings.EqualFold(prefix, template)
}

// choose says which jobs there are, and how to give one.
func choose(f *failure.Failure, jobs []graph.Job) {
	if len(jobs) == 0 {
		f.Title = "The enterprise application has no job"
		f.Cause += " Provisioning is not set up there, or `service-principal-id` is that of another enterprise application."
		f.Fixes = []string{"Set up provisioning on its {provisioning page}.", checkID}
		return
	}
	f.Table = &failure.Table{Head: []string{"job-id", "template", "status.code", "schedule.state"}}
	var named []string
	for i, job := range jobs[:min(len(jobs), maxJobs)] {
		if i < maxNamed {
			named = append(named, untrusted.Quote(job.ID))
		}
		f.Table.Rows = append(f.Table.Rows, []string{job.ID, job.TemplateID, job.Status.Code, job.Schedule.State})
	}
	more := ""
	if len(jobs) > len(named) {
		more = " and " + strconv.Itoa(len(jobs)-len(named)) + " more"
	}
	f.Cause += " It has " + strings.Join(named, ", ") + more + "."
	f.Fixes = []string{"Set `job-id` to one of them; the job summary says what each is."}
	if len(jobs) == 1 {
		f.Fixes = []string{"Set `job-id` to that one."}
		if plainID.MatchString(jobs[0].ID) {
			f.Fixes = []string{"Write `job-id: " + jobs[0].ID + "`."}
		}
	}
}

// plainID is a job ID that YAML takes as it is.
var plainID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,99}(\.[A-Za-z0-9_-]{1,100}){0,9}$`)

// NoSingleJob explains why a run without job-id has no job to start: the
// enterprise application has none, or several.
func NoSingleJob(known hint.Known, choice *graph.ChoiceError) *failure.Failure {
	f := &failure.Failure{
		Title: "job-id is needed",
		Cause: "`job-id` is empty, and the enterprise application does not have exactly one job.",
		Sent:  hint.Nothing,
		Link:  pageList,
	}
	if choice.More && len(choice.Jobs) < 2 { // none of these is the only one
		f.Fixes = []string{"Set `job-id`, as it is on the {provisioning page}."}
	} else {
		choose(f, choice.Jobs)
	}
	if choice.More {
		f.Cause += " The list of its jobs has a further page."
	}
	Trace(f, known, "", "")
	return f
}
