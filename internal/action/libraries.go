package action

import (
	"io"
	"log"
	"os"
	"strings"

	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
)

// silenceLibraries keeps the environment from steering the libraries: the
// sign-in goes where the input cloud says, and nothing logs a request.
// AZURE_REGIONAL_AUTHORITY_NAME and MSAL_FORCE_REGION would send the assertion
// to another host, AZURE_SDK_GO_LOGGING prints to standard error. So does
// net/http: under GODEBUG=http2debug every header and body, and at any time
// what a server says unasked, which may be a workflow command.
func silenceLibraries() {
	log.SetOutput(io.Discard)
	azlog.SetListener(nil)
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "AZURE_") || strings.HasPrefix(name, "MSAL_") {
			os.Unsetenv(name)
		}
	}
}
