package report

import "testing"

// TestPage: where the runner does not say which action it runs, or says what is
// not a name, there is no page to link to.
func TestPage(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ server, repository, ref, want string }{
		{"https://github.com", "a/b", "v1", "https://github.com/a/b/blob/v1/docs/troubleshooting.md"},
		{"https://ghes.example:8443", "a/b", "feature/x", "https://ghes.example:8443/a/b/blob/feature/x/docs/troubleshooting.md"},
		{"", "a/b", "v1", ""},
		{"https://github.com", "", "v1", ""},
		{"https://github.com", "a/b", "", ""},
		{"javascript:alert(1)", "a/b", "v1", ""},
		{"https://github.com/)x", "a/b", "v1", ""},
		{"https://github.com", "a/b) [c", "v1", ""},
		{"https://github.com", "a/b", "v1#x", ""},
	} {
		env := map[string]string{"GITHUB_SERVER_URL": tc.server, "GITHUB_ACTION_REPOSITORY": tc.repository, "GITHUB_ACTION_REF": tc.ref}
		if got := New(nil, func(name string) string { return env[name] }).page(); got != tc.want {
			t.Errorf("%v: got %q", tc, got)
		}
	}
}
