# shellcheck shell=bash
# What .ci/pin, which a person runs, and .ci/release, which the tag's run runs,
# both have to know of a release.

# stop ends the release with one sentence, which GitHub's page of the run shows.
stop() {
  if [[ ${GITHUB_ACTIONS:-} == true ]]; then
    echo "::error title=The release stops::The release stops: $*" >&2
  else
    echo "The release stops: $*" >&2
  fi
  exit 1
}

check_version() {
  [[ $1 =~ ^v(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$ ]] || stop "\"$1\" is not a version such as v1.2.3."
}

# notes COMMIT VERSION prints what the changelog says about the version, which
# has to be its newest: https://keepachangelog.com/en/1.1.0/
notes() {
  local text heading
  text=$(git show "$1:CHANGELOG.md" | awk '/^## \[Unreleased\]/ { next } /^## / { n++ } n == 1')
  heading=${text%%$'\n'*}
  [[ $heading =~ ^"## [${2#v}] - "[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] ||
    stop "the newest section of CHANGELOG.md is \"$heading\". Write \"## [${2#v}] - YYYY-MM-DD\" there."
  text=$(sed '1d; /./,$!d' <<<"$text")
  [[ $text == *[![:space:]]* ]] || stop "CHANGELOG.md says nothing about ${2#v}."
  printf '%s\n' "$text"
}

# pinned COMMIT IMAGE prints the commit's action.yml with IMAGE in place of the
# Dockerfile: with it the runner pulls in place of building.
pinned() {
  local action
  action=$(git show "$1:action.yml")
  [[ $(grep -c '^  image: ' <<<"$action") == 1 ]] || stop 'action.yml has to name one image.'
  sed "s|^  image: .*|  image: $2|" <<<"$action"
}

# on_main COMMIT
on_main() {
  git merge-base --is-ancestor "$1" refs/remotes/origin/main || stop "$1 is not on main. A release is built from main."
}
