package action

import (
	"slices"
	"testing"

	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/inputs"
)

// TestHosts: a run may reach what its sign-in needs, and nothing else.
func TestHosts(t *testing.T) {
	t.Parallel()
	const idToken = "https://pipelines.example/token"
	a := action{getenv: func(name string) string {
		return map[string]string{entra.RequestURLVariable: idToken, entra.RequestTokenVariable: "x"}[name]
	}}
	for _, c := range cloud.Clouds {
		for _, tt := range []struct {
			name string
			in   inputs.Inputs
			want []string
		}{
			{"GitHub's token", inputs.Inputs{}, []string{c.Graph, c.Authority, idToken}},
			{"a federated token", inputs.Inputs{FederatedToken: inputs.FederatedToken{Value: "x"}}, []string{c.Graph, c.Authority}},
			{"a federated token in a file", inputs.Inputs{FederatedToken: inputs.FederatedToken{File: "x"}}, []string{c.Graph, c.Authority}},
			{"an access token", inputs.Inputs{AccessToken: "x"}, []string{c.Graph}},
		} {
			tt.in.Cloud = c
			if got, err := a.hosts(tt.in); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s, %s: %q, %v, want %q", c.Name, tt.name, got, err, tt.want)
			}
		}
	}
}
