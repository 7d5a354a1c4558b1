package schema_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"start-synchronization-job/test/schema"
	"start-synchronization-job/test/simulator"
)

func load(t *testing.T) schema.Schema {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCheck: a body by the types passes, and each way to break them is named.
func TestCheck(t *testing.T) {
	t.Parallel()
	s := load(t)
	for body, want := range map[string]string{
		`{}`: "",
		`{"id":"x","@odata.context":"y","schedule":{"state":"Active","interval":"PT40M","expiration":null},"status":null}`: "",
		`{"status":{"quarantine":{"reason":"TooManyDeletes","seriesCount":9223372036854775807,"error":null}}}`:             "",
		`{"id":null}`:                                  "synchronizationJob.id: null",
		`{"ID":"x"}`:                                   "synchronizationJob.ID: not in the schema",
		`{"status":"Active"}`:                          "not an object",
		`{"status":{"code":1}}`:                        "synchronizationJob.status.code: 1 is not of the type graph.synchronizationStatusCode",
		`{"status":{"quarantine":{"reason":""}}}`:      "quarantineReason",
		`{"status":{"quarantine":{"seriesBegan":""}}}`: "Edm.DateTimeOffset",
		`{"status":{"quarantine":{"seriesCount":9223372036854775808}}}`: "Edm.Int64",
		`{"status":{"progress":[{"units":7}]}}`:                         "progress[0].units",
		`{"status":{"progress":null}}`:                                  "",
		`{"status":{"escrowsPruned":"true"}}`:                           "Edm.Boolean",
		`{"schedule":{"interval":"40M"}}`:                               "Edm.Duration",
		`[]`:                                                            "not an object",
		`{`:                                                             "unexpected EOF",
	} {
		got := strings.Join(s.Check(schema.Job, []byte(body)), "; ")
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// TestGenerator: what is made is by the types, unless it is to be odd.
func TestGenerator(t *testing.T) {
	t.Parallel()
	g := schema.Generator{Schema: load(t), Random: rand.New(rand.NewPCG(1, 0)), Now: time.Now()}
	broken := 0
	for n := range 400 {
		g.Odd = n%2 == 1
		body := g.Body(schema.Job)
		switch breaks := g.Schema.Check(schema.Job, body); {
		case len(breaks) > 0 && !g.Odd:
			t.Errorf("%s: %v", body, breaks)
		case len(breaks) > 0:
			broken++
		}
	}
	if broken < 50 {
		t.Errorf("%d of 200 odd bodies break the schema", broken)
	}
}

// TestSimulatorsBodies: the simulator's jobs are by the schema, but for those
// that are odd on purpose.
func TestSimulatorsBodies(t *testing.T) {
	t.Parallel()
	s := load(t)
	odd := map[string]string{
		"paused-as-printed": "Microsoft's sample has empty texts for dates and for the reason",
		"unheard-of":        "a state that nobody has documented is what it is for",
	}
	if breaks := s.Check(schema.Job, simulator.Paused()); len(breaks) > 0 {
		t.Errorf("the job to begin with: %v", breaks)
	}
	for _, state := range simulator.States() {
		breaks := s.Check(schema.Job, state.Job)
		if why := odd[state.Name]; (len(breaks) > 0) != (why != "") {
			t.Errorf("%s, odd because %q: %v", state.Name, why, breaks)
		}
	}
}
