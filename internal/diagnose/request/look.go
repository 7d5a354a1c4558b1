package request

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// lookTime bounds all further reads of a failing run together.
const lookTime = 4 * time.Second

// look gathers what further reads show. Whatever comes of them, the failure stays
// the one that it was.
func look(ctx context.Context, e *hint.Evidence, client *graph.Client) {
	if !reading(e) || !e.Answer.Own || client == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if jobInDoubt(e) {
		jobs, more, err := client.Jobs(ctx)
		e.List = hint.List{Read: err == nil, More: more, Jobs: jobs, Err: err}
		if err != nil {
			e.List.Jobs = nil
		}
	}
	switch {
	case noPrincipal(e), refusedRights(e):
		e.Given = identify(ctx, e, client)
	case e.List.Read && len(e.List.Jobs) == 0:
		e.Given = hint.Given{Kind: callersOwn(e)}
	case jobInDoubt(e) && otherTemplate(e):
		e.Given.Name, _ = client.DisplayName(ctx)
	}
}

// identify looks for the given ID among the caller's own, the application IDs
// and the app registrations.
func identify(ctx context.Context, e *hint.Evidence, client *graph.Client) hint.Given {
	id := e.Inputs.ServicePrincipalID
	if kind := callersOwn(e); kind != hint.Unsaid {
		return hint.Given{Kind: kind}
	}
	sp, err := client.ServicePrincipalByAppID(ctx, id)
	if err == nil {
		g := hint.Given{Kind: hint.ApplicationID, Name: sp.DisplayName}
		if inputs.IsGUID(sp.ID) && !strings.EqualFold(sp.ID, id) {
			g.Use = sp.ID
		}
		return g
	}
	hidden := !notFound(err)
	appID, err := client.AppIDOfRegistration(ctx, id)
	if err != nil || !inputs.IsGUID(appID) {
		return hint.Given{Hidden: hidden || !notFound(err)}
	}
	g := hint.Given{Kind: hint.Registration, AppID: appID}
	if sp, err := client.ServicePrincipalByAppID(ctx, appID); err == nil && inputs.IsGUID(sp.ID) {
		g.Name, g.Use = sp.DisplayName, sp.ID
	}
	return g
}

// callersOwn compares the given ID with what the token says of the caller.
func callersOwn(e *hint.Evidence) hint.GivenKind {
	id := e.Inputs.ServicePrincipalID
	switch {
	case e.Token.ObjectID != "" && strings.EqualFold(id, e.Token.ObjectID):
		return hint.CallersOwn
	case e.Token.AppID != "" && strings.EqualFold(id, e.Token.AppID):
		return hint.CallersAppID
	}
	return hint.Unsaid
}

// notFound reports whether Graph said that there is no such thing, rather than
// that the token is not allowed to look it up.
func notFound(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status == http.StatusNotFound
}
