// Command sequential is what internal/benchmark compares the action with: the same requests to GitHub, Entra and Graph,
// written without a thought for time. Azidentity is used as it comes, every connection is opened when it is first
// needed, and each request waits for the one before. It reads the action's inputs, and it checks nothing and reports
// nothing, so it is no replacement for the action.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/google/uuid"
)

const graph = "https://graph.microsoft.com"

// client keeps net/http's own transport.
var client http.Client

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	err := run(ctx)
	cancel()
	if err != nil {
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
	requestID := uuid.NewString()
	for _, call := range [][2]string{{http.MethodGet, job}, {http.MethodPost, job + "/start"}, {http.MethodGet, job}} {
		if _, err := send(ctx, call[0], call[1], token.Token, requestID); err != nil {
			return err
		}
	}
	return nil
}

// idToken asks GitHub for the job's OIDC token.
func idToken(ctx context.Context) (string, error) {
	address := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=" + url.QueryEscape("api://AzureADTokenExchange")
	body, err := send(ctx, http.MethodGet, address, os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"), "")
	if err != nil {
		return "", err
	}
	var answer struct{ Value string }
	return answer.Value, json.Unmarshal(body, &answer)
}

// send makes one request and reads its answer whole, so that the connection serves the next one.
func send(ctx context.Context, method, address, bearer, requestID string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	req.Header.Set("User-Agent", "sequential")
	if requestID != "" {
		req.Header.Set("client-request-id", requestID)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s", method, req.URL.Path, resp.Status)
	}
	return body, err
}
