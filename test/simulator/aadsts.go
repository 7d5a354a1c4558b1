package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// refusal is an error of Entra: a code of the table, with its sentence filled in.
type refusal struct {
	code     int
	sentence string
}

type aadsts struct {
	status   int
	error    string
	sentence string
}

const (
	checkCredential = ". Check your federated identity credential Subject, Audience and Issuer against the presented assertion." +
		" https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
	noRecord = "No matching federated identity record found for presented assertion "
)

// refusals are Entra's errors as they read in public reports; statuses and
// words change without notice. Where no report was found the sentence is a
// plausible one.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
var refusals = map[int]aadsts{
	70021:   {400, "invalid_request", "No matching federated identity record found for presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"},
	700211:  {401, "invalid_client", noRecord + "issuer '%s'" + checkCredential},
	700212:  {401, "invalid_client", noRecord + "audience '%s'" + checkCredential},
	700213:  {401, "invalid_client", noRecord + "subject '%s'" + checkCredential},
	7002138: {401, "invalid_client", noRecord + "subject '%s'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison" + checkCredential},
	70025:   {401, "invalid_client", "The client '%s'(directory workflow) has no configured federated identity credentials."},
	7002381: {401, "invalid_client", "The presented assertion subject must contain the 'enterprise' claim that the tenant requires."},
	700236:  {401, "invalid_client", "Entra ID tokens issued by this issuer may not be used for federated identity credential flows in the tenant."},
	700238:  {401, "invalid_client", "The issuer of the presented assertion is not in the tenant's list of allowed issuers."},
	700016:  {400, "unauthorized_client", "Application with identifier '%s' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."},
	7000229: {401, "invalid_client", "The client application " + ClientID + " is missing service principal in the tenant " + TenantID + ". See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119"},
	90002:   {400, "invalid_tenant", "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."},
	900023:  {400, "invalid_request", "Specified tenant identifier '%s' is neither a valid DNS name, nor a valid external domain."},
	90038:   {400, "invalid_request", "The tenant belongs to another national cloud."},
	900382:  {400, "invalid_request", "Confidential Client is not supported in Cross Cloud request."},
	700024:  {401, "invalid_client", "Client assertion is not within its valid time range. Current time: %s."},
	50027:   {400, "invalid_request", "JWT token is invalid or malformed."},
	700027:  {401, "invalid_client", "Client assertion failed signature validation."},
	900384:  {401, "invalid_client", "JWT token failed signature validation."},
	90061:   {400, "invalid_request", "Request to External OIDC endpoint failed."},
	501661:  {400, "invalid_request", "Unable to resolve the issuer's OIDC metadata."},
	7000112: {400, "unauthorized_client", "Application '" + ClientID + "'(directory workflow) is disabled."},
	53003:   {400, "access_denied", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."},
	500011:  {400, "invalid_resource", "The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."},
	1002012: {400, "invalid_scope", "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."},
	70003:   {400, "unsupported_grant_type", "The app requested an unsupported grant type."},
	900144:  {400, "invalid_request", "The request body must contain the following parameter: '%s'."},
	50196:   {429, "temporarily_unavailable", "The server terminated an operation because it encountered a client request loop."},
	50033:   {503, "temporarily_unavailable", "RetryableError - a transient error that is not related to the database operations."},
	90006:   {503, "temporarily_unavailable", "ExternalServerRetryableError - the service is temporarily unavailable."},
	90012:   {504, "temporarily_unavailable", "RequestTimeout - the request has timed out."},
	90024:   {503, "temporarily_unavailable", "RequestBudgetExceededError - a transient error has occurred."},
	90033:   {503, "temporarily_unavailable", "A transient error has occurred. Please try again."},
	90055:   {429, "temporarily_unavailable", "TenantThrottlingError - there are too many incoming requests."},
	90090:   {503, "temporarily_unavailable", "GraphRetryableError - the service is temporarily unavailable."},
}

// Refusals lists the AADSTS codes that the simulator has a sentence for.
func Refusals() []int {
	var codes []int
	for code := range refusals {
		codes = append(codes, code)
	}
	return codes
}

// refused is the refusal of a code. Missing values of its sentence become
// question marks.
func refused(code int, values ...string) refusal {
	sentence := refusals[code].sentence
	for strings.Contains(sentence, "%s") {
		value := "?"
		if len(values) > 0 {
			value, values = values[0], values[1:]
		}
		sentence = strings.Replace(sentence, "%s", strings.ReplaceAll(value, "%", "%\x00"), 1)
	}
	return refusal{code, strings.ReplaceAll(sentence, "%\x00", "%")}
}

// AADSTS answers as Entra refuses, with any code. An empty sentence is the
// code's own.
func AADSTS(code int, sentence string) Fault {
	return Fault{kind: instead, reply: func(s *Simulator, _ *http.Request, _ string) reply {
		no := refused(code)
		if sentence != "" {
			no.sentence = sentence
		}
		return s.entraError(no)
	}}
}

// entraError is a refusal as Entra prints it. The description ends in ids and
// time, on one line.
func (s *Simulator) entraError(no refusal) reply {
	row, ok := refusals[no.code]
	if !ok {
		row = aadsts{400, "invalid_request", no.sentence}
	}
	return s.entraReply(row.status, row.error, no)
}

func (s *Simulator) entraReply(status int, name string, no refusal) reply {
	trace, correlation, at := s.records.guid(), s.records.guid(), s.config.Now.Format("2006-01-02 15:04:05Z")
	body, _ := json.Marshal(map[string]any{
		"error": name,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			no.code, no.sentence, trace, correlation, at),
		"error_codes": []int{no.code}, "timestamp": at, "trace_id": trace, "correlation_id": correlation,
		"error_uri": fmt.Sprintf("https://%s/error?code=%d", s.hosts.authority, no.code),
	})
	rep := newReply(status, "application/json; charset=utf-8", body)
	rep.header.Set("X-Ms-Request-Id", trace)
	return rep
}

// entraStatus is Entra's body for a bare status: what a caller can see with it,
// most often.
func (s *Simulator) entraStatus(status int) reply {
	code := 900144
	switch {
	case status >= 500:
		code = 90033
	case status == http.StatusTooManyRequests:
		code = 90055
	case status == http.StatusRequestTimeout:
		code = 90012
	case status == http.StatusUnauthorized:
		code = 700027
	case status == http.StatusForbidden:
		code = 53003
	}
	return s.entraReply(status, refusals[code].error, refused(code, "grant_type"))
}
