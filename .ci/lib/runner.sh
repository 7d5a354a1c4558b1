# shellcheck shell=bash
# What the runner does for a step that is a container action:
# https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ContainerActionHandler.cs

run=    # directory of the run
client= # process of docker run

# as_runner NAME VARIABLE=VALUE... starts a step with the runner's own arguments;
# wait_step waits for its end. --network host stands for the bridge, which this
# engine has none of.
as_runner() {
  run=$work/runs/$1
  shift
  local commands=$run/temp/_runner_file_commands id file names=() variables=("$@")
  id=$(cat /proc/sys/kernel/random/uuid)
  mkdir -p "$run"/{temp/_github_home,temp/_github_workflow,workspace} "$commands"
  for file in add_path set_env set_output save_state step_summary; do : >"$commands/${file}_$id"; done
  cp "$ca" "$run/workspace/ca.pem"
  # The files belong to the account of the runner, which is not root.
  chown -R 1001:127 "$run"
  variables+=(
    HOME=/github/home
    GITHUB_OUTPUT="/github/file_commands/set_output_$id"
    GITHUB_STEP_SUMMARY="/github/file_commands/step_summary_$id"
    GITHUB_ENV="/github/file_commands/set_env_$id"
    GITHUB_PATH="/github/file_commands/add_path_$id"
    GITHUB_STATE="/github/file_commands/save_state_$id"
    GITHUB_WORKSPACE=/github/workspace
    GITHUB_REPOSITORY=octo/hr
    GITHUB_SERVER_URL=https://github.com
    RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP=/github/runner_temp
    SSL_CERT_FILE=/github/workspace/ca.pem
  )
  for file in "${variables[@]}"; do names+=(-e "${file%%=*}"); done
  # Job control keeps SIGINT alive in the client, which passes it on.
  set -m
  env -i PATH="$PATH" DOCKER_HOST="$DOCKER_HOST" DOCKER_CONFIG="$DOCKER_CONFIG" "${variables[@]}" \
    docker run --name "action_${id//-/}" --label 6a5f1c --workdir /github/workspace --rm \
    "${names[@]}" -e GITHUB_ACTIONS=true -e CI=true --network host \
    -v "$work/docker.sock:/var/run/docker.sock" \
    -v "$run/temp:/github/runner_temp" \
    -v "$run/temp/_github_home:/github/home" \
    -v "$run/temp/_github_workflow:/github/workflow" \
    -v "$commands:/github/file_commands" \
    -v "$run/workspace:/github/workspace" \
    action >"$run/log" 2>&1 </dev/null &
  client=$!
  set +m
}

# wait_step sets exit_code to that of the step.
wait_step() {
  exit_code=0
  wait "$client" || exit_code=$?
}

# output NAME prints one output of the step. Outputs are name=value, or name<<MARK,
# lines, MARK: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
output() {
  awk -v name="$1" '
    mark != "" { if ($0 == mark) mark = ""; else if (want) print; next }
    (i = index($0, "<<")) && !(index($0, "=") && index($0, "=") < i) {
      mark = substr($0, i + 2); want = substr($0, 1, i - 1) == name; next }
    index($0, name "=") == 1 { print substr($0, length(name) + 2) }
  ' "$run"/temp/_runner_file_commands/set_output_*
}

summary() { cat "$run"/temp/_runner_file_commands/step_summary_*; }

# peak_memory prints the most memory, in KiB, that a process had, until it ends.
peak_memory() {
  local line peak=0
  while [[ -e /proc/$1/status ]]; do
    while read -r line; do
      [[ $line == VmHWM:* ]] && peak=${line//[^0-9]/}
    done <"/proc/$1/status" || break
    sleep 0.01
  done 2>/dev/null
  echo "$peak"
}
