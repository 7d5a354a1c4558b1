package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"start-synchronization-job/internal/wire"
)

// Error is a refusal: any answer but the one that was asked for.
// See https://learn.microsoft.com/graph/errors.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Code and Message are Graph's own words, foreign text. Message is for
	// people only: https://learn.microsoft.com/graph/errors#message-property.
	Code, Message string
	// RequestID is what Microsoft's support asks for.
	RequestID string
	// Date is when Graph answered, by its own clock.
	Date string
	// RetryAfter is the wait Graph asks for; Asked says whether it asked.
	RetryAfter time.Duration
	Asked      bool
	// Tries is what each try got, as wire.Tries returns it.
	Tries []int
}

func (e *Error) Error() string { return fmt.Sprintf("graph answered %d %s", e.Status, e.Code) }

// UnreadableError is an answer with a good status that is not what was asked
// for.
type UnreadableError struct {
	// RequestID and Date are those of the answer, empty where it has none.
	RequestID, Date string
	// Err says what is wrong with it. It is not for people to read.
	Err error
}

func (e *UnreadableError) Error() string { return "unreadable answer: " + e.Err.Error() }

// Unwrap returns what is wrong with the answer.
func (e *UnreadableError) Unwrap() error { return e.Err }

// refused makes an Error of an answer, keeping what can be read of its body.
func refused(resp *http.Response) *Error {
	e := &Error{Status: resp.StatusCode, RequestID: resp.Header.Get("request-id"), Date: resp.Header.Get("Date")}
	e.RetryAfter, e.Asked = wire.RetryAfter(resp.Header)
	e.Tries = wire.Tries(resp, nil)
	body, _ := io.ReadAll(resp.Body)
	var answer struct{ Error refusal }
	var otherType *json.UnmarshalTypeError // of one member: the others are read
	if err := json.Unmarshal(body, &answer); err == nil || errors.As(err, &otherType) {
		e.Code, e.Message = answer.Error.Code, answer.Error.Message
		if e.RequestID == "" {
			e.RequestID = answer.Error.requestID()
		}
	}
	return e
}

// refusal is the body of an error. innerError, spelled innererror at times, may
// nest; encoding/json takes either spelling.
type refusal struct {
	Code       string   `json:"code"`
	Message    string   `json:"message"`
	InnerError *refusal `json:"innerError"`
	RequestID  string   `json:"request-id"`
}

func (r *refusal) requestID() string {
	for ; r != nil; r = r.InnerError {
		if r.RequestID != "" {
			return r.RequestID
		}
	}
	return ""
}

// Effect is what an answer to the start says about whether the service acted.
type Effect int

const (
	// Unclear: the service may or may not have acted.
	Unclear Effect = iota
	// Done: the service says that it acted.
	Done
	// NotSent: no byte of the request left.
	NotSent
	// Refused: the service says that it did not act.
	Refused
)

// EffectOf returns what the error of Start says about the start. A status of
// 4xx is a refusal, but for 408, which may come from anywhere in between, and
// where the answer has no request-id, which every answer of Microsoft Graph has:
// https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support.
func EffectOf(err error) Effect {
	var notSent *wire.NotSentError
	var answer *Error
	switch {
	case err == nil:
		return Done
	case errors.As(err, &notSent):
		return NotSent
	case errors.As(err, &answer) && answer.Status/100 == 4 && answer.Status != http.StatusRequestTimeout && answer.RequestID != "":
		return Refused
	}
	return Unclear
}
