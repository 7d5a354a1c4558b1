# shellcheck shell=bash
# The sources as a repository of their own, with a base that can be had here, the
# image that the classic builder makes of them, and programs of others.

registry=
registry_process=

# start_registry takes the first free port that it finds.
start_registry() {
  for _ in {1..20}; do
    registry=127.0.0.1:$((20000 + RANDOM % 10000))
    printf '%s\n' 'version: 0.1' "storage: { filesystem: { rootdirectory: $work/registry } }" \
      "http: { addr: '$registry' }" >"$work/registry.yml"
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    registry_process=$!
    await $registry_process grep 'listening on' "$work/registry.log" && return
  done
  fail 'no registry runs here'
}

# copy_sources commits the tree as it stands to a repository with an origin, as
# a release begins with. Where no registry of others can be reached, this
# machine's own Go stands in for the golang image.
copy_sources() {
  local wanted
  git init --quiet --bare --initial-branch=main "$work/github.com/contoso/start-synchronization-job"
  (clone contoso "$work/source" 2>/dev/null)
  git -C "$root" ls-files -z --cached --others --exclude-standard |
    (cd "$root" && xargs -0 ls -d 2>/dev/null) | tar -C "$root" -cT - | tar -xC "$work/source"
  wanted=$(grep -oE 'golang:[^ ]+' "$root/Dockerfile")
  if timeout 60 docker pull -q "$wanted" >/dev/null 2>&1; then
    say "base: $wanted"
  else
    say "base: no registry can be reached; $(GOTOOLCHAIN=local go env GOVERSION) of this machine stands in for golang"
    make_base "$registry/golang"
    sed -i "s#$wanted#$registry/golang#" "$work/source/Dockerfile"
  fi
  sed -i "/^## \[Unreleased\]/a\\\\n## [9.9.9] - 2026-01-02\\n\\n- Rehearsed." "$work/source/CHANGELOG.md"
  git -C "$work/source" add --all
  git -C "$work/source" commit --quiet -m 'The tree as it stands'
  git -C "$work/source" push --quiet origin HEAD:main
}

make_base() {
  local busybox tool tree=$work/stand-in
  busybox=$(command -v busybox) || fail 'the stand-in for the golang image needs busybox-static'
  mkdir -p "$tree"/{bin,tmp,usr/local/go,etc/ssl/certs}
  cp "$busybox" "$tree/bin/busybox"
  for tool in sh sed mkdir cp; do ln -s busybox "$tree/bin/$tool"; done
  cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
  tar -C "$(GOTOOLCHAIN=local go env GOROOT)" -c --exclude=testdata --exclude='*_test.go' bin pkg src go.env VERSION |
    tar -C "$tree/usr/local/go" -x
  tar -C "$tree" -c . | docker import -c 'ENV PATH=/usr/local/go/bin:/bin' -c 'ENV GOTOOLCHAIN=local' \
    -c "ENV GOPROXY=$(go env GOPROXY)" - "$1" >/dev/null
  docker push -q "$1" >/dev/null
  rm -rf "$tree"
}

# build_classic builds as the runner does: no build arguments, no BuildKit.
build_classic() {
  local begin=$SECONDS
  DOCKER_BUILDKIT=0 docker build --network host -t action "$work/source" >"$work/build.log" 2>&1 ||
    show 'docker build failed'
  say "classic builder: $((SECONDS - begin)) s, context $(tr '\r' '\n' <"$work/build.log" | sed -n 's/^Sending build context to Docker daemon *//p' | tail -n 1)"
}

# tool MODULE@VERSION PACKAGE... puts its programs into PATH. They are compiled
# here, so that no registry of images has to be reached, and kept for later runs.
tool() {
  local begin=$SECONDS source new kept=${XDG_CACHE_HOME:-$HOME/.cache}/start-synchronization-job/${1//\//+}
  if [[ ! -d $kept ]]; then
    new=$(mkdir -p "${kept%/*}" && mktemp -d "$kept.XXXXXX")
    source=$(cd "$work" && go mod download -json "$1" | jq -r .Dir)
    GOTOOLCHAIN=auto CGO_ENABLED=0 go -C "$source" build -o "$new/" "${@:2}" 2>"$work/build.log" || show "$1 does not compile"
    mv -T "$new" "$kept" 2>/dev/null || rm -rf "$new" # another run was first
  fi
  ln -sf "$kept"/* "$work/bin/"
  say "$1: $((SECONDS - begin)) s"
}
