// Package faults meets each request of a run with each fault: of connections, of
// answers, of signals and of limits. TestFaultMatrix is the table of what comes
// of it, ../testdata/faults.golden.
package faults
