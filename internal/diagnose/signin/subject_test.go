package signin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSubjectOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]subject{
		"repo:o/r:ref:refs/heads/main":           {ofBranch, "main", "o/r", false},
		"repo:o@1/r@22:ref:refs/heads/feat/x@y":  {ofBranch, "feat/x@y", "o/r", true},
		"repo:o/r:ref:refs/tags/v1":              {ofTag, "v1", "o/r", false},
		"repo:o@1/r@2:environment:Prod West":     {ofEnvironment, "Prod West", "o/r", true},
		"repo:o/r:environment:a%3Ab":             {ofEnvironment, "a%3Ab", "o/r", false},
		"repo:o/r:pull_request":                  {ofPullRequest, "", "o/r", false},
		"repo:o@1/r@2:pull_request":              {ofPullRequest, "", "o/r", true},
		"repo:o@1/r:pull_request":                {},
		"repo:o/r:environment:":                  {},
		"repo:o/r:ref:refs/pull/7/merge":         {},
		"repo:o/r:environment:p:job_workflow:x":  {},
		"repo:o/r:ref:refs/heads/a:context:true": {},
		"job_workflow_ref:o/r/x.yml@refs/tags/1": {},
		"repo:o/r":                               {},
		"":                                       {},
	} {
		if diff := cmp.Diff(want, subjectOf(tokenWith(in)), cmp.AllowUnexported(subject{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

// TestWithIDs: the ids are those of the token, and only GitHub's own forms with
// names alone get them.
func TestWithIDs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"repo:o/r:ref:refs/heads/main":     "repo:o@41302/r@720816:ref:refs/heads/main",
		"repo:o/r:environment:p":           "repo:o@41302/r@720816:environment:p",
		"repo:o@1/r@2:ref:refs/heads/main": "",
		"repo:o/r:context:x":               "",
		"":                                 "",
	} {
		c := tokenWith(in)
		if got := subjectOf(c).withIDs(c); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		c.OwnerID = "1'2"
		if got := subjectOf(c).withIDs(c); got != "" {
			t.Errorf("%q: got %q of an id that is none", in, got)
		}
	}
}

// TestWhoElse names everybody who could send the subject.
func TestWhoElse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"repo:o/r:ref:refs/heads/main":  "push to this branch of `o/r`",
		"repo:o/r:ref:refs/tags/v1":     "set this tag of `o/r`",
		"repo:o@1/r@2:environment:prod": "of `o/r` whose job names this environment",
		"repo:o/r:pull_request":         "before any review",
		"something else":                "everyone who can get a token with this subject",
	} {
		if got := subjectOf(tokenWith(in)).whoElse(); !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q in it", in, got, want)
		}
	}
}
