package main

import (
	"fmt"
	"regexp"
	"strings"
)

// quotedAlert is a quotation that GitHub shows as a coloured box, which it does
// at the top level only: there it stands first, or after the end of an element.
// https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
var quotedAlert = regexp.MustCompile(`(?s)(\A|</\w+>\n)<blockquote>\n<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n(.*?)</blockquote>`)

// alerts turns such quotations of a rendered page into boxes.
func alerts(page string) string {
	return quotedAlert.ReplaceAllStringFunc(page, func(quote string) string {
		part := quotedAlert.FindStringSubmatch(quote)
		name := strings.ToLower(part[2])
		return fmt.Sprintf("%s<div class=\"alert %s\">\n<p class=\"title\"><svg><use href=\"#%[2]s\"/></svg> %s</p>\n<p>%s</div>",
			part[1], name, part[2][:1]+name[1:], part[3])
	})
}
