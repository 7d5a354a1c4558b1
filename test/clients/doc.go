// Package clients points clients that others wrote at the simulator: each signs
// in with an id token of GitHub's, reads the job, starts it once and reads it
// again, and the simulator counts. Then every az command that the program prints,
// as the golden files have it, runs through Debian's az. .ci/clients installs
// what they need.
package clients
