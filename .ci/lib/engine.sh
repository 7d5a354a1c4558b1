# shellcheck shell=bash
# A Docker engine of this script's own: no bridge, no firewall rules, a socket
# and a containerd namespace that no other engine on the machine shares.

engine=

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
    run_engine "$driver" && return
  done
  tail -n 5 "$work/dockerd.log" >&2
  fail 'no Docker engine runs here; SKIP_IMAGE=1 leaves the image out'
}

# run_engine DRIVER starts dockerd and waits until it answers.
run_engine() {
  dockerd --host "$DOCKER_HOST" --bridge=none --iptables=false --ip6tables=false \
    --storage-driver "$1" --data-root "$work/data-$1" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" \
    --containerd-namespace "image-$$" --containerd-plugins-namespace "image-plugins-$$" \
    >"$work/dockerd.log" 2>&1 &
  engine=$!
  for _ in {1..150}; do
    if docker version >/dev/null 2>&1; then
      say "engine: $(docker version -f '{{.Server.Version}}'), $1"
      return 0
    fi
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.2
  done
  stop_engine
  return 1
}

stop_engine() {
  [[ -n $engine ]] || return 0
  local container
  for container in $(docker ps -q 2>/dev/null); do docker kill "$container" >/dev/null 2>&1 || true; done
  kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
  engine=
  unmount "$work/"
}

# unmount DIRECTORY/ frees what an engine mounted below and left behind.
unmount() {
  local mounted
  mounted=$(awk -v dir="$1" 'index($2, dir) == 1 {print $2}' /proc/self/mounts | sort -r)
  [[ -z $mounted ]] || xargs -r umount -l <<<"$mounted" || true
}
