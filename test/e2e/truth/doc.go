// Package truth has a list of what may be wrong, each way in which the services
// answer it, and holds what the run says against it.
package truth
