# shellcheck shell=bash
# A release, up to where GitHub is needed, with a BuildKit of this script's own.

limit=4000000 # bytes that a runner pulls
contents='etc/
etc/ssl/
etc/ssl/certs/
etc/ssl/certs/ca-certificates.crt
start-synchronization-job'
buildkit=

# start_buildkit starts it with nothing in its caches.
start_buildkit() {
  stop_buildkit
  export BUILDKIT_HOST=unix://$work/buildkit.sock
  buildkitd --addr "$BUILDKIT_HOST" --root "$work/buildkit" --oci-worker-net=host --containerd-worker=false \
    >"$work/buildkit.log" 2>&1 &
  buildkit=$!
  await $buildkit buildctl debug workers && return
  tail -n 5 "$work/buildkit.log" >&2
  fail 'BuildKit does not run here'
}

stop_buildkit() {
  end "$buildkit" || true
  buildkit=
  unmount "$work/buildkit/"
  rm -rf "$work/buildkit"
}

# rehearse: the maintainer pins, checks and tags; the tag's run builds again, with
# empty caches and touched files, and pushes what comes out the same; somebody
# follows SECURITY.md in a fork's clone.
rehearse() {
  local printed digest image
  tool "github.com/moby/buildkit@$(sed -nE 's/^FROM moby\/buildkit:(v[0-9.]+)@.*/\1/p' "$root/.ci/buildkit/Dockerfile")" \
    ./cmd/buildkitd ./cmd/buildctl
  # GitHub, which has published nothing yet.
  printf '#!/bin/sh\n' >"$work/bin/gh"
  chmod +x "$work/bin/gh"
  start_buildkit
  cd "$work/source"
  printed=$(.ci/pin v9.9.9 2>"$work/build.log") || show '.ci/pin failed'
  image=$(sed -n 's/^  image: docker:\/\///p' <<<"$printed")
  digest=${image#*@}
  bash -ec "$(sed -n '/^  git tag/,$p' <<<"$printed")" >"$work/build.log" 2>&1 || show 'what .ci/pin printed failed'
  say "pinned, checked and tagged: $digest"

  start_buildkit
  clone contoso "$work/quite/elsewhere"
  find . -type f -not -path './.git/*' -exec touch -d 2001-02-03 {} +
  .ci/release build v9.9.9 "$work/image.tar" 2>"$work/build.log" || show 'a second build is not the same'
  say 'built again elsewhere, with empty caches: the same'

  image=$registry/${image#ghcr.io/}
  skopeo copy --quiet --all --preserve-digests --dest-tls-verify=false "oci-archive:$work/image.tar" "docker://${image%@*}"
  docker pull -q "${image/:v*@/@}" >/dev/null
  say 'pushed to a registry, and pulled from there by its digest'

  clone somebody "$work/fork"
  [[ $(bash -ec "$(documented .ci/digest)" 2>"$work/build.log") == "$digest" ]] || show 'a clone of a fork builds another digest'
  bash -ec "$(documented '.ci/release binaries') linux/amd64 linux/arm64"
  check_layers "$digest"
}

# clone ACCOUNT DIRECTORY goes into a clone of the account's repository, which is
# the same for all.
clone() {
  ln -sfn contoso "$work/github.com/$1" 2>/dev/null || true
  git clone --quiet --config "url.$work/github.com/.insteadOf=https://github.com/" "https://github.com/$1/start-synchronization-job" "$2"
  cd "$2"
}

# documented COMMAND prints it as it stands in SECURITY.md.
documented() { sed -nE "s|.*\`($1 [^\`]*)\`.*|\1|p" "$root/SECURITY.md" | head -n 1 | sed 's/v1\.2\.3/v9.9.9/g'; }

# check_layers holds what a runner pulls: for each platform one layer, of two
# files, with the binary that is released beside it.
check_layers() {
  local manifest arch layer size blobs=$work/image/blobs/sha256 source=https://github.com/contoso/start-synchronization-job
  mkdir "$work/image" && tar -xf "$work/image.tar" -C "$work/image"
  jq -r '.manifests[] | "\(.digest) \(.platform.architecture)"' "$blobs/${1#*:}" >"$work/manifests"
  while read -r manifest arch; do
    manifest=$blobs/${manifest#*:}
    [[ $(jq -r '.layers | length' "$manifest") == 1 ]] || fail "$arch: the image has more than one layer"
    read -r layer size <<<"$(jq -r '.layers[0] | "\(.digest) \(.size)"' "$manifest")"
    layer=$blobs/${layer#*:}
    diff <(echo "$contents") <(tar -tzf "$layer" | sort) || fail "$arch: the image holds other files than expected (<), or misses some (>)"
    ((size <= limit)) || fail "$arch: $size bytes to pull, more than $limit"
    tar -xOzf "$layer" start-synchronization-job | cmp - "DIR/start-synchronization-job-linux-$arch" || fail "$arch: the image holds another binary"
    [[ $(jq -r '.config.Labels["org.opencontainers.image.source"]' "$blobs/$(jq -r '.config.digest[7:]' "$manifest")") == "$source" ]] ||
      fail "$arch: the label for the source is not $source"
    say "$arch: $size bytes to pull, with the binary of the release"
  done <"$work/manifests"
}
