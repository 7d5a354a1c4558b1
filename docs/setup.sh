#!/bin/sh
# shellcheck disable=SC2016 # $filter and the like in single quotes are Microsoft Graph's
#
# setup.sh prepares Microsoft Entra so that a GitHub workflow may start a provisioning job without a
# secret. It reads first, says what it will do, asks, and leaves alone what is already in place.
#
# Usage:
#   setup.sh --repository OWNER/REPO --environment NAME --service-principal-id ID [options]
#
# Whom to trust: of --repository OWNER/REPO, exactly one of
#   --environment NAME   jobs of this GitHub environment
#   --branch NAME        workflows on this branch, jobs without an environment
#   --tag NAME           workflows on this tag, jobs without an environment
#   --subject TEXT       this subject, word for word; then --repository is optional
# The first three need gh, the GitHub CLI, signed in: GitHub alone knows how the
# subjects of a repository begin (with names, or with names and ids).
#
# Which job:
#   --service-principal-id ID  object ID of the enterprise application that owns the job
#   --job-id ID                ID of the job; left out, it is read if there is only one
#
# What the workflow may do:
#   --permission owned   Application.ReadWrite.OwnedBy, and an owner of the enterprise application
#                        (the default). No other application of the tenant, but all of this one:
#                        the workflow could change its credentials, delete it, or create new ones.
#   --permission all     Synchronization.ReadWrite.All. The provisioning of every application of
#                        the tenant, and nothing but provisioning.
#
# Options:
#   --cloud NAME         global (default), usgov-l4, usgov-l5 or china
#   --name TEXT          name of the app registration to find or create, if not the one chosen here
#   --client-id ID       use this app registration instead
#   --issuer URL         issuer of the GitHub tokens, if not github.com's
#   --audience TEXT      audience of the GitHub tokens, if not the cloud's default
#   --plan               say what would be done, and stop
#   --yes                do not ask
#   --help               this text
#
# It needs az, signed in (az login --allow-no-subscriptions) as a Cloud Application
# Administrator who is also a Privileged Role Administrator: the latter for the consent.
set -eu

usage() { sed -n '4,/^set -eu/s/^# \{0,1\}//p' "$0"; }
die() {
  printf 'setup.sh: %s\n' "$*" >&2
  exit 1
}
say() { printf '%s\n' "$@"; }
tab=$(printf '\t')
newline='
'
microsoft_graph=00000003-0000-0000-c000-000000000000 # its application ID, in every cloud

# json TEXT: TEXT as a JSON string. Control characters never get here: read_arguments.
json() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"; }
# word TEXT: TEXT as one word of a shell.
word() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
# quoted TEXT: TEXT in single quotes, as YAML and OData want it.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"; }

# check OPTION VALUE PATTERN WHAT: the value as a whole must match the pattern.
check() { printf '%s\n' "$2" | grep -Eqx -- "$3" || die "$1 must be $4, not ${2:-empty}"; }

# graph METHOD PATH [ARGUMENTS OF az rest]: one request to the cloud's Microsoft Graph.
# Not az ad: for US government tenants it knows L4's Graph only.
graph() {
  method=$1 path=$2
  shift 2
  az rest --only-show-errors --output tsv --method "$method" --url "$graph_root/v1.0/$path" --resource "$graph_root/" "$@"
}

# rows PATH FIELDS [FILTER]: what a collection holds, a line each, its fields separated by tabs.
rows() { graph get "$1" --query "value[].[$2]" ${3:+--url-parameters "\$filter=$3"}; }

# holds TEXT ROWS: yes if one of the rows is the text.
holds() { if printf '%s\n' "$2" | grep -Fxq -- "$1"; then printf yes; fi; }

read_arguments() {
  repository='' environment='' branch='' tag='' subject='' service_principal_id='' job_id='' permission=owned
  cloud=global name='' client_id='' issuer=https://token.actions.githubusercontent.com audience='' plan='' yes='' note=''
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --plan) plan=yes && shift && continue ;;
      --yes) yes=yes && shift && continue ;;
      --repository | --environment | --branch | --tag | --subject | --service-principal-id | --job-id) ;;
      --permission | --cloud | --name | --client-id | --issuer | --audience) ;;
      *) die "$1 is not an option; see --help" ;;
    esac
    [ -n "${2:-}" ] || die "$1 needs a value"
    [ "$(printf '%s' "$2" | tr -d '[:cntrl:]')" = "$2" ] || die "$1 holds a control character"
    eval "$(printf '%s' "${1#--}" | tr - _)=\$2" # --job-id X sets job_id to X
    shift 2
  done
}

check_arguments() {
  set -- ${environment:+x} ${branch:+x} ${tag:+x} ${subject:+x}
  [ $# -eq 1 ] || die "give exactly one of --environment, --branch, --tag and --subject"
  guid='[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
  check --service-principal-id "$service_principal_id" "$guid" "a GUID"
  check --client-id "$client_id" "($guid)?" "a GUID"
  if [ -z "$subject" ] || [ -n "$repository" ]; then
    check --repository "$repository" '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+' OWNER/REPO
  fi
  check --issuer "$issuer" 'https://.+' "an https:// URL"
  case $permission in
    owned) role=Application.ReadWrite.OwnedBy role_id=18a4783c-866b-4cc7-a460-3d5e5662c884 ;;
    all) role=Synchronization.ReadWrite.All role_id=9b50c33d-700f-43b1-b2eb-87e89b703581 ;;
    *) die "--permission must be owned or all" ;;
  esac
  case $cloud in
    global) az_cloud=AzureCloud graph_root=https://graph.microsoft.com suffix='' ;;
    usgov-l4) az_cloud=AzureUSGovernment graph_root=https://graph.microsoft.us suffix=USGov ;;
    usgov-l5) az_cloud=AzureUSGovernment graph_root=https://dod-graph.microsoft.us suffix=USGov ;;
    china) az_cloud=AzureChinaCloud graph_root=https://microsoftgraph.chinacloudapi.cn suffix=China ;;
    *) die "--cloud must be global, usgov-l4, usgov-l5 or china" ;;
  esac
  default_audience=api://AzureADTokenExchange$suffix
  audience=${audience:-$default_audience}
  name=${name:-start-synchronization-job${repository:+ $repository}}
}

check_sign_in() {
  command -v az >/dev/null || die "az, the Azure CLI, is not installed"
  current=$(az cloud show --query name --output tsv)
  [ "$current" = "$az_cloud" ] ||
    die "az is set to the cloud $current. Run: az cloud set --name $az_cloud && az login --allow-no-subscriptions"
  tenant=$(az account show --query tenantId --output tsv) ||
    die "az is not signed in. Run: az login --allow-no-subscriptions"
}

# find_subject: how a subject begins is a setting of the repository, and since July 2026 it may hold ids,
# https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
find_subject() {
  if [ -n "$subject" ]; then return; fi
  command -v gh >/dev/null ||
    die "gh, the GitHub CLI, is not installed. Without it, give --subject: a run of the action that is refused prints it"
  form=$(gh api "repos/$repository/actions/oidc/customization/sub" --jq '"\(.use_default) \(.sub_claim_prefix // "")"') ||
    die "GitHub did not tell how the subjects of $repository begin. Is gh signed in? Else give --subject"
  case $form in
    'true ') subject=repo:$repository ;; # a GitHub Enterprise Server that knows names only
    'true '*) subject=${form#true } ;;
    *) die "$repository has a subject template of its own. Give --subject: a run of the action that is refused prints it" ;;
  esac
  # GitHub writes a colon inside a name as %3A.
  ref=$(printf '%s' "$environment$branch$tag" | sed 's/:/%3A/g')
  subject=$subject${environment:+:environment:$ref}${branch:+:ref:refs/heads/$ref}${tag:+:ref:refs/tags/$ref}
}

find_job() {
  target_name=$(graph get "servicePrincipals/$service_principal_id" --query displayName) ||
    die "no enterprise application with the object ID $service_principal_id can be read. That ID is on the application's Overview page; its application ID, and the object ID of an app registration, are others"
  if [ -n "$job_id" ]; then return; fi
  # A user may lack the right to read jobs: then the ID stays to be filled in.
  jobs=$(rows "servicePrincipals/$service_principal_id/synchronization/jobs" id 2>/dev/null) || jobs=''
  case $jobs in
    '') job_id=JOB_ID note="(JOB_ID is not known yet. Leave it so: the first run fails and lists the jobs there are.)$newline" ;;
    *"$newline"*) die "\"$target_name\" has several jobs. Give one of them as --job-id:$newline$jobs" ;;
    *) job_id=$jobs ;;
  esac
}

find_app() {
  app_id=''
  if [ -n "$client_id" ]; then filter="appId eq '$client_id'"; else filter="displayName eq $(quoted "$name")"; fi
  found=$(rows applications id,appId "$filter")
  case $found in
    '') [ -z "$client_id" ] || die "no app registration has the client ID $client_id" ;;
    *"$newline"*) die "several app registrations are called \"$name\". Choose one with --client-id, or another --name" ;;
    *) app_id=${found%%"$tab"*} client_id=${found##*"$tab"} ;;
  esac
}

find_trust() {
  sp_id='' credential='' consent='' owner=''
  graph_sp_id=$(rows servicePrincipals id "appId eq '$microsoft_graph'")
  if [ -z "$app_id" ]; then return; fi
  found=$(rows "applications/$app_id/federatedIdentityCredentials" 'issuer,subject,audiences[0]')
  credential=$(holds "$issuer$tab$subject$tab$audience" "$found")
  sp_id=$(rows servicePrincipals id "appId eq '$client_id'")
  if [ -z "$sp_id" ]; then return; fi
  found=$(rows "servicePrincipals/$sp_id/appRoleAssignments" resourceId,appRoleId)
  consent=$(holds "$graph_sp_id$tab$role_id" "$found")
  found=$(rows "servicePrincipals/$service_principal_id/owners" id)
  owner=$(holds "$sp_id" "$found")
}

create_app() {
  # Declared as well as granted: the portal then shows the permission as configured.
  access=$(printf '{"resourceAppId":"%s","resourceAccess":[{"id":"%s","type":"Role"}]}' "$microsoft_graph" "$role_id")
  made=$(graph post applications --query '[[id,appId]]' --body \
    "{\"displayName\":$(json "$name"),\"signInAudience\":\"AzureADMyOrg\",\"requiredResourceAccess\":[$access]}") || return
  app_id=${made%%"$tab"*} client_id=${made##*"$tab"} fresh=yes
}
create_service_principal() {
  sp_id=$(graph post servicePrincipals --query id --body "{\"appId\":\"$client_id\"}") && fresh=yes
}
create_credential() {
  # Its name takes letters, digits and hyphens, and cannot be changed later: a checksum of the claims.
  sum=$(printf '%s %s %s' "$issuer" "$subject" "$audience" | cksum | cut -d ' ' -f 1)
  graph post "applications/$app_id/federatedIdentityCredentials" --body \
    "{\"name\":\"github-$sum\",\"issuer\":$(json "$issuer"),\"subject\":$(json "$subject"),\"audiences\":[$(json "$audience")]}" >/dev/null
}
create_consent() {
  graph post "servicePrincipals/$sp_id/appRoleAssignments" --body \
    "{\"principalId\":\"$sp_id\",\"resourceId\":\"$graph_sp_id\",\"appRoleId\":\"$role_id\"}" >/dev/null
}
create_owner() {
  graph post "servicePrincipals/$service_principal_id/owners/\$ref" --body "{\"@odata.id\":\"$graph_root/v1.0/directoryObjects/$sp_id\"}"
}

# step MODE DONE COMMAND TEXT: in the mode plan, says what the step is; in the mode apply, takes it if it is not done.
step() {
  if [ "$1" = plan ]; then
    if [ -n "$2" ]; then say "  in place  $4"; else say "  to do     $4" && todo=yes; fi
    return
  fi
  if [ -n "$2" ]; then return; fi
  # What was made a moment ago is not known everywhere at once, and what refers to it is refused so long.
  tries=1
  until "$3"; do
    if [ -z "$fresh" ] || [ "$tries" -ge 6 ]; then die "that was refused. What is done stays done: run the same command again"; fi
    say "  not known everywhere yet: once more in 10 seconds"
    tries=$((tries + 1))
    sleep 10
  done
  say "  done      $4"
}

steps() {
  todo='' fresh=''
  step "$1" "$app_id" create_app "app registration \"$name\""
  step "$1" "$sp_id" create_service_principal "its service principal"
  step "$1" "$credential" create_credential "federated credential for the issuer $issuer, subject $subject, audience $audience"
  step "$1" "$consent" create_consent "admin consent to the application permission $role"
  reach="the provisioning of every application of the tenant, and nothing but provisioning"
  [ "$permission" = owned ] || return 0
  step "$1" "$owner" create_owner "owner of \"$target_name\": the service principal"
  reach="all of this enterprise application, its credentials and its deletion too, and no other but new ones of its own"
}

confirm() { printf 'Do this? [y/N] ' && read -r answer && [ "$answer" = y ]; }

show_workflow() {
  in=${repository:+ --repo $repository}
  cat <<EOF

1. The ids, as variables of the repository. They are no secrets, and a masked id breaks outputs and links.

gh variable set ENTRA_TENANT_ID$in --body $tenant
gh variable set ENTRA_CLIENT_ID$in --body $client_id
gh variable set ENTRA_SERVICE_PRINCIPAL_ID$in --body $service_principal_id
gh variable set ENTRA_JOB_ID$in --body $(word "$job_id")
$note
2. The workflow, as .github/workflows/start-synchronization-job.yml
   OWNER is the account that hosts the action, COMMIT the full commit SHA to pin.
${branch:+   Run it on the branch $branch: the credential trusts nothing else.$newline}${tag:+   Run it on the tag $tag: the credential trusts nothing else.$newline}
name: Start synchronization job
on: workflow_dispatch
permissions: {}
concurrency:
  group: start-synchronization-job
jobs:
  start:
    runs-on: ubuntu-latest
${environment:+    environment: $(quoted "$environment")$newline}    permissions:
      id-token: write
    steps:
      - uses: OWNER/start-synchronization-job@COMMIT
        with:
          tenant-id: \${{ vars.ENTRA_TENANT_ID }}
          client-id: \${{ vars.ENTRA_CLIENT_ID }}
          service-principal-id: \${{ vars.ENTRA_SERVICE_PRINCIPAL_ID }}
          job-id: \${{ vars.ENTRA_JOB_ID }}
          cloud: $cloud
EOF
  if [ "$audience" != "$default_audience" ]; then say "          audience: $(quoted "$audience")"; fi
}

read_arguments "$@"
check_arguments
check_sign_in
find_subject
find_job
find_app
find_trust
say "Tenant $tenant, cloud $cloud, enterprise application \"$target_name\"" ""
steps plan
say "" "The workflow will reach $reach."
if [ -n "$plan" ]; then exit 0; fi
if [ -z "$todo" ]; then
  say "Nothing to do."
elif [ -n "$yes" ] || confirm; then
  steps apply
else
  die "nothing was done"
fi
show_workflow
