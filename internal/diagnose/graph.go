package diagnose

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/wire"
)

// call is the call that failed.
type call int

// The calls of a run. reading is also the call of everything that failed before
// the start.
const (
	reading call = iota
	starting
)

// client is the one whose call failed.
type client struct{ *graph.Client }

// explain says what a failed call means and what to do about it. What is known
// about the start comes first. Where it helps to say what is wrong, further
// reads are made: they take a few seconds at most, end with ctx, and whatever
// comes of them, the failure stays the one that err is.
func (c client) explain(ctx context.Context, call call, err error) *failure.Failure {
	t := &telling{client: c, call: call}
	t.token, t.legible = claims.Read(c.Token)
	var unreadable *graph.UnreadableError
	switch {
	case errors.As(err, &t.answer):
		t.refusal(ctx)
	case errors.As(err, &unreadable):
		t.answer = &graph.Error{RequestID: unreadable.RequestID, Date: unreadable.Date}
		t.unreadable()
	default:
		t.silence(ctx, err)
	}
	if call == starting && graph.EffectOf(err) == graph.Unclear {
		t.unclear()
	}
	t.What = known(call, err) + t.What
	t.trace(err)
	return &t.Failure
}

// telling is a failure on its way into words.
type telling struct {
	failure.Failure
	client client
	call   call
	// answer is Graph's, nil where there was none.
	answer *graph.Error
	// token is what the token says of itself, legible whether it is a JWT. It is
	// shown and never decided by.
	token   claims.Claims
	legible bool
}

// known says what is known about the start, as the beginning of a sentence.
func known(call call, err error) string {
	switch {
	case call == reading:
		return "Nothing was started: "
	case graph.EffectOf(err) == graph.NotSent:
		return "Nothing was sent: "
	case graph.EffectOf(err) == graph.Refused:
		return "The job was not started: "
	}
	return "The start was sent once and may have taken effect: "
}

// refusal tells what was answered, by the table of hints.
func (t *telling) refusal(ctx context.Context) {
	to := "the read of the job"
	if t.call == starting {
		to = "the start"
	}
	if t.answer.RequestID == "" {
		t.strange(to)
		return
	}
	t.What = "Microsoft Graph answered " + to + " with " + words(t.answer)
	h := graphHintFor(t.answer)
	t.Title, t.Means, t.Do, t.Link = h.title, h.means, h.do, h.source
	if h.look != nil {
		h.look(t, ctx)
	}
}

// strange tells of an answer that is not Microsoft Graph's by the look of it:
// https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support.
func (t *telling) strange(to string) {
	t.Title = "An answer that seems not to be Microsoft Graph's"
	t.What = to + " was answered with " + words(t.answer)
	t.Means = "The answer carries no request-id, as all answers of Microsoft Graph do. Something between the runner and " +
		foreign.Quote(t.host()) + " may have given it, such as a proxy or a network's sign-in."
	t.Do = []string{
		"If the runner reaches the internet through a proxy, have it let " + foreign.Quote(t.host()) + " pass as it is.",
		"Run again. If it stays so, give the ids in the job summary to Microsoft's support.",
	}
}

// words is the answer as the end of a sentence.
func words(e *graph.Error) string {
	text := strconv.Itoa(e.Status)
	if e.Code != "" {
		text += " " + foreign.Quote(e.Code)
	}
	switch {
	case e.Message != "":
		text += ": " + foreign.Quote(e.Message)
	case e.Code != "":
		text += ", without a message"
	default:
		text += ", without an error that can be read"
	}
	if strings.HasSuffix(text, ".`") {
		return text
	}
	return text + "."
}

// unreadable tells of an answer with a good status that is not a job.
func (t *telling) unreadable() {
	t.Title = "The answer is not a job"
	t.What = "the answer to the read of the job has status 200 but does not read as a job."
	t.Means = "It may be the page of a proxy or of a network's sign-in, put in place of Microsoft Graph's answer."
	t.Do = []string{
		"If the runner reaches the internet through a proxy, have it let " + foreign.Quote(t.host()) + " pass as it is.",
		"Run again. If it stays so, open an issue with the ids in the job summary.",
	}
}

// silence tells of a call that got no answer.
func (t *telling) silence(ctx context.Context, err error) {
	t.Means, t.Do = connection(err)
	var notSent *wire.NotSentError
	switch {
	case errors.Is(err, context.DeadlineExceeded) && passed(ctx):
		t.Title = "The time was up"
		t.What, t.Means = "the time that the input `timeout` gives the run was up.", ""
	case errors.Is(err, context.Canceled):
		t.Title = "The run was interrupted"
		t.What = "the run was interrupted."
	case errors.As(err, &notSent):
		t.Title = "No connection to Microsoft Graph"
		t.What = "there was no connection to " + foreign.Quote(t.host()) + "."
		if t.call == starting {
			t.What = "there was no connection to " + foreign.Quote(t.host()) + " for the start."
		}
	default:
		t.Title = "No answer from Microsoft Graph"
		t.What = foreign.Quote(t.host()) + " gave no whole answer."
	}
}

// passed reports whether the deadline of ctx is over. An attempt to connect that
// took too long claims to be a context.DeadlineExceeded as well.
func passed(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

// unclear tells of a start after which nobody knows whether the service acted.
func (t *telling) unclear() {
	t.Title = "It is not known whether the job was started"
	t.Means = strings.TrimSpace("Another look at the job did not settle it. " + t.Means)
	t.Do = []string{
		"Running again is safe: the job is read first, and started only if it is not active.",
		"Or look at the job on its provisioning page.",
	}
}

// host is Graph's, for people.
func (t *telling) host() string { return strings.TrimPrefix(t.client.Cloud.Graph, "https://") }
