package graph

import (
	"context"
	"errors"
	"fmt"

	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/foreign"
)

// Call is the call that failed.
type Call int

// The calls of a run.
const (
	Reading Call = iota
	Starting
)

// Explain says what a failed call means and what to do about it.
func (c *Client) Explain(ctx context.Context, call Call, err error) *failure.Failure {
	f := &failure.Failure{Title: "Microsoft Graph refused", What: fmt.Sprint("call ", call)}
	var e *Error
	if errors.As(err, &e) {
		f.What = fmt.Sprintf("%d %s %s", e.Status, foreign.Quote(e.Code), foreign.Quote(e.Message))
	} else {
		f.What = foreign.Quote(err.Error())
	}
	return f
}
