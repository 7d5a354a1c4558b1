#!/bin/sh
# curl signs in, reads and starts.
set -eu
# shellcheck source=idtoken.sh
. "${0%/*}/idtoken.sh"
token=$(curl -fsS "https://login.microsoftonline.com/$TENANT_ID/oauth2/v2.0/token" \
  --data-urlencode grant_type=client_credentials --data-urlencode "client_id=$CLIENT_ID" \
  --data-urlencode scope=https://graph.microsoft.com/.default \
  --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  --data-urlencode "client_assertion=$(id_token)" | jq -er .access_token)
graph() { curl -fsS -H "Authorization: Bearer $token" "$@"; }
graph "$job"
# Without a body curl sends no Content-Length, which Graph's edge refuses.
refused=$(curl -sS -o /dev/null -w '%{http_code}' -X POST -H "Authorization: Bearer $token" "$job/validateCredentials")
[ "$refused" = 411 ]
graph --data '' "$job/start"
graph "$job"
