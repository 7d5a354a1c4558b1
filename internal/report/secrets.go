package report

import (
	"strings"
	"sync"
)

// secrets are the tokens of the run, to be kept out of what is written should a
// server have put one into its answer. Tokens are added while the log is being
// written to.
type secrets struct {
	mu   sync.Mutex
	list []string
}

// telling is how many characters in a row give a secret away, wherever in it
// they stand: foreign text is cut, and a piece of a token is still part of one.
// What is shorter is no token, and hiding it would hide ordinary words.
const (
	telling = 8
	hidden  = "(hidden)"
)

func (s *secrets) add(secret string) {
	if len(secret) < telling {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, secret)
}

// hide replaces every piece of a secret. It indexes the text and not the
// secrets, since a hostile answer chooses how long a token is.
func (s *secrets) hide(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		return text
	}
	at := make(map[string][]int)
	for i := range len(text) - telling + 1 {
		piece := text[i : i+telling]
		at[piece] = append(at[piece], i)
	}
	covered, found := make([]bool, len(text)), false
	for _, secret := range s.list {
		for i := range len(secret) - telling + 1 {
			piece := secret[i : i+telling]
			for _, start := range at[piece] {
				found = true
				for n := range telling {
					covered[start+n] = true
				}
			}
			delete(at, piece)
		}
	}
	if !found {
		return text
	}
	return without(text, covered)
}

// without puts one sign in place of each covered stretch of a text.
func without(text string, covered []bool) string {
	var b strings.Builder
	for i := range len(text) {
		switch {
		case !covered[i]:
			b.WriteByte(text[i])
		case i == 0 || !covered[i-1]:
			b.WriteString(hidden)
		}
	}
	// A character of several bytes may be covered in part.
	return strings.ToValidUTF8(b.String(), "")
}
