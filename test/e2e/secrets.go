package e2e

import "strings"

// piece is how many characters of a secret in a row are too many.
const piece = 8

// leaked is a piece of a secret that a text shows, or nothing.
func leaked(text string, secrets []string) string {
	seen := map[string]bool{}
	for i := range len(text) - piece + 1 {
		seen[text[i:i+piece]] = true
	}
	for _, secret := range secrets {
		if strings.Contains(secret, " ") {
			continue // a hostile text that was given as a token
		}
		for i := range len(secret) - piece + 1 {
			if seen[secret[i:i+piece]] {
				return secret[i : i+piece]
			}
		}
	}
	return ""
}
