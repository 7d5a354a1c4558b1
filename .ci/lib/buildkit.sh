# shellcheck shell=bash
# A BuildKit of this script's own, of the version that builds releases.

buildkit=

# build_buildkit compiles it: no registry has to be reached for that.
build_buildkit() {
  local begin=$SECONDS version source
  version=$(sed -nE 's/^FROM moby\/buildkit:(v[0-9.]+)@.*/\1/p' "$root/.ci/buildkit/Dockerfile")
  source=$(cd "$work" && go mod download -json "github.com/moby/buildkit@$version" | jq -r .Dir)
  GOTOOLCHAIN=auto CGO_ENABLED=0 go -C "$source" build -o "$work/bin/" ./cmd/buildkitd ./cmd/buildctl
  say "BuildKit $version: compiled in $((SECONDS - begin)) s"
}

# start_buildkit starts it with nothing in its caches.
start_buildkit() {
  stop_buildkit
  export BUILDKIT_HOST=unix://$work/buildkit.sock
  buildkitd --addr "$BUILDKIT_HOST" --root "$work/buildkit" --oci-worker-net=host --containerd-worker=false \
    >"$work/buildkit.log" 2>&1 &
  buildkit=$!
  for _ in {1..100}; do
    buildctl debug workers >/dev/null 2>&1 && return
    sleep 0.2
  done
  tail -n 5 "$work/buildkit.log" >&2
  fail 'BuildKit does not run here'
}

stop_buildkit() {
  [[ -n $buildkit ]] || return 0
  kill "$buildkit" 2>/dev/null || true
  wait "$buildkit" 2>/dev/null || true
  buildkit=
  unmount "$work/buildkit/"
  rm -rf "$work/buildkit"
}
