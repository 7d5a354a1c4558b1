# shellcheck shell=bash
# A Docker engine of this script's own: no bridge, no firewall rules, a socket
# and a containerd namespace that no other engine on the machine shares.

engine=

# await PROCESS COMMAND... waits until the command succeeds, 30 seconds at most
# and no longer than the process lives.
await() {
  local process=$1
  shift
  for _ in {1..300}; do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$process" 2>/dev/null || return
    sleep 0.1
  done
  return 1
}

# end PROCESS ends it, if there is one, and has its exit code.
end() {
  [[ -n $1 ]] || return 0
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null
}

# start_engine starts dockerd, with a driver that this machine has.
start_engine() {
  [[ $(id -u) == 0 ]] || fail 'an engine needs root; SKIP_IMAGE=1 leaves the image out'
  command -v dockerd >/dev/null || fail 'no dockerd here (Debian: docker.io); SKIP_IMAGE=1 leaves the image out'
  # Debian's client builds with BuildKit by itself; one found earlier in PATH
  # may want a plug-in for that.
  mkdir -p "$work/bin"
  if [[ -x /usr/bin/docker ]]; then ln -s /usr/bin/docker "$work/bin/docker"; fi
  PATH=$work/bin:$PATH
  unset DOCKER_CONTEXT
  export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config
  local driver
  for driver in overlay2 vfs; do
    dockerd --host "$DOCKER_HOST" --bridge=none --iptables=false --ip6tables=false \
      --storage-driver $driver --data-root "$work/data-$driver" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" \
      --containerd-namespace "image-$$" --containerd-plugins-namespace "image-plugins-$$" \
      >"$work/dockerd.log" 2>&1 &
    engine=$!
    if await $engine docker version; then
      say "engine: $(docker version -f '{{.Server.Version}}'), $driver"
      return
    fi
    stop_engine
  done
  tail -n 5 "$work/dockerd.log" >&2
  fail 'no Docker engine runs here; SKIP_IMAGE=1 leaves the image out'
}

stop_engine() {
  [[ -z $engine ]] || docker ps -q 2>/dev/null | xargs -r docker kill >/dev/null 2>&1 || true
  end "$engine" || true
  engine=
  unmount "$work/"
}

# unmount DIRECTORY/ frees what an engine mounted below and left behind.
unmount() { awk -v dir="$1" 'index($2, dir) == 1 {print $2}' /proc/self/mounts | sort -r | xargs -r umount -l || true; }
