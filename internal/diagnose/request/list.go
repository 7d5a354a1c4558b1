package request

import (
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

// jobsInWords names the first of the listed jobs.
func jobsInWords(list hint.List) string {
	jobs := list.Jobs
	var named []string
	for _, job := range jobs[:min(len(jobs), maxNamed)] {
		named = append(named, untrusted.Quote(job.ID))
	}
	text := strings.Join(named, ", ")
	if more := len(jobs) - len(named); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	if list.More {
		text += ", and others on a further page"
	}
	return text
}

// jobTable lists what there is to choose from.
func jobTable(jobs []graph.Job) *failure.Table {
	if len(jobs) == 0 {
		return nil
	}
	t := &failure.Table{Head: []string{"job-id", "template", "status.code", "schedule.state"}}
	for _, job := range jobs[:min(len(jobs), maxJobs)] {
		t.Rows = append(t.Rows, []string{job.ID, job.TemplateID, job.Status.Code, job.Schedule.State})
	}
	return t
}
