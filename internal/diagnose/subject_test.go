package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSubjectOf(t *testing.T) {
	t.Parallel()
	const names, withIDs = "names only (repo:OWNER/REPO:…)", "names with ids (repo:OWNER@ID/REPO@ID:…)"
	for in, tt := range map[string]struct {
		want subject
		text string
	}{
		"repo:o/r:ref:refs/heads/main":           {subject{ofBranch, "main", "o/r", false}, "branch main, " + names},
		"repo:o@1/r@22:ref:refs/heads/feat/x@y":  {subject{ofBranch, "feat/x@y", "o/r", true}, "branch feat/x@y, " + withIDs},
		"repo:o/r:ref:refs/tags/v1":              {subject{ofTag, "v1", "o/r", false}, "tag v1, " + names},
		"repo:o@1/r@2:environment:Prod West":     {subject{ofEnvironment, "Prod West", "o/r", true}, "environment Prod West, " + withIDs},
		"repo:o/r:environment:a%3Ab":             {subject{ofEnvironment, "a%3Ab", "o/r", false}, "environment a%3Ab, " + names},
		"repo:o/r:pull_request":                  {subject{ofPullRequest, "", "o/r", false}, "pull request, " + names},
		"repo:o@1/r@2:pull_request":              {subject{ofPullRequest, "", "o/r", true}, "pull request, " + withIDs},
		"repo:o@1/r:pull_request":                {subject{}, "customised by the organization or the repository"},
		"repo:o/r:environment:":                  {subject{}, "customised by the organization or the repository"},
		"repo:o/r:ref:refs/pull/7/merge":         {subject{}, "customised by the organization or the repository"},
		"repo:o/r:environment:p:job_workflow:x":  {subject{}, "customised by the organization or the repository"},
		"repo:o/r:ref:refs/heads/a:context:true": {subject{}, "customised by the organization or the repository"},
		"job_workflow_ref:o/r/x.yml@refs/tags/1": {subject{}, "customised by the organization or the repository"},
		"repo:o/r":                               {subject{}, "customised by the organization or the repository"},
		"":                                       {subject{}, "customised by the organization or the repository"},
	} {
		got := subjectOf(sent(in))
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(subject{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
		if got.String() != tt.text {
			t.Errorf("%q: got %q, want %q", in, got.String(), tt.text)
		}
	}
}

// TestWhoElse names everybody who could send the subject.
func TestWhoElse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"repo:o/r:ref:refs/heads/main":  "onto the branch `main` of `o/r`",
		"repo:o/r:ref:refs/tags/v1":     "set the tag `v1` of `o/r`",
		"repo:o@1/r@2:environment:prod": "names the environment `prod`",
		"repo:o/r:pull_request":         "before any review",
		"something else":                "every workflow that GitHub gives this subject",
	} {
		if got := subjectOf(sent(in)).whoElse(); !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q in it", in, got, want)
		}
	}
}
