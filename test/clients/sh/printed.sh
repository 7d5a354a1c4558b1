#!/bin/bash
# Runs each line of its input as a person would paste it, with the ids that a
# person would have looked up. That the application of the simulator exists
# already is the answer that a correct command gets.
set -euo pipefail
# shellcheck source=login.sh
. "${0%/*}/login.sh"
credential=$(az ad app federated-credential list --id "$CLIENT_ID" --query '[0].id' --output tsv)
graph=$(az rest --method get --url "https://graph.microsoft.com/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')" --query id --output tsv)
export graph
while IFS= read -r line; do
  line=${line//--federated-credential-id ID/--federated-credential-id $credential}
  if ! said=$(bash -c "$line" </dev/null 2>&1) && [[ $said != *'already in use'* ]]; then
    printf '%s: %s\n' "$line" "$said" >&2
    exit 1
  fi
done
