package report

import (
	"strings"
	"sync"
	"unicode"
)

// secrets are the tokens of the run, to be kept out of what is written should a
// server have put one into its answer. Tokens are added while the log is being
// written to.
type secrets struct {
	mu   sync.Mutex
	list []secret
}

// secret is a token. Of a random one every piece is hidden, wherever in it the
// piece stands: foreign text is cut, and a piece of a token is still part of
// one. A token made of words, such as client-request, gives nothing away by
// pieces that are words, and our own sentences have them too: there they stay.
type secret struct {
	text   string
	random bool
}

// pieceLength is how many characters in a row give a secret away. A shorter text
// is not a token.
const (
	pieceLength = 8
	hidden      = "(hidden)"
)

func (s *secrets) add(text string) {
	if len(text) < pieceLength {
		return
	}
	n, odd := len(text)-pieceLength+1, 0
	for i := range n {
		if random(text[i : i+pieceLength]) {
			odd++
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// Of base64 or hexadecimal text one piece in a hundred looks like a word.
	s.list = append(s.list, secret{text, 10*odd >= 9*n})
}

// random reports whether a piece has what words in a row lack: a digit, a
// character that is not ASCII's, or an upper-case letter behind another letter.
func random(piece string) bool {
	letter := false
	for i := range len(piece) {
		c := piece[i]
		upper := c >= 'A' && c <= 'Z'
		if c >= '0' && c <= '9' || c >= 0x80 || upper && letter {
			return true
		}
		letter = upper || c >= 'a' && c <= 'z'
	}
	return false
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
	for i := range len(text) - pieceLength + 1 {
		piece := text[i : i+pieceLength]
		at[piece] = append(at[piece], i)
	}
	var covered []bool
	cover := func(start, length int) {
		if covered == nil {
			covered = make([]bool, len(text))
		}
		for n := range length {
			covered[start+n] = true
		}
	}
	for _, secret := range s.list {
		secret.pieces(at, cover)
		if !secret.random {
			secret.whole(text, cover)
		}
	}
	if covered == nil {
		return text
	}
	return without(text, covered)
}

// pieces covers what gives a secret away, by where each piece of the text is.
func (s secret) pieces(at map[string][]int, cover func(start, length int)) {
	for i := range len(s.text) - pieceLength + 1 {
		piece := s.text[i : i+pieceLength]
		if !s.random && !random(piece) {
			continue
		}
		for _, start := range at[piece] {
			cover(start, pieceLength)
		}
		delete(at, piece)
	}
}

// whole covers a secret where it stands by itself, not as part of a longer
// word.
func (s secret) whole(text string, cover func(start, length int)) {
	for end := 0; ; {
		i := strings.Index(text[end:], s.text)
		if i < 0 {
			return
		}
		start := end + i
		end = start + len(s.text)
		if (start == 0 || !inWord(rune(text[start-1]))) && (end == len(text) || !inWord(rune(text[end]))) {
			cover(start, len(s.text))
		}
	}
}

func inWord(r rune) bool { return r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

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
