package schema

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"time"
)

// Generator makes bodies of a type, with the values at the ends of each type
// more often than a service would.
type Generator struct {
	Schema Schema
	Random *rand.Rand
	// Now is the time around which dates lie.
	Now time.Time
	// Odd has the generator break the schema as the documentation's own bodies do:
	// an empty text for a date or an enum, a null where none can be.
	Odd bool
}

// Body returns a body of a type as JSON.
func (g *Generator) Body(name string) []byte {
	body, err := json.Marshal(g.object(name))
	if err != nil {
		panic(err) // of maps, lists, texts and numbers alone
	}
	return body
}

func (g *Generator) object(name string) map[string]any {
	o := map[string]any{}
	for _, p := range g.Schema.properties(name) {
		switch n := g.Random.IntN(24); {
		case n == 0: // not there
		case n == 1 && (p.nullable() || g.Odd):
			o[p.Name] = nil
		default:
			o[p.Name] = g.value(p.Type)
		}
	}
	return o
}

func (g *Generator) value(kind string) any {
	if inner := element(kind); inner != "" {
		list := make([]any, one(g, []int{0, 1, 2, 3, 12, 400}))
		for i := range list {
			list[i] = g.value(inner)
		}
		return list
	}
	if g.Odd && g.Random.IntN(10) == 0 && kind != "Edm.Boolean" && kind != "Edm.Int64" && g.Schema.objects[local(kind)].Name == "" {
		return ""
	}
	switch kind {
	case "Edm.String":
		return one(g, texts)
	case "Edm.Boolean":
		return g.Random.IntN(2) == 0
	case "Edm.Int64":
		return one(g, numbers)
	case "Edm.DateTimeOffset":
		return g.date()
	case "Edm.Duration":
		return one(g, durations)
	}
	if members, ok := g.Schema.enums[local(kind)]; ok {
		return one(g, members)
	}
	return g.object(local(kind))
}

var (
	texts = []string{
		"", "None", "InvalidCredentials", "TimeOut", "HybridIdentityServiceNoActiveAgents", "QuarantineTooManyDeletesThreshold", "500",
		"user to User", "a text with | and `code` and <b>@octavia</b>", "two\nlines\n::error::x", "##[error]x", "Grüße, 世界 \u202e", strings.Repeat("long ", 300) + "end",
	}
	numbers   = []int64{0, 1, 2, 28, 1 << 31, 1<<53 + 1, 1<<63 - 1, -1, -1 << 63}
	durations = []string{"PT40M", "PT2M", "PT0S", "P1DT2H3M4.5S", "P10675199DT2H48M5.4775807S", "-P10675199DT2H48M5.4775808S", "P3D"}
)

// date is the first or the last that .NET knows, or one near Now.
func (g *Generator) date() string {
	switch g.Random.IntN(10) {
	case 0:
		return "0001-01-01T00:00:00Z"
	case 1:
		return "9999-12-31T23:59:59.9999999Z"
	case 2, 5:
		return g.Now.AddDate(0, 0, 1).Format("2006-01-02T15:04:05.1234567Z")
	case 3:
		return g.Now.AddDate(0, 0, -20-g.Random.IntN(8)).Format(time.RFC3339)
	case 4:
		return g.Now.AddDate(0, 0, -3).In(time.FixedZone("", 2*60*60)).Format(time.RFC3339)
	}
	return g.Now.AddDate(0, 0, -g.Random.IntN(60)).Format(time.RFC3339)
}

func one[T any](g *Generator, all []T) T { return all[g.Random.IntN(len(all))] }
