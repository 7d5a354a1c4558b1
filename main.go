// start-synchronization-job starts one Microsoft Entra provisioning job through
// Microsoft Graph, with one call, and only when the job is paused, in
// quarantine or new. It is made to run as a GitHub Action; see README.md.
package main

import (
	"os"

	"start-synchronization-job/internal/action"
)

// Stamped by the linker, see Dockerfile.
var (
	version = "dev"
	commit  = ""
)

func main() { os.Exit(action.Main(version, commit)) }
