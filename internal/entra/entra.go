// Package entra exchanges GitHub's OIDC token for a Microsoft Graph token at
// the cloud's Entra authority: the client credentials grant with a federated
// credential, https://learn.microsoft.com/entra/workload-id/workload-identity-federation.
package entra

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azcloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/sync/errgroup"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/wire"
)

// SignIn is one sign-in of the workflow at Entra.
type SignIn struct {
	// TenantID and ClientID are the inputs of the same name.
	TenantID, ClientID string
	// Cloud gives the authority and the scope.
	Cloud cloud.Cloud
	// Audience is the audience of the GitHub token.
	Audience string
	// GitHub gets a GitHub OIDC token for an audience; it repeats failed
	// requests itself. See the function GitHub.
	GitHub func(ctx context.Context, audience string) (string, error)
	// Mask hides a token in the log. It is called the moment a token exists.
	Mask func(token string)
	// Once sends a request once; repeating is done here, with a fresh GitHub
	// token each time.
	Once *http.Client

	// claims of the last GitHub token, to tell a person what was sent.
	claims claims.Claims
}

// replicationWait is how long the one retry waits that is worth making when no
// federated credential matches: a new one may not have reached every server.
const replicationWait = 2 * time.Second

// Token returns a Graph token. The error is an *Error. Transient failures are
// tried again as a whole, never past the deadline of ctx.
func (s *SignIn) Token(ctx context.Context) (string, error) {
	exchange, err := s.newExchange()
	if err != nil {
		return "", &Error{Step: Discovering, Err: err}
	}
	replicated := false
	for try := 0; ; try++ {
		token, err := exchange.once(ctx)
		if err == nil {
			return token, nil
		}
		err.Tries = try + 1
		var wait time.Duration
		switch {
		case err.replicating() && !replicated:
			replicated, wait = true, replicationWait
		case err.Transient() && try < wire.Retries:
			wait = wire.Wait(try, err.answer)
		default:
			return "", err
		}
		if !wire.Fits(ctx, wait) || !sleep(ctx, wait) {
			if ended := ctx.Err(); ended != nil {
				err.Err = ended
			} else {
				err.Late = true
			}
			return "", err
		}
	}
}

// exchange is azidentity's credential and what this program must see of its
// requests. Entra's discovery document is fetched by the first try only.
type exchange struct {
	*SignIn
	credential *azidentity.ClientAssertionCredential
	transport  recorder
	// idToken brings the GitHub token of the current try to the credential,
	// which asks for it once the discovery document is there.
	idToken chan string
}

func (s *SignIn) newExchange() (*exchange, error) {
	e := &exchange{SignIn: s, transport: recorder{client: s.Once}}
	var err error
	e.credential, err = azidentity.NewClientAssertionCredential(s.TenantID, s.ClientID, e.assertion,
		&azidentity.ClientAssertionCredentialOptions{
			ClientOptions: azcore.ClientOptions{
				Cloud:     azcloud.Configuration{ActiveDirectoryAuthorityHost: s.Cloud.Authority},
				Retry:     policy.RetryOptions{MaxRetries: -1},
				Transport: &e.transport,
			},
			// The authority is one of our own constants: there is nothing to discover.
			DisableInstanceDiscovery: true,
		})
	return e, err
}

// once is one try. GitHub's token and Entra's discovery document are fetched
// side by side; whichever fails first ends both and is the error.
func (e *exchange) once(ctx context.Context) (string, *Error) {
	e.idToken = make(chan string, 1)
	e.transport.last = answer{step: Discovering}
	var token string
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		idToken, err := e.fetchIDToken(ctx)
		if err != nil {
			return err
		}
		e.idToken <- idToken
		return nil
	})
	both.Go(func() error {
		access, err := e.credential.GetToken(ctx, policy.TokenRequestOptions{
			Scopes: []string{e.Cloud.Graph + "/.default"},
		})
		if err != nil || access.Token == "" {
			return e.transport.failure(ctx, err)
		}
		e.Mask(access.Token)
		token = access.Token
		return nil
	})
	var failed *Error
	if errors.As(both.Wait(), &failed) {
		failed.Claims = e.claims
		return "", failed
	}
	return token, nil
}

// fetchIDToken gets a fresh GitHub token and notes what it claims.
func (e *exchange) fetchIDToken(ctx context.Context) (string, error) {
	idToken, err := e.GitHub(ctx, e.Audience)
	if err != nil {
		return "", gitHubFailure(ctx, err)
	}
	if idToken == "" {
		return "", &Error{Step: AskingGitHub, Err: ErrNoToken}
	}
	e.Mask(idToken)
	e.claims, _ = claims.Read(idToken)
	return idToken, nil
}

// assertion hands the GitHub token of this try to azidentity.
func (e *exchange) assertion(ctx context.Context) (string, error) {
	select {
	case idToken := <-e.idToken:
		return idToken, nil
	case <-ctx.Done():
		e.transport.last = answer{step: AskingGitHub, err: ctx.Err()}
		return "", ctx.Err()
	}
}

// sleep reports whether the whole time passed.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
