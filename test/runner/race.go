//go:build race

package runner

const race = true
