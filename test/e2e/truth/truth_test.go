package truth

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/test/e2e"
)

// cause is something that may be wrong in the world, and each way in which the
// services answer it.
type cause struct {
	group, name string
	is          hint.Claim     // what names it
	or          []hint.Claim   // what names it as well
	holds       []hint.Claim   // what is true besides, at times by the service's own word
	ways        map[string]way // by what is answered
}

// way is one world in which a cause is true: a scenario, or one without a proxy.
type way any

// saying is the diagnosis of a run, as a person reads it, and all else that the
// run wrote.
type saying struct{ title, text, log string }

func diagnosed(t *testing.T, w way) saying {
	t.Helper()
	if d, ok := w.(direct); ok {
		return d.said()
	}
	r := e2e.Play(t, w.(e2e.Scenario))
	for _, a := range r.Annotations() {
		if a.Level == "error" {
			return saying{a.Title, a.Message, r.Log}
		}
	}
	_, text, ok := strings.Cut(r.Log, "error: ") // outside a workflow
	if !ok {
		t.Fatalf("the run speaks of no failure\n%s", r.Log)
	}
	return saying{text: text, log: r.Log}
}

// verdict is how near a diagnosis comes to the truth.
type verdict int

const (
	first   verdict = iota // the cause is named, for certain or as likely
	among                  // one of the fixes corrects it
	nowhere                // it is not named
	untrue                 // something else is claimed for certain, and is not true
	verdicts
)

func (v verdict) String() string {
	return [...]string{"first", "among the fixes", "not at all", "untrue"}[v]
}

// judge holds what a row claims against the cause.
func (c cause) judge(row *hint.Row) verdict {
	switch {
	case row.Claim == c.is || slices.Contains(c.or, row.Claim):
		return first
	case !row.Likely && row.Claim != hint.NotKnown && !slices.Contains(c.holds, row.Claim):
		return untrue
	case slices.Contains(row.Also, c.is):
		return among
	}
	return nowhere
}

// TestTruth: whatever is wrong, and however the services answer it, nothing
// untrue is claimed for certain. CONTRIBUTING.md has how often the cause is
// named first.
func TestTruth(t *testing.T) {
	t.Parallel()
	causes := slices.Concat(idCauses(), jobCauses(), rightCauses(), credentialCauses(), tenantCauses(), tokenCauses(t),
		serviceCauses(), strangeCauses(), networkCauses(t), directCauses())
	var scores scores
	t.Run("causes", func(t *testing.T) {
		for _, c := range causes {
			for name, way := range c.ways {
				t.Run(c.name+"/"+name, func(t *testing.T) {
					t.Parallel()
					said := diagnosed(t, way)
					row := rowOf(t, said)
					v := c.judge(row)
					scores.count(c.group, v)
					t.Logf("%s: %s (%s, likely: %v, also: %q)", v, said.title, row.Claim, row.Likely, row.Also)
					if v == untrue {
						t.Errorf("what is wrong is %q, and %q is said for certain:\n%s", c.is, row.Claim, said.text)
					}
				})
			}
		}
	})
	ways := 0
	for _, c := range causes {
		ways += len(c.ways)
	}
	if !t.Failed() && scores.total() == ways {
		inContributing(t, scores.table())
	}
}

// scores counts verdicts by group.
type scores struct {
	mu     sync.Mutex
	counts map[string][verdicts]int
}

func (s *scores) count(group string, v verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = map[string][verdicts]int{}
	}
	for _, name := range []string{group, "all"} {
		count := s.counts[name]
		count[v]++
		s.counts[name] = count
	}
}

func (s *scores) total() int {
	sum := 0
	for _, n := range s.counts["all"] {
		sum += n
	}
	return sum
}

// groups are the lines of the table.
var groups = []string{"IDs and jobs", "permissions", "federated credentials", "tenants and clouds", "tokens", "services", "network", "all"}

func (s *scores) table() string {
	var b strings.Builder
	b.WriteString("| what is wrong | ways | named first | among the fixes | not at all |\n|---|---|---|---|---|\n")
	for _, group := range groups {
		count := s.counts[group]
		ways := count[first] + count[among] + count[nowhere] + count[untrue]
		fmt.Fprintf(&b, "| %s | %d | %d (%d %%) | %d | %d |\n", group, ways, count[first], 100*count[first]/max(1, ways), count[among], count[nowhere])
	}
	return b.String()
}

var truthTable = regexp.MustCompile(`(?s)(<!-- truth -->\n).*?(<!-- /truth -->\n)`)

// inContributing holds the table against CONTRIBUTING.md, or writes it there.
func inContributing(t *testing.T, table string) {
	t.Helper()
	const file = "../../../CONTRIBUTING.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := truthTable.ReplaceAllString(string(text), "${1}\n"+strings.ReplaceAll(table, "$", "$$")+"\n${2}")
	if *e2e.Update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) || !truthTable.MatchString(want) {
		t.Errorf("CONTRIBUTING.md has another table (go test ./test/e2e/truth -update writes it):\n%s", table)
	}
}
