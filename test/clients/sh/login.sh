# shellcheck shell=sh
# shellcheck source=idtoken.sh
. "${0%/*}/idtoken.sh"
az login --service-principal --username "$CLIENT_ID" --tenant "$TENANT_ID" --federated-token "$(id_token)" --allow-no-subscriptions >/dev/null
