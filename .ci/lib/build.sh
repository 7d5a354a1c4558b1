# shellcheck shell=bash
# The image, built with the classic builder and with BuildKit.

base= # what stands in for the golang image, empty for itself

# choose_base finds out whether the base of the Dockerfile can be had. Where no
# registry can be reached it is put together from this machine's own Go.
choose_base() {
  local wanted
  wanted=$(grep -oE 'golang:[^ ]+' "$root/Dockerfile")
  if timeout 120 docker pull -q "$wanted" >/dev/null 2>&1; then
    say "base: $wanted"
    return
  fi
  base=stand-in
  say "base: no registry can be reached; $(go version | cut -d' ' -f3) of this machine stands in for golang"
  local busybox tree=$work/stand-in
  busybox=$(command -v busybox) || fail 'the stand-in for the golang image needs busybox-static'
  mkdir -p "$tree"/{bin,tmp,usr/local/go,etc/ssl/certs}
  cp "$busybox" "$tree/bin/busybox"
  ln -s busybox "$tree/bin/sh"
  cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
  tar -C "$(go env GOROOT)" -c --exclude=testdata --exclude='*_test.go' bin pkg src go.env VERSION |
    tar -C "$tree/usr/local/go" -x
  tar -C "$tree" -c . | docker import -c 'ENV PATH=/usr/local/go/bin:/bin' -c 'ENV GOTOOLCHAIN=local' \
    -c "ENV GOPROXY=$(go env GOPROXY)" - "$base" >/dev/null
  rm -rf "$tree"
}

# dockerfile prints the Dockerfile, with its base replaced where that is needed.
dockerfile() { sed -E "s#golang:[^ ]+#${1:-&}#" "$root/Dockerfile"; }

# build TAG ARGUMENTS... builds the Dockerfile at $work/Dockerfile.
build() {
  local tag=$1
  shift
  docker build --network host -f "$work/Dockerfile" -t "$tag" "$@" "$root" >"$work/build.log" 2>&1 ||
    { tail -n 30 "$work/build.log" >&2; fail "docker build of $tag failed"; }
}

build_classic() {
  export DOCKER_BUILDKIT=0
  local begin=$SECONDS
  dockerfile "$base" >"$work/Dockerfile"
  build action
  say "classic builder: $((SECONDS - begin)) s, context $(tr '\r' '\n' <"$work/build.log" | sed -n 's/^Sending build context to Docker daemon *//p' | tail -n 1)"
  # Its build stage, compiler cache included, stands in for golang from here on.
  if [[ -n $base ]]; then
    build build-stage --target build
    base=build-stage
  fi
}

# build_buildkit builds for both platforms, and expects the binary of the classic
# builder, byte for byte, where the platform is the same.
build_buildkit() {
  local platform binary
  export DOCKER_BUILDKIT=1
  dockerfile "$base" >"$work/Dockerfile"
  for platform in amd64 arm64; do
    build "action-$platform" --platform "linux/$platform"
    binary=$(sum_of "action-$platform" --platform "linux/$platform")
    say "BuildKit, linux/$platform: sha256 $binary"
    [[ $platform != "$(go env GOHOSTARCH)" || $binary == "$(sum_of action)" ]] ||
      fail 'the two builders made different binaries from the same sources'
  done
}

# sum_of IMAGE ARGUMENTS... prints the checksum of its binary.
sum_of() {
  local container image=$1
  shift
  container=$(docker create "$@" "$image")
  docker cp "$container":/start-synchronization-job - | tar -xO | sha256sum | cut -d' ' -f1
  docker rm "$container" >/dev/null
}
