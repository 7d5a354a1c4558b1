package report

import (
	"regexp"
	"strings"
)

// page is the address of docs/troubleshooting.md at the commit that runs, empty
// where the runner does not say which: an action of the workflow's own repository
// has none of its own
// (https://docs.github.com/actions/reference/workflows-and-actions/variables).
func (r *Reporter) page() string {
	server, repository, ref := r.getenv("GITHUB_SERVER_URL"), r.getenv("GITHUB_ACTION_REPOSITORY"), r.getenv("GITHUB_ACTION_REF")
	if !isServer.MatchString(server) || !isPath.MatchString(repository) || !isPath.MatchString(ref) {
		return ""
	}
	return server + "/" + repository + "/blob/" + ref + "/docs/troubleshooting.md"
}

var (
	isServer = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(:[0-9]+)?$`)
	isPath   = regexp.MustCompile(`^[A-Za-z0-9._/-]+$`)
)

// more is a link to what the page says of a section, empty where it says
// nothing.
func (run *Run) more(section string) string {
	if run.page == "" || section == "" {
		return ""
	}
	return "[Troubleshooting: " + escape(section) + "](" + run.page + "#" + anchor(section) + ")"
}

// anchor is the fragment that GitHub gives a heading.
func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

var notInAnchors = regexp.MustCompile(`[^a-z0-9 _-]`)
