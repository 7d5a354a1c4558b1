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

// transport is azidentity's transport for one exchange. It keeps the answer,
// because azidentity's errors do not unwrap and may hold a token in their text.
type transport struct {
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
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	if tenant, asked := strings.CutSuffix(req.URL.Path, configuration); asked && req.Method == http.MethodGet {
		return t.endpoints(req, tenant), nil
	}
	t.resp, t.err = t.client.Do(req)
	if t.err != nil {
		return nil, t.err
	}
	t.body, _ = io.ReadAll(t.resp.Body)
	t.resp.Body = io.NopCloser(bytes.NewReader(t.body))
	return t.resp, nil
}

// endpoints is the openid-configuration of a tenant, as far as azidentity reads
// it. tenant is the path of one, with a slash before it.
func (t *transport) endpoints(req *http.Request, tenant string) *http.Response {
	base := t.root + tenant
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
func (t *transport) failure(ctx context.Context, err error) *Error {
	e := &Error{Step: Exchanging, answer: t.resp}
	switch {
	case t.err != nil:
		e.Err = t.err
	case ctx.Err() != nil && (t.resp == nil || t.resp.StatusCode == http.StatusOK):
		e.Err = ctx.Err()
	case t.resp == nil:
		e.Err = err
	case t.resp.StatusCode == http.StatusOK:
		e.Err = ErrUnreadable
	default:
		e.Status = t.resp.StatusCode
		e.read(t.body)
		e.RetryAfter, e.Asked = wire.RetryAfter(t.resp.Header)
		e.Timestamp = cmp.Or(e.Timestamp, t.resp.Header.Get("Date"))
		e.TraceID = cmp.Or(e.TraceID, t.resp.Header.Get("x-ms-request-id"))
	}
	return e
}
