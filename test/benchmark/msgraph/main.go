// Command msgraph starts the job as msgraph-sdk-go's README would have it: a
// credential of azidentity and a client with its defaults. test/benchmark
// compares the action with it; it is a module of its own because of its size.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	msgraph "github.com/microsoftgraph/msgraph-sdk-go"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run signs in, reads the job, starts it and reads it once more.
func run(ctx context.Context) error {
	credential, err := azidentity.NewClientAssertionCredential(
		os.Getenv("INPUT_TENANT-ID"), os.Getenv("INPUT_CLIENT-ID"), idToken, nil)
	if err != nil {
		return err
	}
	client, err := msgraph.NewGraphServiceClientWithCredentials(credential, []string{"https://graph.microsoft.com/.default"})
	if err != nil {
		return err
	}
	job := client.ServicePrincipals().ByServicePrincipalId(os.Getenv("INPUT_SERVICE-PRINCIPAL-ID")).
		Synchronization().Jobs().BySynchronizationJobId(os.Getenv("INPUT_JOB-ID"))
	if _, err := job.Get(ctx, nil); err != nil {
		return err
	}
	if err := job.Start().Post(ctx, nil); err != nil {
		return err
	}
	_, err = job.Get(ctx, nil)
	return err
}

// idToken asks GitHub for the job's id token.
func idToken(ctx context.Context) (string, error) {
	address := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=" + url.QueryEscape("api://AzureADTokenExchange")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Value string }
	return answer.Value, json.NewDecoder(response.Body).Decode(&answer)
}
