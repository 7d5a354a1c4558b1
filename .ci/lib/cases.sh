# shellcheck shell=bash
# Steps against the simulator, and what has to come of each.

simulator=  # its process
ca=         # its certificate authority
proxy=      # its address
token=      # that asks it for the token of the workflow
case_env=() # what a step has of it: proxy, and where the OIDC endpoint is

check_cases() {
  go -C "$root" build -o "$work/serve" ./internal/simulator/serve
  step start paused ''
  expect 0 started 1
  step skip active ''
  expect 0 already-active 0
  step refusal paused start-refused
  expect 1 failed 1
  step 'bad input' paused '' INPUT_JOB-ID=a/b
  expect 1 failed 0
  step proxied quarantine '' "HTTP_PROXY=$proxy" "http_proxy=$proxy" "https_proxy=$proxy" \
    NO_PROXY=localhost,127.0.0.1 no_proxy=localhost,127.0.0.1
  expect 0 started 1
  begin_step cancelled paused hang
  cancel
  expect 1 unknown 1
}

# step NAME STATE FAULT VARIABLE=VALUE... runs a step from beginning to end.
step() {
  begin_step "$@"
  wait_step
}

begin_step() {
  name=$1
  start_simulator "$2" "$3"
  shift 3
  as_runner "$name" "${case_env[@]}" \
    INPUT_TENANT-ID=5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5 \
    INPUT_CLIENT-ID=c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4 \
    INPUT_SERVICE-PRINCIPAL-ID=8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27 \
    INPUT_JOB-ID=BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa \
    INPUT_CLOUD=global INPUT_AUDIENCE= INPUT_ACCESS-TOKEN= \
    INPUT_DRY-RUN=false INPUT_ALLOW-TOO-MANY-DELETES=false INPUT_TIMEOUT=2m "$@"
}

# cancel does what the runner does when a run is cancelled: SIGINT to docker run,
# here while the start waits for its answer.
cancel() {
  local container pid begin
  for _ in {1..50}; do
    grep -q '^Starting' "$run/log" && break
    sleep 0.1
  done
  container=$(docker ps -q)
  pid=$(docker inspect -f '{{.State.Pid}}' "$container")
  peak_memory "$pid" >"$work/peak" &
  local watcher=$!
  begin=$(date +%s%N)
  kill -INT "$client"
  wait_step
  say "cancelled: ended $((($(date +%s%N) - begin) / 1000000)) ms after SIGINT"
  wait "$watcher"
  say "peak memory: $(cat "$work/peak") KiB (VmHWM of the cancelled step)"
}

# expect EXIT RESULT STARTS checks the step that has ended, and the simulator.
expect() {
  local key
  [[ $exit_code == "$1" ]] || broken "exit code $exit_code, want $1"
  [[ $(output result) == "$2" ]] || broken "result $(output result), want $2"
  for key in result client-request-id; do
    [[ $(output "$key" | wc -lw | xargs) == '1 1' ]] || broken "output $key is '$(output "$key")'"
  done
  [[ -n $(summary) ]] || broken 'no job summary'
  if grep -v '^::add-mask::' "$run/log" | cat - "$run"/temp/*/* | grep -qF -e "$token" -e eyJ; then broken 'a token shows'; fi
  stop_simulator || broken "the simulator saw what no service may see"
  grep -qx "starts: $3" "$work/serve.log" || broken "not $3 starts"
  say "as the runner runs it: $name: exit $1, $2, $3 calls of start"
}

broken() {
  cat "$run/log" "$run"/temp/_runner_file_commands/* "$work/serve.log" >&2
  fail "$name: $*"
}

start_simulator() {
  local env=$work/env
  rm -f "$env"
  ca=$work/ca.pem
  "$work/serve" -listen 127.0.0.1:0 -env "$env" -ca "$ca" -state "$1" -fault "$2" >"$work/serve.log" 2>&1 &
  simulator=$!
  for _ in {1..100}; do [[ -e $env ]] && break; sleep 0.1; done
  mapfile -t case_env < <(grep -v '^SSL_CERT_FILE=' "$env")
  token=$(sed -n 's/^ACTIONS_ID_TOKEN_REQUEST_TOKEN=//p' "$env")
  proxy=$(sed -n 's/^HTTPS_PROXY=//p' "$env")
}

# stop_simulator ends it, with its own exit code: 1 when it saw a violation.
stop_simulator() {
  [[ -n $simulator ]] || return 0
  local process=$simulator
  simulator=
  kill "$process" 2>/dev/null || true
  wait "$process"
}
