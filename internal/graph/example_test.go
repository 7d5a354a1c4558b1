package graph_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/graph"
)

// A job is read by its ID, or chosen where it is the only one, and then started
// by the ID that the read returned. Client sends each start once; a client for
// the start must not repeat requests.
func Example() {
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("request-id", "7d1f6f1e-4c0e-4b58-9a3e-4d0e5a3c0d00")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		io.WriteString(w, `{"value":[{"id":"aws.1","schedule":{"state":"Disabled"},"status":{"code":"Paused","quarantine":null}}]}`)
	}))
	defer service.Close()
	client := &graph.Client{
		Cloud:              cloud.Cloud{Graph: service.URL},
		ServicePrincipalID: "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27",
		Token:              "a token for Microsoft Graph",
		Reads:              service.Client(),
		Once:               service.Client(),
	}

	job, id, err := client.Job(context.Background(), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(id, job.Status.Code, job.Schedule.State)
	requestID, err := client.Start(context.Background(), id)
	fmt.Println(requestID, graph.EffectOf(err) == graph.Done)
	// Output:
	// aws.1 Paused Disabled
	// 7d1f6f1e-4c0e-4b58-9a3e-4d0e5a3c0d00 true
}
