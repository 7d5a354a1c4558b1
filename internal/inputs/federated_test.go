package inputs

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// jwtOfCluster is a JSON web token by its form. Nothing here checks its signature.
var jwtOfCluster = strings.Join([]string{
	base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)),
	base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://oidc.example","sub":"system:serviceaccount:a:b","aud":["x"]}`)),
	"c2ln",
}, ".")

// tokenFor is an access token of Entra's for an audience.
func tokenFor(audience string) string {
	return jwtOfCluster[:strings.Index(jwtOfCluster, ".")+1] + base64.RawURLEncoding.EncodeToString(
		[]byte(`{"iss":"https://sts.windows.net/7f3c1a52-9b1e-4c60-8a55-0d2f6f5b9a01/","aud":"`+audience+`"}`)) + ".c2ln"
}

// TestFederatedToken: a token from elsewhere is taken, from the input or from a
// file, and read anew each time.
func TestFederatedToken(t *testing.T) {
	t.Parallel()
	in, problems := Read(environment("federated-token= " + jwtOfCluster + "\n"))
	if token, err := in.FederatedToken.Read(t.Context()); problems != nil || err != nil || token != jwtOfCluster {
		t.Errorf("got %q, %v, %v", token, err, problems)
	}
	path := filepath.Join(t.TempDir(), "token")
	for _, content := range []string{jwtOfCluster, "\n " + jwtOfCluster + " \r\n", jwtOfCluster + "b"} {
		write(t, path, content)
		in, problems = Read(environment("federated-token-file=" + path))
		token, err := in.FederatedToken.Read(t.Context())
		if want := strings.TrimSpace(content); problems != nil || err != nil || token != want {
			t.Errorf("got %q, %v, %v, want %q", token, err, problems, want)
		}
	}
	write(t, path, "gone")
	if _, err := in.FederatedToken.Read(t.Context()); err == nil {
		t.Error("the file was not read again")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	in.FederatedToken.First = jwtOfCluster
	if token, err := in.FederatedToken.Read(t.Context()); err == nil {
		t.Errorf("got %q of a file that is gone, want a problem", token)
	}
}

// TestNoFederatedToken: what is no id token is a problem that says why, without
// a word of what was read.
func TestNoFederatedToken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		write(t, path, content)
		return path
	}
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	const key = "-----BEGIN PRIVATE KEY-----\nc2VudGluZWw\n-----END PRIVATE KEY-----"
	for name, tt := range map[string]struct{ input, value, says string }{
		"missing":            {"federated-token-file", filepath.Join(dir, "none"), "does not exist"},
		"directory":          {"federated-token-file", dir, "is not a regular file"},
		"FIFO":               {"federated-token-file", fifo, "is not a regular file"},
		"device":             {"federated-token-file", "/dev/zero", "is not a regular file"},
		"empty":              {"federated-token-file", file("empty", " \n"), "is empty"},
		"key":                {"federated-token-file", file("key", key), "is a PEM file"},
		"huge":               {"federated-token-file", file("huge", strings.Repeat("x", 65537)), "64 KiB"},
		"just not huge":      {"federated-token-file", file("large", strings.Repeat("x", 65536)), "not a JSON web token"},
		"two tokens":         {"federated-token-file", file("two", jwtOfCluster+"\n"+jwtOfCluster), "a line end"},
		"text after it":      {"federated-token-file", file("text", jwtOfCluster+" # of the cluster"), "not a JSON web token"},
		"a line after it":    {"federated-token-file", file("line", jwtOfCluster+"\nc2VudGluZWw"), "a line end"},
		"key, as the input":  {"federated-token", key, "is a PEM file"},
		"word":               {"federated-token", "c2VudGluZWw", "not a JSON web token"},
		"Graph's":            {"federated-token", tokenFor("https://graph.microsoft.com"), "`access-token`"},
		"Graph's, by its ID": {"federated-token", tokenFor("00000003-0000-0000-c000-000000000000"), "`access-token`"},
		"Graph's, in a file": {"federated-token-file", file("graph", tokenFor("https://graph.microsoft.us/")), "`access-token`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := Read(environment(tt.input + "=" + tt.value))
			if len(problems) != 1 || problems[0].Input != tt.input || !strings.Contains(problems[0].Text, tt.says) {
				t.Fatalf("got %v, want one of %s that says %q", problems, tt.input, tt.says)
			}
			if text := problems[0].Error(); strings.Contains(text, "c2VudGluZWw") || strings.Contains(text, "PRIVATE") || strings.Contains(text, jwtOfCluster[:12]) {
				t.Errorf("%q quotes the content", text)
			}
		})
	}
}

// TestOneSignIn: the inputs that say where the sign-in comes from exclude each
// other.
func TestOneSignIn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	write(t, path, jwtOfCluster)
	for _, tt := range []struct {
		name    string
		changes []string
		want    []string // the inputs named
	}{
		{"token and file", []string{"federated-token=" + jwtOfCluster, "federated-token-file=" + path}, []string{"federated-token-file"}},
		{"token and audience", []string{"federated-token=" + jwtOfCluster, "audience=x"}, []string{"audience"}},
		{"file and audience", []string{"federated-token-file=" + path, "audience=x"}, []string{"audience"}},
		{"file without a tenant", []string{"federated-token-file=" + path, "tenant-id="}, []string{"tenant-id"}},
		{"access token and all", []string{"access-token=a.b.c", "audience=x", "federated-token-file=" + path},
			[]string{"tenant-id", "client-id", "audience", "federated-token-file"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, problems := Read(environment(tt.changes...))
			named := map[string]bool{}
			for _, p := range problems {
				named[p.Input] = true
			}
			want := map[string]bool{}
			for _, name := range tt.want {
				want[name] = true
			}
			if diff := cmp.Diff(want, named); diff != "" {
				t.Errorf("%v (-want +got):\n%s", problems, diff)
			}
		})
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
