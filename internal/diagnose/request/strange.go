package request

import "start-synchronization-job/internal/diagnose/hint"

// strangeRows are about answers that are not, or possibly not, of Microsoft Graph.
var strangeRows = []hint.Row{
	{
		Is:    hint.All(unreadable, func(e *hint.Evidence) bool { return e.Answer.OtherShape }),
		Claim: hint.NotKnown,
		Title: "The answer is not a job",
		Cause: "<host> answered 200 with JSON that is not what Microsoft documents for a job.",
		Fixes: []string{hint.RunAgain, "If it happens again, report it with the ids in the job summary as an issue in the repository of this action."},
		Link:  pageGet,
	},
	{
		Is:    unreadable,
		Claim: hint.Changed, Likely: true,
		Title: "The answer is not JSON",
		Cause: "<host> answered 200 with something other than JSON, as the page of a proxy or of a network's sign-in is.",
		Fixes: []string{hint.RunAgain, "<let it pass>"},
		Link:  pageGet,
	},
	{
		Status: 3,
		Is:     func(e *hint.Evidence) bool { return e.Answer.Own },
		Claim:  hint.NotKnown,
		Title:  "The answer is a redirect",
		Cause:  "The answer of <host> to <call> is a redirect, which was not followed, to protect the token (<code>).",
		Fixes:  []string{hint.RunAgain, askSupport},
		Link:   pageErrors,
	},
	{
		Status: 3,
		Claim:  hint.Changed, Likely: true,
		Title: "The answer is a redirect",
		Cause: "The answer of <host> to <call> is a redirect, which was not followed, to protect the token (<code>). Probably a proxy or the sign-in page of a network answered.",
		Fixes: []string{"<let it pass>", hint.RunAgain},
		Link:  pageErrors,
	},
	{
		// https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support
		Is:    func(e *hint.Evidence) bool { return !e.Answer.Own },
		Claim: hint.Changed, Likely: true, Also: []hint.Claim{hint.ServerError},
		Title: "The answer has no mark of Microsoft Graph",
		Cause: "The answer to <call> (<code>) has no request-id, which Microsoft Graph gives its answers: something may have answered in place of <host>.",
		Fixes: []string{hint.RunAgain, "<let it pass>"},
		Link:  pageErrors,
	},
}
