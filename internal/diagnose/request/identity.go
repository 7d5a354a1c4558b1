package request

import (
	"errors"
	"net/http"
	"strings"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/graph"
)

const (
	checkID    = "Check `service-principal-id`: it is the Object ID on the Overview page of the enterprise application."
	writeRight = "Write `service-principal-id: <right id>`, the object ID of its enterprise application."
	ownerOf    = "Set `service-principal-id` to the Object ID on the Overview page of the enterprise application that has the job."
)

// identityRows are about an ID that is not that of the enterprise application of
// the job.
var identityRows = []hint.Row{
	{
		Is:    hint.All(given(hint.CallersOwn), delegated),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is that of the signed-in person",
		Cause: "`service-principal-id` is the object ID of the signed-in person (<code>).",
		Fixes: []string{ownerOf},
		Link:  pageGet,
	},
	{
		Is:    given(hint.CallersOwn),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is the caller's own",
		Cause: "`service-principal-id` is the object ID of the workflow's own service principal (<code>).",
		Fixes: []string{ownerOf},
		Link:  pageGet,
	},
	{
		Is:    given(hint.CallersAppID),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is the caller's own application ID",
		Cause: "`service-principal-id` is the application (client) ID of the workflow's own application (<code>).",
		Fixes: []string{ownerOf},
		Link:  pageGet,
	},
	{
		Is:    hint.All(given(hint.ApplicationID), useful),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is an application ID",
		Cause: "`service-principal-id` is the application (client) ID of <given's name> (<code>).",
		Fixes: []string{writeRight},
		Link:  pageGet,
	},
	{
		Is:    given(hint.ApplicationID),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is an application ID",
		Cause: "`service-principal-id` is the application (client) ID of <given's name> (<code>), not the object ID.",
		Fixes: []string{ownerOf},
		Link:  pageGet,
	},
	{
		Is:    hint.All(given(hint.Registration), useful),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is that of an app registration",
		Cause: "`service-principal-id` is the object ID of an app registration, that of <given's name> (<code>).",
		Fixes: []string{writeRight},
		Link:  pageGet,
	},
	{
		Is:    given(hint.Registration),
		Claim: hint.WrongServicePrincipal,
		Title: "The ID is that of an app registration",
		Cause: "`service-principal-id` is the object ID of an app registration (<code>).",
		Fixes: []string{ownerOf + " It is the one with the application (client) ID <given's app>."},
		Link:  pageGet,
	},
	{
		Status: 401, Codes: []string{"Authorization_IdentityNotFound"},
		Claim: hint.NoPrincipal, Also: []hint.Claim{hint.TooNew, hint.WrongTenant},
		Title: "The caller is not known in this tenant",
		Cause: "Microsoft Graph finds no service principal of application <caller> in tenant <token's tenant> (<code>).",
		Fixes: []string{
			"Create the service principal<with the command>, if the application is meant to be in this tenant.",
			"If the service principal was created just now" + waitThen,
			"Check that the tenant is the right one.",
		}, Commands: createPrincipal,
		Link: pageErrors, Source: "https://github.com/Azure/Microsoft365R/issues/184",
		Raw: "The identity of the calling application could not be established.",
	},
	{
		Is:    hint.All(noPrincipal, starting),
		Claim: hint.WrongServicePrincipal,
		Title: "The enterprise application was not found any more",
		Cause: "The job was read a moment before, and then Microsoft Graph did not find the enterprise application <service-principal-id> (<code>).",
		Fixes: []string{hint.RunAgain, "If the next run does not find it either, see in Entra whether the enterprise application was deleted. It can be restored for 30 days."},
		Link:  pageGet,
	},
	{
		Is:    hint.All(noPrincipal, func(e *hint.Evidence) bool { return e.Inputs.AccessToken != "" }),
		Claim: hint.WrongServicePrincipal, Also: []hint.Claim{hint.WrongTenant, hint.TooNew},
		Title: "The enterprise application was not found",
		Cause: "Microsoft Graph finds no enterprise application with the object ID <service-principal-id> in the tenant of the token (<code>).<hidden>",
		Fixes: []string{
			copyObjectID,
			"Check that the token is of the tenant of that page; its tenant is <token's tenant>.",
			tooNew,
		},
		Link: pageGet,
	},
	{
		Is:    noPrincipal,
		Claim: hint.WrongServicePrincipal, Also: []hint.Claim{hint.WrongTenant, hint.WrongCloud, hint.TooNew},
		Title: "The enterprise application was not found",
		Cause: "Microsoft Graph finds no enterprise application with the object ID <service-principal-id> in this tenant (<code>).<hidden>",
		Fixes: []string{
			copyObjectID,
			"Check that `tenant-id` and `cloud` are those of that page.",
			tooNew,
		},
		Link: pageGet,
		Raw:  "Resource '…' does not exist or one of its queried reference-property objects are not present.",
	},
}

const (
	copyObjectID = "Copy the Object ID, not the Application ID, from the Overview page of the enterprise application."
	tooNew       = "If the enterprise application was created just now" + waitThen
)

func given(kind hint.GivenKind) func(*hint.Evidence) bool {
	return func(e *hint.Evidence) bool { return e.Given.Kind == kind }
}

func useful(e *hint.Evidence) bool { return e.Given.Use != "" }

// noPrincipal is true where Graph says that there is no such service principal,
// to the call or to the list of its jobs.
func noPrincipal(e *hint.Evidence) bool {
	const code = "Request_ResourceNotFound"
	var answer *graph.Error
	return e.Answer.Status == http.StatusNotFound && strings.EqualFold(e.Answer.Code, code) ||
		errors.As(e.List.Err, &answer) && strings.EqualFold(answer.Code, code)
}
