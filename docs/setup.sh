#!/bin/sh
# shellcheck disable=SC2016 # $filter and the like in single quotes are Microsoft Graph's
#
# setup.sh prepares Microsoft Entra and GitHub so that a workflow may start a provisioning job
# without a secret. It reads first, says what it will do, asks, and leaves alone what is in place.
#
# Usage:
#   setup.sh --repository OWNER/REPO --environment NAME --service-principal-id ID [options]
#   setup.sh --issuer URL --subject TEXT --service-principal-id ID [options]
#
# Whom to trust: of --repository OWNER/REPO, exactly one of
#   --environment NAME   jobs of this GitHub environment; it is made where it is missing
#   --branch NAME        workflows on this branch, jobs without an environment
#   --tag NAME           workflows on this tag, jobs without an environment
#   --subject TEXT       exactly this subject; then --repository can be left out
# With --issuer and --subject, and no --repository: id tokens of another system than GitHub.
#
# Which job:
#   --service-principal-id ID  object ID of the enterprise application that owns the job
#   --job-id ID                ID of the job; needed only where there are several
#
# What the workflow may do:
#   --permission owned   Application.ReadWrite.OwnedBy, and an owner of the enterprise application
#                        (the default). No other application of the tenant, but all of this one:
#                        the workflow could change its credentials, delete it, or create new ones.
#   --permission all     Synchronization.ReadWrite.All. The provisioning of every application of
#                        the tenant, and only that.
#
# Options:
#   --cloud NAME         global (default), usgov-l4, usgov-l5 or china. Not the sovereign clouds of
#                        France and Germany, bleu and delos: no name of theirs for az is known.
#                        Nothing was tried there; docs/where-it-runs.md, Clouds, has the sources
#                        of their hosts
#   --name TEXT          name of the app registration to find or create, if not the one chosen here
#   --client-id ID       use this app registration instead
#   --issuer URL         issuer of the id tokens, if not github.com's
#   --audience TEXT      audience of the id tokens, if not the cloud's default
#   --plan               say what would be done, and stop
#   --yes                do not ask
#   --help               this text
#
# It needs az, signed in (az login --allow-no-subscriptions) as a Cloud Application
# Administrator who is also a Privileged Role Administrator: the latter for the consent.
# With --repository it needs gh too, signed in (gh auth login): GitHub alone knows how the
# subjects of a repository begin, and gh stores the ids as variables of the repository.
# To undo what it did: docs/portal.md, Undo.
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
github=https://token.actions.githubusercontent.com

# json TEXT: TEXT as a JSON string. Control characters never get here: read_arguments.
json() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"; }
# word TEXT: TEXT as one word of a shell.
word() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
# quoted TEXT: TEXT in single quotes, as YAML and OData want it.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"; }
# segment TEXT: TEXT as one segment of a URL's path, every byte of it escaped.
segment() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }

# check OPTION VALUE PATTERN WHAT: the value as a whole must match the pattern.
check() { printf '%s\n' "$2" | grep -Eqx -- "$3" || die "$1 must be $4, not ${2:-empty}"; }

# az: on Windows it ends its lines in CR LF.
az() {
  said=$(command az "$@") || return
  printf '%s' "${said:+$said$newline}" | tr -d '\r'
}

# graph METHOD VERSION/PATH [ARGUMENTS OF az rest]: one request to the cloud's Microsoft Graph.
# Not az ad: for US government tenants it knows L4's Graph only.
graph() {
  method=$1 path=$2
  shift 2
  az rest --only-show-errors --output tsv --method "$method" --url "$graph_root/$path" --resource "$graph_root/" "$@"
}

# rows VERSION/PATH FIELDS [FILTER]: what a collection holds, a line each, its fields separated by tabs.
rows() {
  graph get "$1" --query "value[].[$2]" ${3:+--url-parameters "\$filter=$3"} ||
    die "$1 could not be read; az says why above. Sign in as a Cloud Application Administrator: az login --allow-no-subscriptions"
}

# holds TEXT ROWS: yes if one of the rows is the text.
holds() { if printf '%s\n' "$2" | grep -Fxq -- "$1"; then printf yes; fi; }
# after TEXT ROWS: the rest of the row whose first fields are the text.
after() {
  printf '%s\n' "$2" | while IFS= read -r row; do
    case $row in "$1$tab"*) printf '%s' "${row#"$1$tab"}" ;; esac
  done
}

read_arguments() {
  repository='' environment='' branch='' tag='' subject='' service_principal_id='' job_id='' permission=owned
  cloud=global name='' client_id='' issuer=$github audience='' plan='' yes=''
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --plan) plan=yes && shift && continue ;;
      --yes) yes=yes && shift && continue ;;
      --repository | --environment | --branch | --tag | --subject | --service-principal-id | --job-id) ;;
      --permission | --cloud | --name | --client-id | --issuer | --audience) ;;
      *) die "$1 is not an option. To see all: sh setup.sh --help" ;;
    esac
    [ -n "${2:-}" ] || die "$1 needs a value. To see which: sh setup.sh --help"
    [ "$(printf '%s' "$2" | tr -d '[:cntrl:]')" = "$2" ] || die "$1 holds a control character; write it in one line, without tabs"
    eval "$(printf '%s' "${1#--}" | tr - _)=\$2" # --job-id X sets job_id to X
    shift 2
  done
}

check_arguments() {
  set -- ${environment:+x} ${branch:+x} ${tag:+x} ${subject:+x}
  [ $# -eq 1 ] || die "say whom to trust, with exactly one of: --environment NAME, --branch NAME, --tag NAME, --subject TEXT"
  guid='[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
  check --service-principal-id "$service_principal_id" "$guid" "the Object ID (a GUID) on the Overview page of the enterprise application"
  check --client-id "$client_id" "($guid)?" "the Application (client) ID (a GUID) of an app registration"
  if [ -z "$subject" ] || [ -n "$repository" ]; then
    check --repository "$repository" '[A-Za-z0-9._-]+/[A-Za-z0-9._-]+' OWNER/REPO
    case $repository in *.git) die "--repository must be OWNER/REPO without .git: ${repository%.git}" ;; esac
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
    bleu | delos) die "no name of the cloud $cloud for az is known. Set it up by hand: docs/portal.md. Where its hosts are from, none of which was tried: docs/where-it-runs.md, Clouds" ;;
    *) die "--cloud must be global, usgov-l4, usgov-l5 or china" ;;
  esac
  default_audience=api://AzureADTokenExchange$suffix
  audience=${audience:-$default_audience}
  name=${name:-start-synchronization-job${repository:+ $repository}}
}

check_sign_in() {
  command -v az >/dev/null || die "az, the Azure CLI, is not installed: https://learn.microsoft.com/cli/azure/install-azure-cli"
  current=$(az cloud show --query name --output tsv)
  [ "$current" = "$az_cloud" ] ||
    die "az is set to the cloud $current. Run: az cloud set --name $az_cloud && az login --allow-no-subscriptions"
  tenant=$(az account show --query tenantId --output tsv) ||
    die "az is not signed in. Run: az login --allow-no-subscriptions"
  [ -z "$repository" ] || command -v gh >/dev/null ||
    die "gh, the GitHub CLI, is not installed: https://cli.github.com. Without it, give --subject and leave --repository out; a run of the action that is refused prints its subject"
}

# gh_advice: what to do where gh could not read the repository.
gh_advice() {
  if gh auth status >/dev/null 2>&1; then
    say "Check its name, and that the account of gh can see it: gh auth status"
  else
    say "Run: gh auth login"
  fi
}

# find_subject: how a subject begins is a setting of the repository, and since July 2026 it may hold ids,
# https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
find_subject() {
  names_only='' word_for_word=$subject
  if [ -n "$subject" ]; then return; fi
  form=$(gh api "repos/$repository/actions/oidc/customization/sub" --jq '"\(.use_default) \(.sub_claim_prefix // "")"') ||
    die "gh could not read how the subjects of $repository begin; gh says why above. $(gh_advice)"
  case $form in
    'true ') subject=repo:$repository ;; # a GitHub Enterprise Server that knows names only
    'true '*) subject=${form#true } ;;
    *) die "$repository has a subject template of its own. Run the workflow once: it fails and prints the subject it sent. Then run this again with --subject THAT_SUBJECT in place of --environment, --branch or --tag" ;;
  esac
  case $issuer,$subject in "$github",*@*) ;; "$github",*) names_only=yes ;; esac
  # GitHub writes a colon inside a name as %3A.
  ref=$(printf '%s' "$environment$branch$tag" | sed 's/:/%3A/g')
  subject=$subject${environment:+:environment:$ref}${branch:+:ref:refs/heads/$ref}${tag:+:ref:refs/tags/$ref}
}

# find_github: what the repository has already. Who may change Entra may often not change the repository:
# then the commands are printed, for somebody who may.
find_github() {
  reviewers='' variables='' by_hand=''
  if [ -z "$repository" ]; then by_hand=yes && return; fi
  variables=$(gh api --paginate "repos/$repository/actions/variables?per_page=30" --jq '.variables[] | [.name, .value] | @tsv') ||
    by_hand=yes
  if [ -z "$environment" ]; then return; fi
  # Names of environments are compared as GitHub does, without regard to case.
  reviewers=$(ENVIRONMENT=$environment gh api --paginate "repos/$repository/environments?per_page=100" \
    --jq '.environments[] | select((.name | ascii_downcase) == (env.ENVIRONMENT | ascii_downcase)) | any(.protection_rules[]; .type == "required_reviewers")') ||
    by_hand=yes
}

find_job() {
  target_name=$(graph get "v1.0/servicePrincipals/$service_principal_id" --query displayName) ||
    die "no enterprise application with the object ID $service_principal_id can be read. Copy the Object ID from Entra ID > Enterprise apps > the application > Overview; its Application ID, and the Object ID of an app registration, are others"
  if [ -n "$job_id" ]; then return; fi
  # A user may lack the right to read jobs. The action finds the only job by itself.
  job_id=$(rows "v1.0/servicePrincipals/$service_principal_id/synchronization/jobs" id 2>/dev/null) || job_id=''
  case $job_id in
    *"$newline"*) die "\"$target_name\" has several jobs. Add --job-id and one of them:$newline$job_id" ;;
  esac
}

find_app() {
  app_id=''
  if [ -n "$client_id" ]; then filter="appId eq '$client_id'"; else filter="displayName eq $(quoted "$name")"; fi
  found=$(rows v1.0/applications id,appId "$filter")
  case $found in
    '') [ -z "$client_id" ] || die "no app registration has the client ID $client_id. Leave --client-id out to make one" ;;
    *"$newline"*) die "several app registrations are called \"$name\". Add --client-id and the second ID of one of them:$newline$found" ;;
    *) app_id=${found%%"$tab"*} client_id=${found##*"$tab"} ;;
  esac
}

find_trust() {
  sp_id='' credential='' credential_id='' other_audience='' consent='' owner=''
  graph_sp_id=$(rows v1.0/servicePrincipals id "appId eq '$microsoft_graph'")
  if [ -z "$app_id" ]; then return; fi
  # v1.0 does not list a flexible credential (claimsMatchingExpression), nor what stands beside it.
  found=$(rows "beta/applications/$app_id/federatedIdentityCredentials" 'issuer,subject,audiences[0],id')
  found=$(after "$issuer$tab$subject" "$found")
  other_audience=${found%%"$tab"*} credential_id=${found##*"$tab"}
  if [ "$other_audience" = "$audience" ]; then credential=yes other_audience=''; fi
  sp_id=$(rows v1.0/servicePrincipals id "appId eq '$client_id'")
  if [ -z "$sp_id" ]; then return; fi
  found=$(rows "v1.0/servicePrincipals/$sp_id/appRoleAssignments" resourceId,appRoleId)
  consent=$(holds "$graph_sp_id$tab$role_id" "$found")
  found=$(rows "v1.0/servicePrincipals/$service_principal_id/owners" id)
  owner=$(holds "$sp_id" "$found")
}

create_app() {
  # Declared as well as granted: the portal then shows the permission as configured.
  access=$(printf '{"resourceAppId":"%s","resourceAccess":[{"id":"%s","type":"Role"}]}' "$microsoft_graph" "$role_id")
  made=$(graph post v1.0/applications --query '[[id,appId]]' --body \
    "{\"displayName\":$(json "$name"),\"signInAudience\":\"AzureADMyOrg\",\"requiredResourceAccess\":[$access]}") || return
  app_id=${made%%"$tab"*} client_id=${made##*"$tab"} fresh=yes
}
create_service_principal() {
  sp_id=$(graph post v1.0/servicePrincipals --query id --body "{\"appId\":\"$client_id\"}") && fresh=yes
}
# Issuer and subject are unique in an application: where only the audience differs, a second credential is refused.
create_credential() {
  credentials=v1.0/applications/$app_id/federatedIdentityCredentials
  if [ -n "$credential_id" ]; then
    graph patch "$credentials/$credential_id" --body "{\"audiences\":[$(json "$audience")]}"
    return
  fi
  # Its name takes letters, digits and hyphens, and cannot be changed later: a checksum of the claims.
  sum=$(printf '%s %s %s' "$issuer" "$subject" "$audience" | cksum | cut -d ' ' -f 1)
  graph post "$credentials" --body \
    "{\"name\":\"start-$sum\",\"issuer\":$(json "$issuer"),\"subject\":$(json "$subject"),\"audiences\":[$(json "$audience")]}" >/dev/null
}
create_consent() {
  graph post "v1.0/servicePrincipals/$sp_id/appRoleAssignments" --body \
    "{\"principalId\":\"$sp_id\",\"resourceId\":\"$graph_sp_id\",\"appRoleId\":\"$role_id\"}" >/dev/null
}
create_owner() {
  graph post "v1.0/servicePrincipals/$service_principal_id/owners/\$ref" --body "{\"@odata.id\":\"$graph_root/v1.0/directoryObjects/$sp_id\"}"
}
create_environment() { gh api --silent --method PUT "repos/$repository/environments/$(segment "$environment")"; }
set_variable() { gh variable set "$variable" --repo "$repository" --body "$value"; }

# step MODE DONE COMMAND TEXT: in the mode plan, says what the step is; in the mode apply, takes it if it is not done.
step() {
  if [ "$1" = plan ]; then
    if [ -n "$2" ]; then say "  in place  $4"; else say "  to do     $4" && todo=yes; fi
    return
  fi
  if [ -n "$2" ]; then return; fi
  # What was made a moment ago is not known everywhere yet; until then, what refers to it is refused.
  tries=1
  until "$3"; do
    if [ -z "$fresh" ] || [ "$tries" -ge 6 ]; then
      die "that was refused; the reason stands above. What is done stays done: run the same command again"
    fi
    say "  not known everywhere yet: once more in 10 seconds"
    tries=$((tries + 1))
    sleep 10
  done
  say "  done      $4"
}

# variable_step MODE NAME VALUE: the step that stores a value as a variable of the repository; in the mode
# by_hand, the command.
variable_step() {
  if [ "$1" = by_hand ]; then
    say "gh variable set $2${repository:+ --repo $repository} --body $(word "$3")"
    return
  fi
  variable=$2 value=$3 old=$(after "$2" "$variables")
  if [ "$old" = "$value" ]; then old=''; fi
  step "$1" "$(holds "$variable$tab$value" "$variables")" set_variable \
    "variable $variable of $repository: ${value:-the client ID}${old:+, in place of $old}"
}

variable_steps() {
  variable_step "$1" ENTRA_TENANT_ID "$tenant"
  variable_step "$1" ENTRA_CLIENT_ID "$client_id"
  variable_step "$1" ENTRA_SERVICE_PRINCIPAL_ID "$service_principal_id"
  if [ -n "$job_id" ]; then variable_step "$1" ENTRA_JOB_ID "$job_id"; fi
}

steps() {
  todo='' fresh=''
  step "$1" "$app_id" create_app "app registration \"$name\""
  step "$1" "$sp_id" create_service_principal "its service principal"
  step "$1" "$credential" create_credential \
    "federated credential for the issuer $issuer, subject $subject, audience $audience${other_audience:+, in place of $other_audience}"
  step "$1" "$consent" create_consent "admin consent to the application permission $role"
  if [ "$permission" = owned ]; then step "$1" "$owner" create_owner "owner of \"$target_name\": the service principal"; fi
  fresh=''
  if [ -n "$by_hand" ]; then return; fi
  if [ -n "$environment" ]; then step "$1" "$reviewers" create_environment "environment \"$environment\" of $repository"; fi
  variable_steps "$1"
}

# say_reach tells what the plan gives away, and to whom.
say_reach() {
  case $permission in
    owned) say "Who signs in with this credential may change all of this enterprise application, its credentials included, may delete it, and may create new ones." ;;
    all) say "Who signs in with this credential may change the provisioning of every application of the tenant, and only that." ;;
  esac
  case $environment,$reviewers in
    ,*) ;;
    *,true) say "The environment \"$environment\" has required reviewers: they approve each run." ;;
    *) say "Without required reviewers in the environment \"$environment\", whoever may write to $repository may start the job. To add reviewers: Settings > Environments." ;;
  esac
  if [ -n "$repository" ] && [ -n "$by_hand" ]; then say "gh could not read the settings of $repository, so it does not change them. Commands for somebody who may change them come at the end."; fi
  [ -n "$names_only" ] || return 0
  cat <<EOF

The subject holds names only: if $repository is renamed or deleted, somebody else can take the name and this trust.
GitHub can add ids that never change. To have them, run this before the set-up, then setup.sh again:

gh api --method PUT repos/$repository/actions/oidc/customization/sub -F use_default=true -F use_immutable_subject=true

Other federated credentials for this repository then need the new subject too.

EOF
}

confirm() {
  printf 'Do this? [y/N] '
  read -r answer || return
  case $answer in [Yy] | [Yy][Ee][Ss]) ;; *) return 1 ;; esac
}

show_commands() {
  say "" "Store the ids as variables of the repository. They are not secrets: a masked id breaks outputs and links."
  if [ -n "$environment" ]; then say "Make the environment \"$environment\" too, if it is missing: Settings > Environments."; fi
  say ""
  variable_steps by_hand
}

show_workflow() {
  if [ -n "$by_hand" ]; then show_commands; fi
  cat <<EOF

The workflow, as .github/workflows/start-synchronization-job.yml
OWNER is the account that hosts the action, COMMIT the full commit SHA to pin.
${branch:+Run it on the branch $branch: the credential trusts only that.$newline}${tag:+Run it on the tag $tag: the credential trusts only that.$newline}${word_for_word:+If the subject names an environment, add it to the job.$newline}
name: Start synchronization job
on: workflow_dispatch
permissions: {}
concurrency: start-synchronization-job # one run at a time
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
EOF
  if [ -n "$job_id" ]; then say '          job-id: ${{ vars.ENTRA_JOB_ID }}'; fi
  if [ "$cloud" != global ]; then say "          cloud: $cloud"; fi
  if [ "$audience" != "$default_audience" ]; then say "          audience: $(quoted "$audience")"; fi
}

# show_inputs: what a run outside GitHub needs.
show_inputs() {
  cat <<EOF

The inputs, as variables of the container. docs/elsewhere.md shows where they go.
The id token, with the audience $audience, goes into
INPUT_FEDERATED_TOKEN, or the path of its file into INPUT_FEDERATED_TOKEN_FILE.

INPUT_TENANT_ID=$tenant
INPUT_CLIENT_ID=$client_id
INPUT_SERVICE_PRINCIPAL_ID=$service_principal_id
${job_id:+INPUT_JOB_ID=$job_id$newline}INPUT_CLOUD=$cloud
EOF
}

read_arguments "$@"
check_arguments
check_sign_in
find_subject
find_github
find_job
find_app
find_trust
say "Tenant $tenant, cloud $cloud, enterprise application \"$target_name\"" ""
steps plan
say ""
say_reach
if [ -n "$plan" ]; then exit 0; fi
if [ -z "$todo" ]; then
  say "Nothing to do."
elif [ -n "$yes" ] || confirm; then
  steps apply
else
  die "nothing was done. Answer y, or add --yes, to do it"
fi
if [ -z "$repository" ] && [ "$issuer" != "$github" ]; then show_inputs; else show_workflow; fi
