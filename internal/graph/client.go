// Package graph is a client of the part of the Microsoft Graph API that this
// program needs: it reads a synchronization job and starts it, and where that
// fails, it finds out what was given in place of the right ID.
package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"start-synchronization-job/internal/cloud"
)

// Client calls Microsoft Graph for one service principal. No call changes it.
type Client struct {
	// Cloud gives the root of Graph.
	Cloud cloud.Cloud
	// ServicePrincipalID is the object ID of the enterprise application that
	// owns the job.
	ServicePrincipalID string
	// Token is the access token. It is never part of an error.
	Token string
	// RequestID is the client-request-id, one GUID for the run, sent with every
	// request:
	// https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support.
	RequestID string
	// UserAgent names this program in the tenant's activity logs.
	UserAgent string
	// Reads repeats a failed request; it gets GETs only.
	Reads *http.Client
	// Once sends a request once, whatever comes back. The start goes through it.
	Once *http.Client
}

// Job reads the job with the given ID:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-get.
// Where id is empty it lists the jobs, of which there must be one. It returns
// the ID by which the job was read, which the answer may not repeat, and with an
// error too as soon as the job is known. The error is an *Error where Graph
// refused, an *UnreadableError where the answer is not a job, and a
// *ChoiceError where there is not exactly one.
func (c *Client) Job(ctx context.Context, id string) (job *Job, jobID string, err error) {
	if id == "" {
		job, complete, err := c.onlyJob(ctx)
		if err != nil {
			return nil, "", err
		}
		if id = job.ID; complete {
			return job, id, nil
		}
	}
	err = c.read(ctx, c.jobs()+"/"+url.PathEscape(id), func(body []byte, header http.Header) (err error) {
		if job, err = parseJob(body); err == nil {
			job.RequestID, job.Date = header.Get("request-id"), header.Get("Date")
		}
		return err
	})
	return job, id, err
}

// Start starts the job with the given ID, with exactly one request:
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start.
// It returns Graph's request-id. See Effect for what an error says about
// whether the service acted.
func (c *Client) Start(ctx context.Context, id string) (requestID string, err error) {
	path := c.jobs() + "/" + url.PathEscape(id) + "/start"
	resp, err := c.send(ctx, c.Once, http.MethodPost, path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	requestID = resp.Header.Get("request-id")
	if resp.StatusCode == http.StatusNoContent {
		return requestID, nil
	}
	return requestID, refused(resp)
}

// ServicePrincipal is what is read of a service principal.
type ServicePrincipal struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

// ServicePrincipalByAppID reads the service principal of an application
// (client) ID: https://learn.microsoft.com/graph/api/serviceprincipal-get.
func (c *Client) ServicePrincipalByAppID(ctx context.Context, appID string) (ServicePrincipal, error) {
	var sp ServicePrincipal
	path := cloud.GraphVersion + "/servicePrincipals(appId='" + url.PathEscape(appID) + "')?$select=id,displayName"
	err := c.read(ctx, path, into(&sp))
	return sp, err
}

// DisplayName reads the display name of the service principal:
// https://learn.microsoft.com/graph/api/serviceprincipal-get.
func (c *Client) DisplayName(ctx context.Context) (string, error) {
	var sp ServicePrincipal
	err := c.read(ctx, cloud.GraphVersion+"/servicePrincipals/"+url.PathEscape(c.ServicePrincipalID)+"?$select=displayName", into(&sp))
	return sp.DisplayName, err
}

// AppIDOfRegistration reads the application (client) ID of the app registration
// with the given object ID:
// https://learn.microsoft.com/graph/api/application-get.
func (c *Client) AppIDOfRegistration(ctx context.Context, objectID string) (string, error) {
	var app struct{ AppID string }
	path := cloud.GraphVersion + "/applications/" + url.PathEscape(objectID) + "?$select=appId"
	err := c.read(ctx, path, into(&app))
	return app.AppID, err
}

func (c *Client) jobs() string {
	return cloud.GraphVersion + "/servicePrincipals/" + url.PathEscape(c.ServicePrincipalID) + "/synchronization/jobs"
}

// read gets a path and hands the answer to parse.
func (c *Client) read(ctx context.Context, path string, parse func(body []byte, header http.Header) error) error {
	resp, err := c.send(ctx, c.Reads, http.MethodGet, path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refused(resp)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if err := parse(body, resp.Header); err != nil {
		return &UnreadableError{RequestID: resp.Header.Get("request-id"), Date: resp.Header.Get("Date"), Err: err}
	}
	return nil
}

func into(value any) func([]byte, http.Header) error {
	return func(body []byte, _ http.Header) error { return json.Unmarshal(body, value) }
}

func (c *Client) send(ctx context.Context, client *http.Client, method, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.Cloud.Graph+path, nil)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.UserAgent)
	req.Header.Set("client-request-id", c.RequestID)
	return client.Do(req)
}
