package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// ChoiceError says that a service principal does not have exactly one job.
type ChoiceError struct {
	// Jobs are those of the first page of the list; More says that it goes on.
	Jobs []Job
	More bool
}

func (e *ChoiceError) Error() string { return fmt.Sprintf("%d jobs to choose from", len(e.Jobs)) }

// Jobs lists the jobs of the service principal:
// https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs.
// It returns those of the first page; more says that there is another.
func (c *Client) Jobs(ctx context.Context) (jobs []Job, more bool, err error) {
	var list struct {
		Value []Job
		Next  string `json:"@odata.nextLink"`
	}
	err = c.read(ctx, c.jobs(), into(&list))
	return list.Value, list.Next != "", err
}

// onlyJob returns the one job in the list. complete says that the list holds all
// that the gate decides by.
func (c *Client) onlyJob(ctx context.Context) (job *Job, complete bool, err error) {
	var list jobList
	if err := c.read(ctx, c.jobs(), list.parse); err != nil {
		return nil, false, err
	}
	if len(list.jobs) != 1 || list.next != "" {
		return nil, false, &ChoiceError{Jobs: list.jobs, More: list.next != ""}
	}
	return &list.jobs[0], list.complete, nil
}

// jobList is the first page of a list. Where there is a next one, one job is
// not the only one: https://learn.microsoft.com/graph/paging.
type jobList struct {
	jobs     []Job
	next     string
	complete bool // of the last job
}

// parse reads a list as strictly as a job.
func (l *jobList) parse(body []byte, header http.Header) error {
	var list struct {
		Value *[]json.RawMessage
		Next  string `json:"@odata.nextLink"`
	}
	switch err := json.Unmarshal(body, &list); {
	case err != nil:
		return fmt.Errorf("read the list's JSON: %w", err)
	case list.Value == nil:
		return errors.New("not a list")
	}
	l.next = list.Next
	for _, entry := range *list.Value {
		job, err := parseJob(entry)
		if err != nil {
			return err
		}
		job.RequestID, job.Date = header.Get("request-id"), header.Get("Date")
		l.jobs, l.complete = append(l.jobs, *job), complete(entry)
	}
	if len(l.jobs) == 1 {
		return CheckID(l.jobs[0].ID)
	}
	return nil
}

// complete reports whether an entry of the list holds what the gate decides by:
// a quarantine that is left out might be the guard's.
func complete(entry []byte) bool {
	var job struct {
		Schedule struct{ State string }
		Status   struct {
			Code       string
			Quarantine json.RawMessage
		}
	}
	_ = json.Unmarshal(entry, &job)
	return job.Schedule.State != "" && job.Status.Code != "" && job.Status.Quarantine != nil
}
