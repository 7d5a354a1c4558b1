#!/bin/sh
# azure-cli signs in, reads and starts.
set -eu
# shellcheck source=login.sh
. "${0%/*}/login.sh"
az rest --method get --url "$job"
az rest --method post --url "$job/start"
az rest --method get --url "$job"
