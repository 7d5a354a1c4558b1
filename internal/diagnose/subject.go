package diagnose

import (
	"regexp"
	"strings"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/foreign"
)

// subject is what a GitHub token's claim sub says about itself, told apart for
// a person. It decides nothing: Entra compares the whole text.
// https://docs.github.com/actions/reference/security/oidc#example-subject-claims
type subject struct {
	kind subjectKind
	// name is of the environment, branch or tag; as sent, so GitHub's %3A for a
	// colon stays.
	name string
	// repository is OWNER/REPO, without ids.
	repository string
	// ids says that the names carry the ids, as those of repositories created,
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

// String describes the subject in a few words, for a table.
func (s subject) String() string {
	form := "names only (repo:OWNER/REPO:…)"
	if s.ids {
		form = "names with ids (repo:OWNER@ID/REPO@ID:…)"
	}
	switch s.kind {
	case ofEnvironment:
		return "environment " + s.name + ", " + form
	case ofBranch:
		return "branch " + s.name + ", " + form
	case ofTag:
		return "tag " + s.name + ", " + form
	case ofPullRequest:
		return "pull request, " + form
	}
	return "customised by the organization or the repository"
}

// form says what a credential of the other form does.
func (s subject) form() string {
	switch {
	case s.kind == customised:
		return "The subject is none of GitHub's own forms: the organization or the repository customises it."
	case s.ids:
		return "The subject holds names with ids, as repositories created, renamed or transferred since July 2026 send them; " +
			"a credential with the names alone does not match it."
	}
	return "The subject holds names only; a credential with ids after the names does not match it."
}

// reason is what a credential made for another kind of subject overlooks.
func (s subject) reason() string {
	switch s.kind {
	case ofEnvironment:
		return "A job that names an environment sends the environment and not its branch."
	case ofBranch, ofTag:
		return "A job that names no environment sends its branch or tag."
	case ofPullRequest:
		return "A pull request's job that names no environment sends no branch either."
	}
	return ""
}

// whoElse says who can send this subject, and so act as the application once a
// credential admits it.
func (s subject) whoElse() string {
	in := " of " + foreign.Quote(s.repository)
	switch s.kind {
	case ofEnvironment:
		return "every workflow" + in + " whose job names the environment " + foreign.Quote(s.name) +
			" and passes its protection rules, if it has any"
	case ofBranch:
		return "everyone who can get a change onto the branch " + foreign.Quote(s.name) + in
	case ofTag:
		return "everyone who can set the tag " + foreign.Quote(s.name) + in
	case ofPullRequest:
		return "everyone who can open a pull request from a branch" + in + ", before any review"
	}
	return "every workflow that GitHub gives this subject"
}
