# shellcheck shell=bash
# What the scripts of a release have to know of it. They run on a maintainer's
# laptop too: nothing in them needs more than the bash 3.2 of macOS.

stops='The release stops'

# stop ends with one sentence, which GitHub's page of the run shows.
stop() {
  [[ ${GITHUB_ACTIONS:-} != true ]] || printf '::error title=%s::' "$stops" >&2
  echo "$stops: $*" >&2
  exit 1
}

# need TOOL... is called before anything that takes time.
need() {
  local tool missing=
  for tool; do
    command -v "$tool" >/dev/null || missing+=${missing:+, }$tool
  done
  [[ -z $missing ]] || stop "not installed here: $missing."
}

check_version() {
  local version='^v(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$' # quoted, for bash 3.2
  [[ $1 =~ $version ]] || stop "\"$1\" is not a version such as v1.2.3."
}

# missing WHAT [ELSE] says how a clone gets what it lacks.
missing() {
  local all=
  [[ $(git rev-parse --is-shallow-repository) == false ]] || all='--unshallow '
  stop "this clone has no $1. ${2:-}Run: git fetch $all--tags origin +main:refs/remotes/origin/main"
}

# used_up VERSION WHY: the tag is not one that a release can be made of. Once it is
# pushed nobody may move it.
used_up() {
  [[ ${GITHUB_ACTIONS:-} == true ]] || stop "$2 Tag the commit that .ci/pin made."
  stop "$2 $1 is used up: see To release in CONTRIBUTING.md."
}

# commit REVISION prints its full name.
commit() {
  git rev-parse --quiet --verify --end-of-options "$1^{commit}" || missing "${1#refs/tags/}"
}

# repository prints OWNER/REPO, in lower case as registries want it, of this run
# of a workflow or of the clone's origin.
repository() {
  local url name=${GITHUB_REPOSITORY:-}
  local github='^([a-z+]+://)?([^/@]+@)?(ssh\.)?github\.com(:[0-9]+)?[:/]([^/:]+/[^/:]+)/*$'
  # The second is what insteadOf makes of the first.
  for url in "$(git config remote.origin.url)" "$(git remote get-url origin 2>/dev/null)"; do
    if [[ -z $name && $url =~ $github ]]; then name=${BASH_REMATCH[5]%.git}; fi
  done
  [[ -n $name ]] || stop 'origin is not a repository on GitHub. Where it is one by another name, set GITHUB_REPOSITORY=OWNER/REPO.'
  tr '[:upper:]' '[:lower:]' <<<"$name"
}

# image COMMIT prints the image that its action.yml names by digest, if it does.
image() {
  { git show "$1:action.yml" 2>/dev/null || true; } |
    sed -nE 's|^  image: docker://(ghcr\.io/[a-z0-9._/-]+:v[0-9.]+@sha256:[0-9a-f]{64})$|\1|p'
}

# named VERSION prints the image of its tag, which has to name one.
named() {
  local image
  image=$(image "refs/tags/$1")
  [[ -n $image ]] || used_up "$1" "action.yml of $1 names no image by digest."
  echo "$image"
}

# notes COMMIT VERSION prints what the changelog says about the version, which
# has to be its newest: https://keepachangelog.com/en/1.1.0/
notes() {
  local text heading write date='^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
  text=$(git show "$1:CHANGELOG.md" | awk '/^## \[Unreleased\]/ { next } /^## / { n++ } n == 1')
  heading=${text%%$'\n'*}
  write="Write \"## [${2#v}] - YYYY-MM-DD\" right below \"## [Unreleased]\""
  [[ -n $heading ]] || stop "CHANGELOG.md has no section of a version. $write."
  [[ ${heading#"## [${2#v}] - "} =~ $date ]] ||
    stop "the newest section of CHANGELOG.md is \"$heading\". $write, or release what it names."
  text=$(sed '1d; /./,$!d' <<<"$text")
  grep -qEv '^(#|[[:space:]]*$)' <<<"$text" || stop "CHANGELOG.md says nothing about ${2#v}."
  printf '%s\n' "$text"
}

# pinned COMMIT IMAGE prints the commit's action.yml with IMAGE in place of the
# Dockerfile: with it the runner pulls in place of building.
pinned() {
  local action
  action=$(git show "$1:action.yml")
  [[ $(grep -c '^  image: ' <<<"$action") == 1 ]] || stop 'action.yml has to name one image.'
  sed "s|^  image: .*|  image: docker://$2|" <<<"$action"
}

# whole wants all of the history.
whole() { [[ $(git rev-parse --is-shallow-repository) == false ]] || missing 'whole history'; }

# on_main COMMIT
on_main() {
  git rev-parse --quiet --verify refs/remotes/origin/main >/dev/null || missing origin/main
  git merge-base --is-ancestor "$1" refs/remotes/origin/main ||
    stop "$1 is not on main of origin. Push it there; where it is already, run: git fetch origin"
}
