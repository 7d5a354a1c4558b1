package action

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"start-synchronization-job/internal/diagnose"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/wire"
)

// signIn returns the token for Microsoft Graph. The connections to Entra and to
// Microsoft Graph, which need no token, are opened meanwhile. Whichever of the
// three fails first ends the others and is the failure.
func (a *action) signIn(ctx context.Context, transport *wire.Transport, known diagnose.Known) (token string, failed *failure.Failure) {
	in := known.Inputs
	entraSignIn := &entra.SignIn{
		TenantID: in.TenantID,
		ClientID: in.ClientID,
		Cloud:    in.Cloud,
		IDToken:  a.idToken(transport, in),
		Mask:     a.reporter.Mask,
		Once:     transport.Trying(),
	}
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { return open(ctx, transport, in.Cloud.Graph) })
	all.Go(func() error {
		if err := open(ctx, transport, in.Cloud.Authority); err != nil {
			return &entra.Error{Step: entra.Exchanging, Err: err}
		}
		return nil
	})
	all.Go(func() error {
		var failed *entra.Error
		if token, failed = entraSignIn.Token(ctx); failed != nil {
			return failed // a nil one would not be a nil error
		}
		return nil
	})
	err := all.Wait()
	var refused *entra.Error
	switch {
	case err == nil:
		return token, nil
	case errors.As(err, &refused):
		return "", diagnose.SignIn(known, entraSignIn, refused)
	}
	return "", diagnose.Connecting(known, err)
}

// idToken is where the inputs say that the id token comes from.
func (a *action) idToken(transport *wire.Transport, in inputs.Inputs) entra.IDToken {
	switch federated := in.FederatedToken; {
	case federated.File != "":
		return entra.IDToken{Get: federated.Read, Origin: entra.FromFile}
	case federated.Value != "":
		return entra.IDToken{Get: federated.Read, Origin: entra.FromInput}
	}
	return entra.GitHub(transport.Retrying(), a.getenv, in.Audience)
}

// open opens a connection ahead of its first request. A failure that may pass
// is none: the request opens the connection itself then.
func open(ctx context.Context, transport *wire.Transport, root string) error {
	err := transport.Open(ctx, root)
	if wire.Transient(err) || ctx.Err() != nil {
		return nil
	}
	return err
}
