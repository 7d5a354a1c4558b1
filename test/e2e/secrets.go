package e2e

import "strings"

// Piece is how many characters of a secret in a row are too many.
const Piece = 8

// Leaked is a piece of a secret that a text shows, or nothing.
func Leaked(text string, secrets []string) string {
	seen := map[string]bool{}
	for i := range len(text) - Piece + 1 {
		seen[text[i:i+Piece]] = true
	}
	for _, secret := range secrets {
		if strings.Contains(secret, " ") {
			continue // a hostile text that was given as a token
		}
		for i := range len(secret) - Piece + 1 {
			if seen[secret[i:i+Piece]] {
				return secret[i : i+Piece]
			}
		}
	}
	return ""
}
