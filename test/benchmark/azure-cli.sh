#!/bin/sh
# What a job does that starts the provisioning job with azure-cli: it gets its
# OIDC token, signs in with it and sends the start. Each part is a process of
# its own, named by PART, so that its memory can be measured.
set -eu
case $PART in
token)
  curl -fsS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" |
    sed 's/.*"value":"\([^"]*\)".*/\1/' >"$HOME/token"
  ;;
login)
  exec az login --service-principal --username "$CLIENT_ID" --tenant "$TENANT_ID" \
    --federated-token "$(cat "$HOME/token")" --allow-no-subscriptions --output none
  ;;
start)
  exec az rest --method post --resource https://graph.microsoft.com \
    --url "https://graph.microsoft.com/v1.0/servicePrincipals/$SERVICE_PRINCIPAL_ID/synchronization/jobs/$JOB_ID/start"
  ;;
esac
