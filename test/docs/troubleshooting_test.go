package docs

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"start-synchronization-job/internal/claims"
	"start-synchronization-job/internal/cloud"
	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/diagnose/network"
	graph "start-synchronization-job/internal/diagnose/request"
	"start-synchronization-job/internal/diagnose/signin"
	"start-synchronization-job/internal/entra"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/internal/report"
)

var update = flag.Bool("update", false, "write docs/troubleshooting.md from the tables of internal/diagnose")

const troubleshooting = "docs/troubleshooting.md"

const preface = `# Troubleshooting

What a failed run says, for whoever searches for a title or a code. The annotation and the job summary of a run name the
values; here words in capitals stand for them. This page is made from the program's own tables.
`

// parts are the tables that explain failures.
var parts = []struct {
	name string
	call hint.Call
	rows []hint.Row
}{
	{"Signing in", hint.Exchanging, signin.Rows},
	{"Requests to Microsoft Graph", hint.Reading, graph.Rows},
	{"Connections", hint.Reading, network.Rows},
}

// What a run can say of a failure stands on a page that a search finds.
func TestTroubleshooting(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(preface)
	part := -1
	for _, s := range sections() {
		if part != s.part {
			part = s.part
			b.WriteString("\n## " + parts[part].name + "\n")
		}
		b.WriteString(s.text())
	}
	b.WriteString(aboutJobs(t))
	if *update {
		if err := os.WriteFile(filepath.Join(root, troubleshooting), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, troubleshooting) != b.String() {
		t.Errorf("%s is not what the tables say: go test ./test/docs -run TestTroubleshooting -update", troubleshooting)
	}
	if names := regexp.MustCompile(`<[a-z' -]+>`).FindAllString(b.String(), -1); len(names) > 0 {
		t.Errorf("names without a value: %q", names)
	}
}

// The job summary links to what the page says of a failure.
func TestTroubleshootingLinks(t *testing.T) {
	t.Parallel()
	page := parse(t, troubleshooting)
	for _, s := range sections() {
		file := filepath.Join(t.TempDir(), "summary.md")
		env := map[string]string{
			"GITHUB_STEP_SUMMARY": file, "GITHUB_SERVER_URL": "https://github.com",
			"GITHUB_ACTION_REPOSITORY": "contoso/start-synchronization-job", "GITHUB_ACTION_REF": commit,
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		run := &report.Run{Diagnosis: failure.Diagnosis{Failure: s.rows[0].Explain(example(hint.Reading))}}
		report.New(io.Discard, func(name string) string { return env[name] }).End(run)
		summary, err := os.ReadFile(file)
		_, after, ok := strings.Cut(string(summary), "](https://github.com/contoso/start-synchronization-job/blob/"+commit+"/"+troubleshooting+"#")
		fragment, _, _ := strings.Cut(after, ")")
		if err != nil || !ok || !slices.ContainsFunc(page.headings, func(h heading) bool { return h.text == s.title && h.anchor() == fragment }) {
			t.Errorf("%s: %v, %q:\n%s", s.title, err, fragment, summary)
		}
	}
}

// section is the rows of one title, from whichever tables.
type section struct {
	part  int // the first of the tables
	title string
	rows  []row
}

// row is one row and what it is an answer to.
type row struct {
	hint.Row
	call hint.Call
}

// sections are all rows by their titles, in the order of the tables.
func sections() []section {
	var all []section
	for part, p := range parts {
		for _, r := range p.rows {
			i := slices.IndexFunc(all, func(s section) bool { return s.title == r.Section() })
			if i < 0 {
				i, all = len(all), append(all, section{part: part, title: r.Section()})
			}
			all[i].rows = append(all[i].rows, row{r, p.call})
		}
	}
	return all
}

// text is a section as the page has it: each cause and its fixes.
func (s section) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n", s.title)
	for _, r := range s.rows {
		e := example(r.call)
		b.WriteString("\n" + strings.TrimSpace(plain(e.Fill(r.cause()))) + "\n")
		for i, fix := range r.Fixes {
			if i == 0 {
				b.WriteString("\n")
			}
			if fix = strings.TrimSpace(plain(e.Fill(fix))); fix != "" {
				b.WriteString("- " + fix + "\n")
			}
		}
	}
	return b.String()
}

// cause is that of a row with all the codes that a person may search for, in the
// brackets that it has for one, or behind it.
func (r row) cause() string {
	const code = " (<code>)"
	text := strings.TrimSuffix(strings.TrimSuffix(r.Cause, "<hidden>"), ".")
	if !strings.Contains(text, code) {
		text += code
	}
	text = strings.Replace(text, code, r.codes(), 1)
	return strings.ReplaceAll(text, "<code>", "`STATUS`") + "."
}

// codes are those of a row, in brackets.
func (r row) codes() string {
	var all []string
	for _, number := range append(r.AADSTS, r.temporary()...) {
		all = append(all, fmt.Sprintf("AADSTS%d", number))
	}
	status := ""
	if r.Status >= 100 {
		status = strconv.Itoa(r.Status)
	}
	for _, code := range r.Codes {
		all = append(all, strings.TrimSpace(status+" `"+code+"`"))
	}
	if len(r.Codes) == 0 && status != "" {
		all = append(all, status)
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// temporary are the numbers of Entra's for errors that pass, if the row is theirs:
// it goes by what package entra says of them.
func (r row) temporary() []int {
	if r.call != hint.Exchanging || len(r.AADSTS) > 0 || r.Is == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(entra.TransientCodes), func(number int) bool {
		e := example(r.call)
		e.Answer.Status, e.Answer.AADSTS = http.StatusBadRequest, number
		return !r.Is(e)
	})
}

// plain takes away the marks of links into the portal.
func plain(text string) string {
	return strings.NewReplacer("${{", "${{", "}}", "}}", "{", "", "}", "").Replace(text) // an expression of GitHub stays
}

// example is evidence whose values are words that stand for them.
func example(call hint.Call) *hint.Evidence {
	return &hint.Evidence{
		Known: hint.Known{
			Inputs: inputs.Inputs{
				TenantID: "TENANT_ID", ClientID: "CLIENT_ID", ServicePrincipalID: "SERVICE_PRINCIPAL_ID", Timeout: inputs.DefaultTimeout,
				Cloud: cloud.Cloud{Name: "CLOUD", Graph: "GRAPH", Audience: "CLOUD_AUDIENCE"},
			},
			InWorkflow: true, RequestURL: "ADDRESS",
		},
		Sentences: sentences,
		Call:      call, Host: "host.example", JobID: "JOB_ID", WithIDs: "SUBJECT_WITH_IDS",
		IDToken: claims.Claims{RegisteredClaims: registered("ISSUER", "SUBJECT", "AUDIENCE"), Enterprise: "ENTERPRISE", Algorithm: "ALGORITHM"},
		Token:   claims.Claims{RegisteredClaims: registered("", "", "AUDIENCE"), AppID: "APPLICATION_ID", TenantID: "TOKEN_TENANT_ID"},
		Answer:  hint.Answer{Message: "MESSAGE", RetryAfter: 30 * time.Second},
		Given:   hint.Given{Name: "NAME", Use: "OBJECT_ID", AppID: "APPLICATION_ID"},
	}
}

// sentences are those that a run finds out.
var sentences = map[string]string{
	"<environment>":  "If the credential is for an environment, add `environment: NAME` to the workflow's job.",
	"<file problem>": "The file of `federated-token-file` cannot be used; the message says why",
	"<jobs>":         "other jobs", "<listed job>": "one whose ID differs in capital letters",
	"<right id>": "OBJECT_ID", "<the only id>": "JOB_ID", "<the application>": "The enterprise application", "<fresh token>": hint.RunAgain,
	"<by hand>": "", "<hidden>": "", "<its key>": "Its header names the key `KEY`.",
	"<valid>": "expired at the time that the message names, or is not valid before it",
}

func registered(issuer, subject, audience string) jwt.RegisteredClaims {
	return jwt.RegisteredClaims{Issuer: issuer, Subject: subject, Audience: jwt.ClaimStrings{audience}}
}
