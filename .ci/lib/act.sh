# shellcheck shell=bash
# Workflows out of the documentation, run by https://github.com/nektos/act.

act=github.com/nektos/act@v0.2.89
# What the simulator plays: test/simulator/ids.go.
tenant=5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5
client=c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4
service_principal=8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27
job=BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa
simulator= # its process
fault=     # what play breaks in it

# find_workflows PAGE... writes each YAML block into a repository of its own, named
# after the heading above it and its number there.
find_workflows() {
  local page file name
  for page in "$@"; do
    awk -v folder="$work" '
      /^#/ && !file { name = tolower($0); gsub(/[^a-z]+/, "-", name); gsub(/^-|-$/, "", name) }
      /^ *```yaml$/ { file = folder "/" name "-" ++count[name] ".yml"; indent = index($0, "`"); next }
      /^ *```$/ { file = ""; next }
      file { print substr($0, indent) > file }
    ' "$root/$page"
  done
  for file in "$work"/*-[0-9].yml; do
    name=$(basename "$file" .yml)
    git init --quiet --initial-branch=main "$work/repositories/$name"
    mkdir -p "$work/repositories/$name/.github/workflows"
    mv "$file" "$work/repositories/$name/.github/workflows/workflow.yml"
    git -C "$work/repositories/$name" remote add origin https://github.com/contoso/directory.git
    edit "$name" ''
  done
  say "found $(cd "$work/repositories" && printf '%s ' *)"
}

# edit WORKFLOW SCRIPT changes a workflow by a script of sed's.
edit() {
  sed -i -E "$2" "$work/repositories/$1/.github/workflows/workflow.yml"
  git -C "$work/repositories/$1" add --all
  git -C "$work/repositories/$1" commit --quiet --allow-empty -m 'The workflow as the page shows it'
}

# play WORKFLOW EVENT STATE ARGUMENTS... runs a workflow on an event, with the job
# in a state. Steps run on this machine, so containers find its files under the
# same paths, and the simulator on its loopback.
play() {
  name=$1
  local event=$2 begin
  start_simulator "$3"
  shift 3
  touch "$work/played-$name"
  : >"$work/az.log"
  : >"$work/chat.log"
  begin=$(date +%s%N)
  exit_code=0
  # Go's toolchain, modules and cache are there already: a step that fetched one
  # would go through the simulator.
  local environment=(PATH="$work/stand-ins:$(go -C "$root" env GOROOT)/bin:$PATH" HOME="$work/home" WORK="$work"
    DOCKER_HOST="$DOCKER_HOST" DOCKER_CONFIG="$DOCKER_CONFIG" GOTOOLCHAIN=local GOPROXY=off
    GOMODCACHE="$(go env GOMODCACHE)" GOCACHE="$(go env GOCACHE)")
  (cd "$work/repositories/$name" && env -i "${environment[@]}" act "$event" --json \
    --rebuild=false --pull=false --no-cache-server --action-cache-path "$work/act" --env-file "$work/env" \
    --container-options "--network host -v $work:$work" \
    -P ubuntu-latest=-self-hosted -P self-hosted=-self-hosted -P windows=-self-hosted "${replaced[@]}" \
    --var ENTRA_TENANT_ID=$tenant --var ENTRA_CLIENT_ID=$client --var ENTRA_SERVICE_PRINCIPAL_ID=$service_principal \
    "$@") >"$work/act.log" 2>"$work/act.err" || exit_code=$?
  took=$((($(date +%s%N) - begin) / 1000000))
}

start_simulator() {
  rm -f "$work/env"
  "$work/serve" -listen 127.0.0.1:0 -env "$work/env" -ca "$work/ca.pem" -state "$1" -fault "$fault" \
    >"$work/serve.log" 2>&1 &
  simulator=$!
  await $simulator test -e "$work/env" || fail 'the simulator does not run'
}

# stop_simulator fails when it saw what no service may see.
stop_simulator() {
  local process=$simulator
  simulator=
  end "$process"
}

# expect JOBS RESULTS STARTS holds the run against what is promised: how each job
# ended, in their order, the outputs "result" of its steps, and the starts that
# the simulator counted.
expect() {
  local jobs results
  jobs=$(jq -rs '[.[] | select(.jobResult) | "\(.jobID): \(.jobResult)"] | join(", ")' "$work/act.log")
  results=$(jq -rs '[.[] | select(.command == "set-output" and .name == "result") | .arg] | join(" ")' "$work/act.log")
  stop_simulator || broken 'the simulator saw what no service may see'
  [[ $jobs == "$1" ]] || broken "jobs: $jobs; want $1"
  [[ $results == "$2" ]] || broken "results: $results; want $2"
  grep -qx "starts: $3" "$work/serve.log" || broken "not $3 starts"
  [[ $exit_code == "$([[ $1 == *failure* ]] && echo 1 || echo 0)" ]] || broken "exit code $exit_code"
  say "$name, $took ms: $1; ${2// /, }; starts: $3"
}

# says TEXT holds that the last run said it.
says() { jq -r '.raw // .msg' "$work/act.log" | grep -qF -- "$1" || broken "nothing says $1"; }

broken() {
  jq -r '"\(.jobID // "-") \(.msg)"' "$work/act.log" >&2
  cat "$work"/{act.err,serve.log,az.log,chat.log} >&2
  fail "$name: $*"
}

# all_played holds that no workflow was passed over.
all_played() {
  local path
  for path in "$work"/repositories/*; do
    [[ -e $work/played-${path##*/} ]] || fail "no case plays the workflow ${path##*/}"
  done
}
