package graph

import (
	"errors"
	"strings"
	"unicode/utf8"

	"start-synchronization-job/internal/untrusted"
)

// MaxID is the greatest length of the ID of a job, in characters.
const MaxID = 256

// Errors of CheckID.
var (
	ErrIDEmpty     = errors.New("the ID is empty")
	ErrIDEncoding  = errors.New("the ID is not UTF-8")
	ErrIDLong      = errors.New("the ID is too long")
	ErrIDDots      = errors.New("the ID is a step in a path")
	ErrIDReserved  = errors.New("the ID holds a character that ends a segment of a path")
	ErrIDInvisible = errors.New("the ID holds white space or a character that cannot be seen")
)

// CheckID returns why the ID of a job does not stay one segment of a path, or
// nil. Microsoft gives these IDs no format, so nothing more is asked of one. The
// dots would lead elsewhere even escaped.
func CheckID(id string) error {
	switch {
	case id == "":
		return ErrIDEmpty
	case !utf8.ValidString(id):
		return ErrIDEncoding
	case utf8.RuneCountInString(id) > MaxID:
		return ErrIDLong
	case id == "." || id == "..":
		return ErrIDDots
	case strings.ContainsAny(id, `/\?#%`):
		return ErrIDReserved
	case strings.ContainsAny(id, " \t\r\n") || untrusted.Odd(id) != "":
		return ErrIDInvisible
	}
	return nil
}
