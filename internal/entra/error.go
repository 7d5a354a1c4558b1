package entra

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/wire"
)

// Step is the part of the sign-in that failed.
type Step int

const (
	// GettingIDToken is the request for GitHub's OIDC token, or the read of one
	// from elsewhere.
	GettingIDToken Step = iota
	// Exchanging is the request for the Graph token.
	Exchanging
)

// Error is a failed sign-in. Its text never holds a token.
type Error struct {
	Step Step
	// Status is the HTTP status of the answer, 0 where there was none.
	Status int
	// OAuth is the member error, Code the AADSTS number or 0, and Description
	// Entra's message, without the ids that follow it.
	// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
	OAuth       string
	Code        int
	Description string
	// TraceID, CorrelationID and Timestamp find the request in Entra's logs.
	TraceID, CorrelationID, Timestamp string
	// RetryAfter is the wait that the answer asked for; Asked says whether it
	// asked, Late that the wait would have ended past the deadline.
	RetryAfter  time.Duration
	Asked, Late bool
	// Page says that the answer in place of GitHub's id token was not JSON.
	Page bool
	// Tries counts the requests for the id token where it could not be had, and
	// the exchanges otherwise.
	Tries int
	// Claims are those of the id token that was sent, if one was.
	Claims claims.Claims
	// Err is the reason where there is no answer to go by; Status is 0 then.
	Err error

	answer *http.Response
}

func (e *Error) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("sign in: status %d, AADSTS%d", e.Status, e.Code)
	}
	return fmt.Sprintf("sign in: %v", e.Err)
}

// Unwrap returns the reason where there is no answer to go by.
func (e *Error) Unwrap() error { return e.Err }

// Errors of SignIn.Token for an answer with a good status.
var (
	ErrNoToken    = errors.New("the answer holds no token")
	ErrUnreadable = errors.New("the answer is not readable")
)

// TransientCodes are the AADSTS numbers that Microsoft calls temporary:
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var TransientCodes = []int{50033, 90006, 90012, 90024, 90033, 90055, 90090}

// replicatingCodes are those of a federated credential that does not match, or
// does not match yet, and of an assertion that got too old on its way.
var replicatingCodes = []int{70021, 700211, 700212, 700213, 70025, 7002137, 70022204, expiredAssertion}

const (
	expiredAssertion = 700024
	// noEnterprise is the refusal of a token by its claim enterprise, which GitHub
	// was seen to leave out of some tokens of a run and not of others:
	// https://github.com/triton-lang/triton/issues/10680.
	noEnterprise = 7002381
	// loop is the refusal of a request that came too often. One more try adds to
	// it.
	loop = 50196
)

// Transient reports whether the whole exchange is worth repeating. A request
// for an id token was repeated already, except where its answer has no token.
func (e *Error) Transient() bool {
	switch {
	case errors.Is(e.Err, ErrNoToken), errors.Is(e.Err, ErrUnreadable):
		return true
	case e.Step == GettingIDToken, e.Code == loop:
		return false
	case e.Status != 0:
		return wire.TransientStatus(e.Status) || slices.Contains(TransientCodes, e.Code) ||
			e.OAuth == "temporarily_unavailable"
	}
	return wire.Transient(e.Err)
}

// passing reports whether another exchange may succeed in a moment, with a fresh
// token or once a new federated credential is known everywhere.
func (e *Error) passing() bool {
	return slices.Contains(replicatingCodes, e.Code) || e.Code == noEnterprise && e.Claims.Enterprise == ""
}

// read takes what Entra's error body says, as far as it is one:
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response.
func (e *Error) read(body []byte) {
	var refusal struct {
		Error         string `json:"error"`
		Description   string `json:"error_description"`
		Codes         []code `json:"error_codes"`
		TraceID       string `json:"trace_id"`
		CorrelationID string `json:"correlation_id"`
		Timestamp     string `json:"timestamp"`
	}
	_ = json.Unmarshal(body, &refusal)
	e.OAuth, e.TraceID, e.CorrelationID, e.Timestamp = refusal.Error, refusal.TraceID, refusal.CorrelationID, refusal.Timestamp
	// The description begins with the code and goes on with the ids.
	description, _, _ := strings.Cut(refusal.Description, "Trace ID:")
	e.Description = strings.TrimSpace(description)
	if len(refusal.Codes) > 0 && refusal.Codes[0] != 0 {
		e.Code = int(refusal.Codes[0])
	} else if found := aadsts.FindStringSubmatch(e.Description); found != nil {
		e.Code, _ = strconv.Atoi(found[1])
	}
}

// code is a number, or the text of one.
type code int

// UnmarshalJSON reads either.
func (c *code) UnmarshalJSON(body []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(body), `"`))
	*c = code(n)
	return err
}

var aadsts = regexp.MustCompile(`^AADSTS([0-9]{1,9})\b`)
