// Package entra exchanges an id token, GitHub's or one from elsewhere, for a
// Microsoft Graph token at the cloud's Entra authority: the client credentials
// grant with a federated credential,
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation.
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

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/wire"
)

// SignIn is one sign-in at Entra.
type SignIn struct {
	// TenantID and ClientID are the inputs of the same name.
	TenantID, ClientID string
	// Cloud gives the authority and the scope.
	Cloud cloud.Cloud
	// IDToken is where the id tokens come from.
	IDToken IDToken
	// Mask hides a token in the log. It is called the moment a token exists.
	Mask func(token string)
	// Once sends a request once; repeating is done here, with a fresh id token
	// each time.
	Once *http.Client
}

// IDToken is the source of the id tokens of a sign-in.
type IDToken struct {
	// Get returns an id token. It is called for each try of the exchange, and
	// repeats a failed request itself.
	Get func(context.Context) (string, error)
	// Origin says who issues the tokens, as far as it is known.
	Origin Origin
}

// Origin is where an id token comes from.
type Origin int

const (
	// FromGitHub is a token that GitHub issues for each try.
	FromGitHub Origin = iota
	// FromFile is a token of any issuer, read anew for each try.
	FromFile
	// FromInput is a token of any issuer, the same for each try.
	FromInput
)

// replicationWait is how long the one retry waits that is worth making when no
// federated credential matches: a new one may not have reached every server.
const replicationWait = 2 * time.Second

// Token returns an access token for Microsoft Graph. After a transient failure
// the whole exchange is tried again, never past the deadline of ctx.
func (s *SignIn) Token(ctx context.Context) (string, *Error) {
	replicated := false
	for try := 0; ; try++ {
		token, err := s.try(ctx)
		if err == nil {
			return token, nil
		}
		err.Tries = try + max(1, err.Tries)
		var wait time.Duration
		switch {
		case s.passing(err) && !replicated:
			replicated, wait = true, replicationWait
		case err.Transient() && try < wire.Retries:
			wait = wire.Wait(try, err.answer)
		default:
			return "", err
		}
		if wire.Fits(ctx, wait) && sleep(ctx, wait) {
			continue
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			return "", &Error{Step: err.Step, Err: ctx.Err(), Tries: err.Tries, Claims: err.Claims}
		}
		err.Late = true
		return "", err
	}
}

// try exchanges one id token, once.
func (s *SignIn) try(ctx context.Context) (string, *Error) {
	idToken, err := s.IDToken.Get(ctx)
	if err != nil {
		return "", idTokenFailure(ctx, err)
	}
	if idToken == "" {
		return "", &Error{Step: GettingIDToken, Err: ErrNoToken}
	}
	s.Mask(idToken)
	token, failed := s.exchange(ctx, idToken)
	if failed != nil {
		failed.Claims, _ = claims.Read(idToken)
	}
	return token, failed
}

// exchange is the one request for a Graph token.
func (s *SignIn) exchange(ctx context.Context, idToken string) (string, *Error) {
	transport := &transport{root: s.Cloud.Authority, client: s.Once}
	assertion := func(context.Context) (string, error) { return idToken, nil }
	credential, err := azidentity.NewClientAssertionCredential(s.TenantID, s.ClientID, assertion,
		&azidentity.ClientAssertionCredentialOptions{
			ClientOptions: azcore.ClientOptions{
				Cloud:     azcloud.Configuration{ActiveDirectoryAuthorityHost: s.Cloud.Authority},
				Retry:     policy.RetryOptions{MaxRetries: -1},
				Transport: transport,
			},
			// The authority is one of our own constants: there is nothing to
			// discover.
			DisableInstanceDiscovery: true,
		})
	if err != nil {
		return "", &Error{Step: Exchanging, Err: err}
	}
	access, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{s.Cloud.Graph + "/.default"}})
	if err != nil || access.Token == "" {
		return "", transport.failure(ctx, err)
	}
	s.Mask(access.Token)
	return access.Token, nil
}

// passing reports whether the same exchange may succeed in a moment. A token
// that is always the same will not have become another.
func (s *SignIn) passing(e *Error) bool {
	return e.passing() && !(s.IDToken.Origin == FromInput && (e.Code == expiredAssertion || e.Code == noEnterprise))
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

// idTokenFailure is the Error of an id token that could not be had.
func idTokenFailure(ctx context.Context, err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return &Error{Step: GettingIDToken, Err: err}
}
