package inputs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/untrusted"
)

// FederatedToken is an id token from elsewhere than GitHub: a JSON web token,
// or the path of a file that holds one. At most one of the two is set.
type FederatedToken struct {
	Value, File string
	// First is what the file held when the inputs were read.
	First string
}

// Given reports whether there is such a token.
func (f FederatedToken) Given() bool { return f.Value != "" || f.File != "" }

// Read returns the token. A file is read anew each time, since whoever projects
// a token into a container replaces it before it expires; where this process
// may no longer read it, having been root before, it is what it was. The error
// is a Problem, which never quotes what was read.
func (f FederatedToken) Read(context.Context) (string, error) {
	name, token := "federated-token", f.Value
	if f.File != "" {
		name = "federated-token-file"
		content, err := readFile(f.File)
		switch {
		case errors.Is(err, fs.ErrPermission) && f.First != "":
			return f.First, nil
		case err != nil:
			return "", Problem{Input: name, Text: fmt.Sprintf("%s %s", untrusted.Given(f.File), unreadable(err))}
		}
		if token = strings.TrimSpace(content); token == "" {
			return "", Problem{Input: name, Text: untrusted.Given(f.File) + " is empty. Write the path of the file that holds the id token."}
		}
	}
	switch wrong := jwt(token); {
	case wrong == "":
		return token, nil
	case f.File != "":
		return "", Problem{Input: name, Text: "what " + untrusted.Given(f.File) + " holds " + wrong}
	default:
		return "", Problem{Input: name, Text: wrong}
	}
}

// jwt keeps what is not an id token, such as a private key in the wrong file or
// an access token, from being sent. It never quotes the value.
func jwt(v string) string {
	if len(v) > maxToken {
		return "is larger than 64 KiB, so it is not an id token."
	}
	c, ok := claims.Read(v)
	switch {
	case !ok || !tokenPattern.MatchString(v):
		return "is not a JSON web token, which has three parts joined by dots. It must be an id token and nothing else."
	case slices.ContainsFunc(c.Audience, cloud.IsGraph):
		return "is an access token of Microsoft Graph, which Entra does not exchange. Write it as `access-token`, and remove " +
			"`tenant-id` and `client-id`; or give an id token."
	}
	return ""
}

var errNotRegular = errors.New("not a regular file")

// readFile reads a regular file. Anything else is not opened, since a FIFO
// would hang the run.
func readFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", errNotRegular
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxToken+1))
	return string(content), err
}

// unreadable says why a file cannot be read, as the end of a sentence that
// begins with its path.
func unreadable(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist in this container. Mount the file, or correct the path."
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("may not be read by this process (uid %d). Make the file readable for it.", os.Getuid())
	case errors.Is(err, errNotRegular):
		return "is no regular file. Write the path of the file that holds the id token."
	}
	return "cannot be read. Check the path."
}
