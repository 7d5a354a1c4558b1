# shellcheck shell=bash
# What stands in for the actions and services that the workflows use besides.

chat=https://chat.example/hook
replaced=() # arguments of act: which folder is which action

# put_stand_ins writes them.
put_stand_ins() {
  local used name
  mkdir -p "$work/stand-ins"
  write_az
  write_curl
  write_gh
  # With the image that is built already.
  cp -R "$work/source" "$work/action"
  sed -i 's/^  image: Dockerfile$/  image: docker:\/\/action/' "$work/action/action.yml"
  replaced=(--local-repository "OWNER/start-synchronization-job@COMMIT=$work/action")
  for used in $(grep -rhoE 'uses: [^ ]+' "$work/repositories" | sed 's/uses: //' | sort -u); do
    name=${used%@*}
    case $name in
      OWNER/start-synchronization-job) continue ;;
      azure/login) composite "$name" 'az login "$TENANT" "$CLIENT"' ;;
      *) fail "no stand-in for $used" ;;
    esac
    replaced+=(--local-repository "$used=$work/actions/$name")
  done
}

# composite ACTION COMMAND writes an action that is one command.
composite() {
  mkdir -p "$work/actions/$1"
  cat >"$work/actions/$1/action.yml" <<END
name: $1
description: Stands in for it
inputs:
  tenant-id: { description: tenant }
  client-id: { description: client }
runs:
  using: composite
  steps:
    - shell: bash
      env: { TENANT: "\${{ inputs.tenant-id }}", CLIENT: "\${{ inputs.client-id }}" }
      run: $2
END
}

# write_az: it signs in by GitHub's id token as azure/login does, and knows the
# one call of the recipes. Each call of "az rest" is written down.
write_az() {
  cat >"$work/stand-ins/az" <<'END'
#!/usr/bin/env bash
set -euo pipefail
if [[ $1 == login ]]; then
  assertion=$(curl -fsS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" | jq -r .value)
  curl -fsS "https://login.microsoftonline.com/$2/oauth2/v2.0/token" -d grant_type=client_credentials \
    -d client_id="$3" --data-urlencode scope=https://graph.microsoft.com/.default \
    --data-urlencode client_assertion="$assertion" \
    --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer |
    jq -r .access_token >"$WORK/az.token"
elif [[ $1 == rest && $2 == --method && $4 == --url && $# == 5 ]]; then
  echo "$3 $5" >>"$WORK/az.log"
  curl -fsS -X "${3^^}" -H "Authorization: Bearer $(cat "$WORK/az.token")" \
    -H "client-request-id: $(cat /proc/sys/kernel/random/uuid)" -H 'Content-Length: 0' "$5"
else
  echo "the stand-in for az does not know: $*" >&2
  exit 2
fi
END
  chmod +x "$work/stand-ins/az"
}

# write_curl: what goes to the chat is written down; all else is curl's.
write_curl() {
  cat >"$work/stand-ins/curl" <<END
#!/bin/sh
for last; do :; done
if [ "\$last" = $chat ]; then cat >>"$work/chat.log"; else exec $(command -v curl) "\$@"; fi
END
  chmod +x "$work/stand-ins/curl"
}

# write_gh: the binary of a release is one that is built here, whatever its name.
write_gh() {
  go -C "$root" build -o "$work/binary" .
  cat >"$work/stand-ins/gh" <<'END'
#!/usr/bin/env bash
set -euo pipefail
case "$*" in
"release download v1.2.3 --repo OWNER/start-synchronization-job --pattern $BINARY --pattern binaries.sigstore.json")
  cp "$WORK/binary" "$BINARY"
  ;;
"attestation verify $BINARY --repo OWNER/start-synchronization-job --bundle binaries.sigstore.json --source-ref refs/tags/v1.2.3")
  test -x "$BINARY"
  ;;
*)
  echo "the stand-in for gh does not know: $*" >&2
  exit 2
  ;;
esac
END
  chmod +x "$work/stand-ins/gh"
}

# paused COUNT holds how often the job was paused.
paused() {
  local count path=servicePrincipals/$service_principal/synchronization/jobs/$job/pause
  count=$(grep -c "^post https://graph.microsoft.com/v1.0/$path\$" "$work/az.log" || true)
  [[ $count == "$1" ]] || broken "$count pauses; want $1"
}

# chatted TEXT holds how the message to the chat begins; none was sent where it is
# empty.
chatted() {
  local message
  message=$(jq -c . "$work/chat.log")
  [[ -n $1 && $message == "$1"* || -z $1 && -z $message ]] || broken "said to the chat '$message'; want '$1'"
}
