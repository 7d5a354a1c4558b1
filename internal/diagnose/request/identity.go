package request

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/untrusted"
)

// lookTime bounds all further reads of a failing run together.
const lookTime = 4 * time.Second

// identity is what the given service principal ID is instead.
type identity struct {
	title string
	// is names it, as the end of a sentence.
	is string
	// use is the object ID to give instead. It may be empty.
	use string
	// hint helps to find the right ID where use is empty.
	hint string
}

// mistaken explains an ID that is the ID of something else. It returns whether
// it is, and whether that could be found out.
func (f *finding) mistaken(ctx context.Context) (is, found bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	it, found := f.identify(ctx)
	if it != nil {
		f.correct(it)
	}
	return it != nil, found
}

// correct says which ID was given and, where it is known, which one to give.
func (f *finding) correct(it *identity) {
	f.Title, f.Commands = it.title, nil
	f.Cause = f.fill("`service-principal-id` is " + it.is + " (<code>).")
	f.Fixes = []string{"Set `service-principal-id` to the Object ID on the Overview page of the enterprise application that has the job." + it.hint}
	if it.use != "" {
		f.Fixes = []string{"Write `service-principal-id: " + it.use + "`, the object ID of its enterprise application."}
	}
}

// identify looks for the given ID among the caller's own, the application IDs
// and the app registrations. found is false where a look-up was refused, which
// says nothing about the ID.
func (f *finding) identify(ctx context.Context) (it *identity, found bool) {
	given := f.known.Inputs.ServicePrincipalID
	if it := f.own(given); it != nil {
		return it, true
	}
	sp, err := f.client.ServicePrincipalByAppID(ctx, given)
	if err == nil {
		return applicationID(sp, given), true
	}
	found = notFound(err)
	appID, err := f.client.AppIDOfRegistration(ctx, given)
	if err != nil || !inputs.IsGUID(appID) {
		return nil, found && notFound(err)
	}
	it = &identity{
		title: "The ID is that of an app registration",
		is:    "the object ID of an app registration",
		hint:  " It is the one with the application (client) ID " + untrusted.Quote(appID) + ".",
	}
	if sp, err := f.client.ServicePrincipalByAppID(ctx, appID); err == nil && inputs.IsGUID(sp.ID) {
		it.is += ", that of " + untrusted.Quote(sp.DisplayName)
		it.use = sp.ID
	}
	return it, true
}

// own compares the ID with what the token says of the caller.
func (f *finding) own(given string) *identity {
	switch {
	case f.token.ObjectID != "" && strings.EqualFold(given, f.token.ObjectID):
		whose := "the object ID of the workflow's own service principal"
		if f.token.Delegated() {
			whose = "the object ID of the signed-in person"
		}
		return &identity{title: "The ID is the caller's own", is: whose}
	case f.token.AppID != "" && strings.EqualFold(given, f.token.AppID):
		return &identity{title: "The ID is the caller's own", is: "the application (client) ID of the workflow's own application"}
	}
	return nil
}

func applicationID(sp graph.ServicePrincipal, given string) *identity {
	it := &identity{title: "The ID is an application ID", is: "the application (client) ID of " + untrusted.Quote(sp.DisplayName)}
	if inputs.IsGUID(sp.ID) && !strings.EqualFold(sp.ID, given) {
		it.use = sp.ID
	}
	return it
}

// notFound reports whether Graph said that there is no such thing, rather than
// that it may not say.
func notFound(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status == http.StatusNotFound
}

// noPrincipal explains an ID that no enterprise application has.
func (f *finding) noPrincipal(ctx context.Context) {
	f.Facts = append(f.Facts, f.tokenFacts()...)
	if f.call == Starting {
		f.Cause = f.fill("The enterprise application <service-principal-id> was deleted after the job was read (<code>).")
		f.Fixes = []string{"Ask who deleted it. It can be restored for 30 days."}
		return
	}
	is, found := f.mistaken(ctx)
	if is {
		return
	}
	if !found {
		f.Cause += " The token may not look up what else has this ID."
	}
	f.Fixes = []string{
		"Copy the Object ID, not the Application ID, from the Overview page of the enterprise application.",
		"Check that `tenant-id` and `cloud` are those of that page.",
		"If the enterprise application was created just now, wait some minutes and run again.",
	}
	if f.known.Inputs.AccessToken != "" {
		f.Fixes[1] = "Check that the token is of the tenant of that page; its tenant is in the job summary."
	}
}
