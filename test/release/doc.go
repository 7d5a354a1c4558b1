// Package release tests what a release goes through: the scripts .ci/pin and
// .ci/release, and what SECURITY.md promises of the workflows and the
// documents.
package release
