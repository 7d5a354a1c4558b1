package diagnose

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/graph"
)

// lookTime bounds all further reads of a failing run together.
const lookTime = 4 * time.Second

// identity is what the given service principal ID turned out to be.
type identity struct {
	// title and is name it; is goes on from "holds".
	title, is string
	// use is the object ID to give instead, empty where it is not known.
	use string
	// why says what else is known where there is none to give.
	why string
}

// mistaken says what the given service principal ID is, where it is the ID of
// something else. It reports whether it is, and whether that could be found out.
func (t *telling) mistaken(ctx context.Context) (is, known bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	it, known := t.identify(ctx)
	if it != nil {
		t.correct(it)
	}
	return it != nil, known
}

// correct says which ID was given and, where it is known, which one to give.
func (t *telling) correct(it *identity) {
	t.Title, t.Commands = it.title, nil
	if it.use == "" {
		t.Means = "The input `service-principal-id` holds " + it.is + ". What is needed is the object ID of the enterprise application that has the job."
		t.Do = []string{it.why + "The right ID is on the Overview page of that enterprise application, as Object ID."}
		return
	}
	t.Means = "The input `service-principal-id` holds " + it.is + ". What is needed is the object ID of its enterprise application, " +
		foreign.Quote(it.use) + "."
	t.Do = []string{"Set the input: `service-principal-id: " + it.use + "`."}
	t.Commands = []string{"with:", "  service-principal-id: " + it.use}
}

// identify looks for the given ID among the caller's own, among the application
// IDs and among the app registrations. known is false where a look-up was
// refused, which says nothing about the ID.
func (t *telling) identify(ctx context.Context) (it *identity, known bool) {
	given := t.client.ServicePrincipalID
	if it := t.own(given); it != nil {
		return it, true
	}
	sp, err := t.client.ServicePrincipalByAppID(ctx, given)
	if err == nil {
		return applicationID(sp, given), true
	}
	known = notFound(err)
	appID, err := t.client.AppIDOfRegistration(ctx, given)
	if err != nil || !isGUID(appID) {
		return nil, known && notFound(err)
	}
	it = &identity{
		title: "The ID is that of an app registration",
		is:    "the object ID of an app registration",
		why:   "The enterprise application is the one with the application (client) ID " + foreign.Quote(appID) + ". ",
	}
	if sp, err := t.client.ServicePrincipalByAppID(ctx, appID); err == nil && isGUID(sp.ID) {
		it.is += ", that of " + foreign.Quote(sp.DisplayName)
		it.use = sp.ID
	}
	return it, true
}

// own compares the ID with what the token says of the caller.
func (t *telling) own(given string) *identity {
	switch {
	case t.token.ObjectID != "" && strings.EqualFold(given, t.token.ObjectID):
		whose := "the object ID of the workflow's own service principal, the one that signs in"
		if t.token.Delegated() {
			whose = "the object ID of the signed-in person"
		}
		return &identity{title: "The ID is the caller's own", is: whose}
	case t.token.AppID != "" && strings.EqualFold(given, t.token.AppID):
		return &identity{title: "The ID is the caller's own",
			is: "the application (client) ID of the application that signs in, which belongs into `client-id`"}
	}
	return nil
}

func applicationID(sp graph.ServicePrincipal, given string) *identity {
	it := &identity{title: "The ID is an application ID", is: "the application (client) ID of " + foreign.Quote(sp.DisplayName)}
	if isGUID(sp.ID) && !strings.EqualFold(sp.ID, given) {
		it.use = sp.ID
	}
	return it
}

// notFound reports whether Graph said that there is no such thing, rather than
// that it would not tell.
func notFound(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status == http.StatusNotFound
}

// noPrincipal tells of an ID that no enterprise application has.
func (t *telling) noPrincipal(ctx context.Context) {
	id := foreign.Quote(t.client.ServicePrincipalID)
	t.Facts = t.tokenFacts()
	if t.call == starting {
		t.Means = "The enterprise application was there when the job was read a moment ago. It seems to have been deleted since."
		t.Do = []string{"Ask who deleted it. A deleted enterprise application can be restored for 30 days."}
		return
	}
	is, known := t.mistaken(ctx)
	if is {
		return
	}
	t.Means = "This tenant has no enterprise application with the object ID " + id + ", nor is that an application ID or the object ID of an app registration in it."
	if !known {
		t.Means = "This tenant has no enterprise application with the object ID " + id + ". " +
			"Whether that is the ID of something else could not be looked up: the token may not read applications."
	}
	t.Do = []string{
		"Copy the Object ID, not the Application ID, from the Overview page of the enterprise application into `service-principal-id`.",
		"Compare `tenant-id` and `cloud` with where that page is. The token is of the tenant in the job summary.",
		"If the enterprise application was created a moment ago, wait a few minutes, then run again.",
	}
}

// maxJobs is how many jobs are listed, maxNamed how many the annotation names.
const (
	maxJobs  = 20
	maxNamed = 5
)

// noJob tells of an ID that no job of the enterprise application has, and lists
// those there are.
func (t *telling) noJob(ctx context.Context) {
	if t.call == starting {
		t.Means = "The job was there when it was read a moment ago. It seems to have been deleted since."
		t.Do = []string{"Look at the provisioning page of the enterprise application."}
		return
	}
	looking, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	jobs, err := t.client.Jobs(looking)
	var answer *graph.Error
	switch {
	case len(jobs) > 0:
		t.choose(jobs)
	case errors.As(err, &answer) && strings.EqualFold(answer.Code, "Request_ResourceNotFound"):
		t.Title = "No such enterprise application"
		t.noPrincipal(looking)
	case err != nil:
		t.Means = "The enterprise application has no job " + foreign.Quote(t.client.JobID) + ". The list of those it has could not be read."
		t.Do = []string{"Compare `job-id` with the ID of the job on the provisioning page."}
	default:
		t.Means = "The enterprise application has no job at all: provisioning is not set up there."
		t.Do = []string{
			"Set up provisioning on its provisioning page.",
			"If it is set up, `service-principal-id` names another enterprise application. Compare it with the Object ID on the Overview page.",
		}
		if it := t.own(t.client.ServicePrincipalID); it != nil {
			t.correct(it)
		}
	}
}

// choose lists the jobs there are.
func (t *telling) choose(jobs []graph.Job) {
	t.Table = &failure.Table{Head: []string{"job-id", "template", "status.code", "schedule.state"}}
	var named []string
	for i, job := range jobs[:min(len(jobs), maxJobs)] {
		if i < maxNamed {
			named = append(named, foreign.Quote(job.ID))
		}
		t.Table.Rows = append(t.Table.Rows, []string{job.ID, job.TemplateID, job.Status.Code, job.Schedule.State})
	}
	t.Means = "The enterprise application has no job " + foreign.Quote(t.client.JobID) + ". It has " + strings.Join(named, ", ") + "."
	t.Do = []string{"Give one of them as `job-id`. The job summary says what each is."}
	switch more := len(jobs) - len(named); {
	case len(jobs) == 1:
		t.Do = []string{"Give that one as `job-id`."}
		if plainID.MatchString(jobs[0].ID) {
			t.Commands = []string{"with:", "  job-id: " + jobs[0].ID}
		}
	case more > 0:
		t.Means = strings.TrimSuffix(t.Means, ".") + " and " + strconv.Itoa(more) + " more."
	}
}

// plainID is a job ID that YAML takes as it is.
var plainID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$`)
