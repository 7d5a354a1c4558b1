# shellcheck shell=sh
# The id token of GitHub for a workflow's job:
# https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
id_token() {
  curl -fsS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" | jq -er .value
}
# shellcheck disable=SC2034 # of who reads this in
job=https://graph.microsoft.com/v1.0/servicePrincipals/$SERVICE_PRINCIPAL_ID/synchronization/jobs/$JOB_ID
