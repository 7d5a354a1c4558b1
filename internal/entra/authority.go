package entra

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"start-synchronization-job/internal/wire"
)

// authority is azidentity's transport for one exchange. It keeps the answer,
// because azidentity's errors do not unwrap and may hold a token in their text.
type authority struct {
	root   string
	client *http.Client

	resp *http.Response
	body []byte
	err  error
}

// configuration is the path at which azidentity asks for the authority's
// endpoints, below the tenant.
const configuration = "/v2.0/.well-known/openid-configuration"

// Do answers a question for the authority's endpoints itself, and sends any
// other request once. The endpoints follow from the authority,
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token,
// so that one round trip less is needed and no answer can name another host.
func (a *authority) Do(req *http.Request) (*http.Response, error) {
	if tenant, asked := strings.CutSuffix(req.URL.Path, configuration); asked && req.Method == http.MethodGet {
		return a.endpoints(req, tenant), nil
	}
	a.resp, a.err = a.client.Do(req)
	if a.err != nil {
		return nil, a.err
	}
	a.body, _ = io.ReadAll(a.resp.Body)
	a.resp.Body = io.NopCloser(bytes.NewReader(a.body))
	return a.resp, nil
}

// endpoints is the openid-configuration of a tenant, as far as azidentity reads
// it. tenant is the path of one, with a slash before it.
func (a *authority) endpoints(req *http.Request, tenant string) *http.Response {
	base := a.root + tenant
	body, _ := json.Marshal(map[string]string{ // strings cannot fail
		"issuer":                 base + "/v2.0",
		"authorization_endpoint": base + "/oauth2/v2.0/authorize",
		"token_endpoint":         base + "/oauth2/v2.0/token",
	})
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(bytes.NewReader(body)),
		Request:    req,
	}
}

// failure makes an Error of the answer; err is azidentity's, and is used only
// where no request was made.
func (a *authority) failure(ctx context.Context, err error) *Error {
	e := &Error{Step: Exchanging, answer: a.resp}
	switch {
	case a.err != nil:
		e.Err = a.err
	case ctx.Err() != nil && (a.resp == nil || a.resp.StatusCode == http.StatusOK):
		e.Err = ctx.Err()
	case a.resp == nil:
		e.Err = err
	case a.resp.StatusCode == http.StatusOK:
		e.Err = ErrUnreadable
	default:
		e.Status = a.resp.StatusCode
		e.read(a.body)
		e.RetryAfter, e.Asked = wire.RetryAfter(a.resp.Header)
		e.Timestamp = cmp.Or(e.Timestamp, a.resp.Header.Get("Date"))
		e.TraceID = cmp.Or(e.TraceID, a.resp.Header.Get("x-ms-request-id"))
	}
	return e
}
