package report

import (
	"regexp"
	"strings"
	"sync"
)

// secrets are the tokens of the run, to be kept out of what is written should a
// server have put one into its answer. Tokens are added while the log is being
// written to.
type secrets struct {
	mu      sync.Mutex
	pattern *regexp.Regexp
	parts   []string
}

// A token is recognised by the first characters of each of its parts, since
// foreign text is cut and a cut token is still part of one. What is shorter than
// shortest is no token, and hiding it would hide ordinary words.
const (
	shortest = 8
	telling  = 16
	tokenish = `[A-Za-z0-9._~+/=-]*`
	hidden   = "(hidden)"
)

func (s *secrets) add(secret string) {
	if len(secret) < shortest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for part := range strings.SplitSeq(secret, ".") {
		if len(part) < telling {
			part = secret
		}
		s.parts = append(s.parts, regexp.QuoteMeta(part[:min(len(part), telling)])+tokenish)
	}
	s.pattern = regexp.MustCompile(strings.Join(s.parts, "|"))
}

func (s *secrets) hide(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pattern == nil {
		return text
	}
	return s.pattern.ReplaceAllLiteralString(text, hidden)
}
