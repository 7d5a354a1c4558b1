package signin

import (
	"regexp"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/untrusted"
)

// subject is what the subject of an id token of GitHub says. It decides nothing:
// Entra compares the whole text.
// https://docs.github.com/actions/reference/security/oidc#example-subject-claims
type subject struct {
	kind subjectKind
	// name is that of the environment, branch or tag, as sent: GitHub's %3A for a
	// colon stays.
	name string
	// repository is OWNER/REPO, without ids.
	repository string
	// ids says that the names carry ids, as those of repositories created,
	// renamed or transferred since July 2026 do.
	ids bool
}

type subjectKind int

const (
	customised subjectKind = iota
	ofEnvironment
	ofBranch
	ofTag
	ofPullRequest
)

var subjectPattern = regexp.MustCompile(`^repo:([^:/@]+)(@[0-9]+)?/([^:/@]+)(@[0-9]+)?:(.+)$`)

// subjectOf returns the parts of a subject that has one of GitHub's own forms.
func subjectOf(c claims.Claims) subject {
	parts := subjectPattern.FindStringSubmatch(c.Subject)
	if parts == nil || (parts[2] == "") != (parts[4] == "") {
		return subject{}
	}
	s := subject{repository: parts[1] + "/" + parts[3], ids: parts[2] != ""}
	rest := parts[5]
	for kind, prefix := range map[subjectKind]string{
		ofEnvironment: "environment:", ofBranch: "ref:refs/heads/", ofTag: "ref:refs/tags/",
	} {
		// GitHub writes a colon inside a name as %3A: another one means that
		// more follows than a name.
		if name, ok := strings.CutPrefix(rest, prefix); ok && name != "" && !strings.Contains(name, ":") {
			s.kind, s.name = kind, name
		}
	}
	if rest == "pull_request" {
		s.kind = ofPullRequest
	}
	if s.kind == customised {
		return subject{}
	}
	return s
}

// queued reports whether the subject is of a branch that a merge queue made.
func (s subject) queued() bool {
	return s.kind == ofBranch && strings.HasPrefix(s.name, "gh-readonly-queue/")
}

// withIDs returns the subject as GitHub writes it with ids, or nothing where it
// has them, has no form of GitHub's own, or the token does not name the ids.
func (s subject) withIDs(c claims.Claims) string {
	owner, repository, _ := strings.Cut(s.repository, "/")
	rest, found := strings.CutPrefix(c.Subject, "repo:"+s.repository+":")
	if s.ids || !found || !digits.MatchString(c.OwnerID) || !digits.MatchString(c.RepositoryID) {
		return ""
	}
	return "repo:" + owner + "@" + c.OwnerID + "/" + repository + "@" + c.RepositoryID + ":" + rest
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// String names the kind of the subject, as the end of a sentence.
func (s subject) String() string {
	return map[subjectKind]string{
		ofEnvironment: "this environment", ofBranch: "this branch", ofTag: "this tag", ofPullRequest: "pull requests", customised: "this subject",
	}[s.kind]
}

// instead says how the workflow's job comes to send the subject that a credential
// most likely has: that of an environment or a branch.
func (s subject) instead(job string) string {
	switch s.kind {
	case ofBranch:
		return "If the credential is for an environment, add `environment: NAME` to " + job + "."
	case ofTag:
		return "If the credential is for a branch, run the workflow on that branch, not on a tag; if it is for an environment, add `environment: NAME` to " + job + "."
	case ofPullRequest:
		return "If the credential is for a branch, run the workflow on that branch, not on a pull request; if it is for an environment, add `environment: NAME` to " + job + "."
	case ofEnvironment:
		return "If the credential is for a branch, remove " + untrusted.Whole("environment: "+s.name) + " from " + job + "."
	}
	return ""
}

// whoElse says who could use the application, once a credential has this
// subject.
func (s subject) whoElse() string {
	in := " of " + untrusted.Quote(s.repository)
	switch s.kind {
	case ofEnvironment:
		return "every workflow" + in + " whose job names this environment and passes its protection rules, if there are any,"
	case ofBranch:
		return "everyone who can push to this branch" + in + ", without the reviewers of an environment,"
	case ofTag:
		return "everyone who can set this tag" + in + ", without the reviewers of an environment,"
	case ofPullRequest:
		return "everyone who can open a pull request from a branch" + in + ", before any review,"
	}
	return "everyone who can get a token with this subject from its issuer"
}
