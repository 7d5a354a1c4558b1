package wire_test

import (
	"fmt"

	"start-synchronization-job/internal/wire"
)

// A transport reaches the hosts that it was made for. Reads go through Retrying,
// what the caller repeats as a whole through Trying, and the start through
// Client, which sends it once.
func Example() {
	transport := wire.New("https://graph.microsoft.com", "https://login.microsoftonline.com")
	defer transport.Close()

	_, err := transport.Client().Get("https://elsewhere.example/")
	fmt.Println(wire.ForeignHost(err))
	// Output: true
}
