package inputs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

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
	if f.File == "" {
		if wrong := idToken(f.Value, ""); wrong != "" {
			return "", Problem{Input: "federated-token", Text: wrong}
		}
		return f.Value, nil
	}
	problem := func(format string, args ...any) (string, error) {
		return "", Problem{Input: "federated-token-file", Text: "is " + untrusted.Given(f.File) + fmt.Sprintf(format, args...)}
	}
	content, err := readFile(f.File)
	switch {
	case errors.Is(err, fs.ErrPermission) && f.First != "":
		return f.First, nil
	case err != nil:
		return problem(", %s", unreadable(err))
	}
	token := strings.TrimSpace(content)
	if token == "" {
		return problem(", which is empty. Write the path of the file that holds the id token")
	}
	if wrong := idToken(token, ""); wrong != "" {
		return problem(". Its content %s", wrong)
	}
	return token, nil
}

// federatedTokenFile looks into the file before anything is sent, and returns
// the token in it.
func (r *reader) federatedTokenFile(token FederatedToken) string {
	if token.File == "" || token.Value != "" {
		return ""
	}
	const name = "federated-token-file"
	switch kind := untrusted.Kind(token.File); kind {
	case "":
	case untrusted.JWT:
		r.problem(name, "is %s, not a path. Write it as `federated-token`", untrusted.Describe(token.File))
		return ""
	default:
		r.problem(name, "is %s, not a path. Write the path of the file that holds the id token", untrusted.Describe(token.File))
		return ""
	}
	if fix, never := remedyOf(name, token.File); never {
		r.problem(name, "is %s. %s", r.shown(name), fix)
		return ""
	}
	first, err := token.Read(context.Background())
	var problem Problem
	if errors.As(err, &problem) {
		if odd := untrusted.Odd(token.File); odd != "" {
			problem.Text = "holds " + odd + ", and there is not a file of that name"
		}
		problem.Text = strings.Replace(problem.Text, untrusted.Given(token.File), r.shown(name), 1)
		r.problems = append(r.problems, problem)
	}
	return first
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
		return "which does not exist in this container. Mount the file, or correct the path"
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("which this process (uid %d) is not allowed to read. Make the file readable for it", os.Getuid())
	case errors.Is(err, errNotRegular):
		return "which is not a regular file. Write the path of the file that holds the id token"
	}
	return "which cannot be read. Check the path"
}
