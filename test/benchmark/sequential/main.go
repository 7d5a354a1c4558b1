// Command sequential is what test/benchmark compares the action with: the
// same requests to GitHub, Entra and Graph, written without a thought for time.
// Azidentity is used as it comes, and each request and each connection waits
// for the one before. It checks nothing and reports nothing, so it is no
// replacement for the action.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const graph = "https://graph.microsoft.com"

// client keeps net/http's own transport.
var client http.Client

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
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{graph + "/.default"}})
	if err != nil {
		return err
	}
	job := graph + "/v1.0/servicePrincipals/" + os.Getenv("INPUT_SERVICE-PRINCIPAL-ID") +
		"/synchronization/jobs/" + os.Getenv("INPUT_JOB-ID")
	for _, call := range [][2]string{{http.MethodGet, job}, {http.MethodPost, job + "/start"}, {http.MethodGet, job}} {
		if _, err := send(ctx, call[0], call[1], token.Token); err != nil {
			return err
		}
	}
	return nil
}

// idToken asks GitHub for the job's id token.
func idToken(ctx context.Context) (string, error) {
	address := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=" + url.QueryEscape("api://AzureADTokenExchange")
	body, err := send(ctx, http.MethodGet, address, os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	if err != nil {
		return "", err
	}
	var answer struct{ Value string }
	return answer.Value, json.Unmarshal(body, &answer)
}

// send makes one request and reads its answer whole, so that the connection
// serves the next one.
func send(ctx context.Context, method, address, bearer string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+bearer)
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s", method, request.URL.Path, response.Status)
	}
	return body, err
}
