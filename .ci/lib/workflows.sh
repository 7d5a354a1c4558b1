# shellcheck shell=bash
# Every workflow of README.md and docs/recipes.md, as it stands there, to the
# result that the page promises: in act, a local runner of workflows, with the
# simulator in the place of GitHub's id tokens, Entra and Graph. Not played:
# environments and their reviewers, permissions and concurrency, which act does
# not know; azure/login, az and the chat, which have stand-ins. Steps run on this
# machine.

play_all() {
  tool "$act" .
  find_workflows README.md docs/recipes.md
  go -C "$root" build -o "$work/serve" ./test/simulator/serve
  put_stand_ins
  quick_start
  after_a_deployment
  health_checks
  pause_deploy_resume
  word_to_the_team
  by_hand
  several_jobs
  without_containers
  all_played
}

quick_start() {
  play quick-start-1 workflow_dispatch paused
  expect 'start: success' 'started' 1
  play quick-start-1 workflow_dispatch active
  expect 'start: success' 'already-active' 0
  play quick-start-1 workflow_dispatch too-many-deletes
  expect 'start: failure' 'failed' 0
}

after_a_deployment() {
  play recipes-1 push quarantine
  expect 'deploy: success, provisioning: success' 'started' 1
}

health_checks() {
  local check=a-health-check-on-a-schedule-1
  play $check schedule active
  expect 'check: success' 'already-active' 0
  play $check schedule quarantine
  expect 'check: failure' 'would-start' 0
  says '::error::The provisioning job does not run: Quarantine EncounteredQuarantineException'
  check=a-health-check-that-cannot-start-anything-1
  edit $check 's/vars.CHECK_CLIENT_ID/vars.ENTRA_CLIENT_ID/'
  play $check schedule active
  expect 'check: success' '' 0
  play $check schedule quarantine
  expect 'check: failure' '' 0
}

pause_deploy_resume() {
  local recipe=pause-deploy-resume-1
  play $recipe push active
  expect 'look: success, deploy: success, resume: success' 'already-active started' 1
  paused 1
  # An administrator paused it: the deployment goes out, the job stays as it is.
  play $recipe push paused
  expect 'look: success, deploy: success' 'would-start' 0
  paused 0
  # The guard holds it: that is no reason not to deploy either.
  play $recipe push too-many-deletes
  expect 'look: success, deploy: success' 'failed' 0
  paused 0
  # A deployment that fails does not leave provisioning off.
  edit $recipe 's/run: echo "deploy .*/run: exit 1/'
  play $recipe push active
  expect 'look: success, deploy: failure, resume: success' 'already-active started' 1
  paused 1
}

word_to_the_team() {
  local recipe=after-a-deployment-with-a-word-to-the-team-1
  play $recipe push paused --secret CHAT_WEBHOOK="$chat"
  expect 'deploy: success, provisioning: success' 'started' 1
  says '::notice::The job was started. '
  chatted '{"text":"Provisioning: Started'
  play $recipe push active --secret CHAT_WEBHOOK="$chat"
  expect 'deploy: success, provisioning: success' 'already-active' 0
  chatted ''
  fault=start-dropped play $recipe push paused --secret CHAT_WEBHOOK="$chat"
  expect 'deploy: success, provisioning: failure' 'unknown' 1
  says '::error::No clear answer came.'
  chatted '{"text":"Provisioning: It is not known whether the job was started: '
}

by_hand() {
  local recipe=by-hand-with-an-approval-1
  play $recipe workflow_dispatch paused
  expect 'start: success' 'would-start' 0
  play $recipe workflow_dispatch paused --input dry-run=false --input job-id="$job"
  expect 'start: success' 'started' 1
  play $recipe workflow_dispatch too-many-deletes --input dry-run=false --input allow-too-many-deletes=true
  expect 'start: success' 'started' 1
}

# The simulator knows one enterprise application: both rows of the matrix become
# it, so that the second finds the job as the first left it.
several_jobs() {
  edit several-jobs-1 "s/service-principal-id: [0-9a-f-]{36}/service-principal-id: $service_principal/"
  edit several-jobs-1 "s/job-id: aws.*/job-id: $job/"
  play several-jobs-1 workflow_dispatch paused
  expect 'start: success, start: success' 'started already-active' 1
}

without_containers() {
  play on-a-runner-without-containers-1 workflow_dispatch paused
  expect 'start: success' 'started' 1
  says '::notice::started'
}
