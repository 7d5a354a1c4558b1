package runner

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
)

// masks are the texts that the runner replaces with three asterisks: each secret
// whole, each of its lines, and these in eleven encodings.
// https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
type masks struct{ texts []string }

// add takes a secret, unless it is blank.
func (m *masks) add(secret string) {
	if strings.TrimSpace(secret) == "" {
		return
	}
	parts := []string{secret}
	for _, line := range lines(secret) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	for _, part := range parts {
		m.texts = append(m.texts, part)
		for _, encode := range encodings {
			if encoded := encode(part); encoded != "" {
				m.texts = append(m.texts, encoded)
			}
		}
	}
}

// hide puts one sign in place of all that overlaps or adjoins.
func (m *masks) hide(text string) string {
	covered := make([]bool, len(text)+1)
	for _, mask := range m.texts {
		for from := 0; ; from++ {
			i := strings.Index(text[from:], mask)
			if i < 0 {
				break
			}
			from += i
			for at := range len(mask) {
				covered[from+at] = true
			}
		}
	}
	var shown strings.Builder
	for i := range len(text) {
		switch {
		case !covered[i]:
			shown.WriteByte(text[i])
		case i == 0 || !covered[i-1]:
			shown.WriteString("***")
		}
	}
	return shown.String()
}

var encodings = []func(string) string{
	func(s string) string { return base64From(s, 0) },
	func(s string) string { return base64From(s, 1) },
	func(s string) string { return base64From(s, 2) },
	func(s string) string { return strings.ReplaceAll(s, `"`, `\"`) },
	func(s string) string { return strings.ReplaceAll(s, "'", "''") },
	inJSON,
	func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") },
	strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "&", "&amp;").Replace,
	unquoted,
	beforeAmpersand,
	afterAmpersand,
}

// base64From is what a secret reads as behind others in base64: shifted by some
// bytes.
func base64From(s string, shift int) string {
	if len(s) > shift {
		s = s[shift:]
	}
	return base64.StdEncoding.EncodeToString([]byte(s))
}

func inJSON(s string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always encodes
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), `"`), "\"\n")
}

func unquoted(s string) string {
	if len(s) > 8 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return ""
}

// leastPart is how long a part of a secret is, around an ampersand, that is
// masked by itself.
const leastPart = 6

func beforeAmpersand(s string) string {
	end := strings.LastIndex(s, "&") + 1
	if i := strings.Index(s, "&+"); i >= 0 {
		end = i + len("&+")
	}
	if end < leastPart {
		return ""
	}
	return s[:end]
}

// afterAmpersand leaves a letter out behind "&+", which PowerShell colors.
func afterAmpersand(s string) string {
	from := strings.LastIndex(s, "&") + 1
	if i := strings.Index(s, "&+"); i >= 0 {
		from = i + len("&+") + 1
	}
	if from == 0 || len(s)-from < leastPart {
		return ""
	}
	return s[from:]
}
