// Package workflows plays every workflow of README.md and docs/recipes.md, as it
// stands there, to the result that the page promises: in act, a local runner of
// workflows, with the simulator in the place of GitHub's id tokens, Entra and
// Graph. Not played: environments and their reviewers, permissions and
// concurrency, which act does not know; azure/login, az, gh and the chat, which
// have stand-ins. Steps run on this machine. .ci/image workflows has the image
// built and brings act and a Docker engine.
package workflows
