// Package benchmark measures the action beside other ways to start the job,
// against the simulator:
//
//	go test -run '^$' -bench . -benchtime 9x ./test/benchmark
//
// A connect costs a host that is far away two round trips, TCP and TLS, and
// each request one. So what such a run takes longer than one without latency,
// in round trips, is how many of them it makes one after another; the floor is
// what no program can do without. Nothing reaches the network, and no benchmark
// fails by the clock. benchstat compares two outputs.
package benchmark
