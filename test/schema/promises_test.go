package schema_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"start-synchronization-job/internal/untrusted"
)

// body is a job's body, read without the program's own types.
type body map[string]any

func parse(t *testing.T, text []byte) body {
	t.Helper()
	var b body
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&b); err != nil {
		t.Fatal(err)
	}
	return b
}

// at returns what is at a dotted path, nil where nothing is.
func (b body) at(path string) any {
	var value any = map[string]any(b)
	for name := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[name]
	}
	return value
}

func (b body) text(path string) string { text, _ := b.at(path).(string); return text }

func (b body) number(path string) int64 {
	number, _ := b.at(path).(json.Number)
	n, _ := number.Int64()
	return n
}

func (b body) list(path string) []any { list, _ := b.at(path).([]any); return list }

// date returns the zero time for one that is missing, or the first or the last
// of .NET's.
func (b body) date(path string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, b.text(path))
	if err != nil || at.Year() <= 1 || at.Year() >= 9999 {
		return time.Time{}
	}
	return at.UTC()
}

// says reports whether the error at a path has a code.
func (b body) says(path string) bool {
	code := b.text(path + ".code")
	return code != "" && code != "None"
}

const (
	code       = "status.code"
	state      = "schedule.state"
	quarantine = "status.quarantine"
	reason     = quarantine + ".reason"
	last       = "status.lastExecution"
)

func (b body) quarantined() bool {
	return b.text(code) == "Quarantine" || b.text(reason) != "" || b.says(quarantine+".error")
}

func (b body) ran() bool {
	return !b.date(last+".timeBegan").IsZero() || !b.date(last+".timeEnded").IsZero()
}

// cause is the path of the error behind a quarantine, empty where there is none.
func (b body) cause() string {
	switch {
	case !b.quarantined():
	case b.says(quarantine + ".error"):
		return quarantine + ".error"
	case b.ran() && b.says(last+".error"):
		return last + ".error"
	}
	return ""
}

func (b body) threshold() string {
	for _, setting := range b.list("synchronizationJobSettings") {
		if s, _ := setting.(map[string]any); s["name"] == "QuarantineTooManyDeletesThreshold" && s["value"] == "500" {
			return "500"
		}
	}
	return ""
}

func (r run) guarded() bool { return r.first.text(reason) == "TooManyDeletes" }

// shows reports whether the summary, folded or not, has a text of others, as
// code.
func (r run) shows(text string) bool {
	return text == "" || strings.Contains(r.summary, strings.NewReplacer("`", "'", "|", "¦").Replace(untrusted.Text(text)))
}

func (r run) showsDate(path string) bool {
	at := r.first.date(path)
	return at.IsZero() || strings.Contains(r.summary, at.Format("2006-01-02 15:04")) || strings.Contains(r.summary, at.Format("15:04 UTC"))
}

func when(at time.Time) string { return at.Format("2006-01-02 15:04 UTC") }

// interval reports whether cycles are to be shown: those of a schedule that is
// active and did not expire.
func (r run) interval() bool {
	expires := r.first.date("schedule.expiration")
	return r.result == "already-active" && slices.Contains([]string{"PT40M", "PT2M", "P3D", "P1DT2H3M4.5S"}, r.first.text("schedule.interval")) &&
		(expires.IsZero() || expires.After(now))
}

// held reports whether the job stays in quarantine.
func (r run) held() bool {
	return r.first.text(code) == "Quarantine" && slices.Contains([]string{"failed", "would-start"}, r.result)
}

func (r run) daysHeld() float64 {
	began := r.first.date(quarantine + ".seriesBegan")
	if began.IsZero() {
		began = r.first.date(quarantine + ".currentBegan")
	}
	if began.IsZero() {
		return 0
	}
	return now.Sub(began).Hours() / 24
}

func (r run) next() bool {
	return r.held() && r.first.text(state) == "Active" && r.first.date(quarantine+".nextAttempt").After(now)
}

func (r run) initialCycle() bool {
	return strings.HasPrefix(r.first.text("status.steadyStateFirstAchievedTime"), "0001") && r.first.date("status.steadyStateLastAchievedTime").IsZero()
}

func (r run) is(results ...string) bool { return slices.Contains(results, r.result) }

func always(run) bool { return true }

// promises are what the contract says of a job's body: when it says something,
// and that it holds.
var promises = []struct {
	name        string
	when, holds func(run) bool
}{
	{"the gate alone starts", always, func(r run) bool {
		return r.outputs["result"] == r.result && (r.starts == 1) == (r.result == "started") && r.starts <= 1
	}},
	{"outputs are as first read", always, func(r run) bool {
		execution := ""
		if r.first.ran() {
			execution = r.first.text(last + ".state")
		}
		o := r.outputs
		return o["status-before"] == r.first.text(code) && o["schedule-before"] == r.first.text(state) && o["last-execution"] == execution &&
			(r.first.text(reason) == "" || o["quarantine-reason"] == r.first.text(reason))
	}},
	{"the message is a line of whole sentences", always, func(r run) bool {
		m := r.outputs["message"]
		return strings.HasSuffix(m, ".") && utf8.RuneCountInString(m) <= 300 && !strings.ContainsAny(m, "@<>|`")
	}},
	{"never is no date", always, func(r run) bool {
		return !strings.Contains(r.log+r.summary, "9999-12") && !strings.Contains(r.log+r.summary, "0001-01")
	}},
	{"nothing is empty in a sentence", always, func(r run) bool {
		all := r.log + r.visible
		return !strings.Contains(all, "schedule .") && !strings.Contains(all, "``") && !strings.Contains(all, " , ") && !strings.Contains(r.visible, "  ")
	}},
	{"a missing value is said to be missing", func(r run) bool { return r.first.text(code) == "" || r.first.text(state) == "" }, func(r run) bool {
		return strings.Contains(r.log, "(missing)")
	}},
	{"nobody knows whether the cause is still there", always, func(r run) bool { return !strings.Contains(r.log+r.summary, "still there") }},
	{"since when is seriesBegan", func(r run) bool { return r.first.quarantined() && !r.first.date(quarantine+".seriesBegan").IsZero() }, func(r run) bool {
		return strings.Contains(r.summary, "since "+when(r.first.date(quarantine+".seriesBegan")))
	}},
	{"when it was evaluated", func(r run) bool { return r.first.quarantined() }, func(r run) bool { return r.showsDate(quarantine + ".currentBegan") }},
	{"how often it was evaluated", func(r run) bool { return r.first.quarantined() && r.first.number(quarantine+".seriesCount") > 1 }, func(r run) bool {
		return strings.Contains(r.summary, fmt.Sprintf("%d times", r.first.number(quarantine+".seriesCount")))
	}},
	{"a start out of a quarantine warns of it", func(r run) bool { return r.is("started") && r.first.quarantined() && !r.guarded() }, func(r run) bool {
		return strings.Contains(r.log, "::warning title=A start lifts the quarantine")
	}},
	{"the heading says what it comes out of", func(r run) bool {
		return r.is("started") && r.first.quarantined() && slices.Contains([]string{"Quarantine", "Paused"}, r.first.text(code))
	}, func(r run) bool {
		return strings.HasPrefix(r.summary, "### ✅ Started from quarantine: `Box.1`") == (r.first.text(code) == "Quarantine") &&
			strings.HasPrefix(r.summary, "### ✅ Started, paused in quarantine: `Box.1`") == (r.first.text(code) == "Paused")
	}},
	{"the result line says it too", func(r run) bool { return r.is("started") && r.first.quarantined() && r.first.text(code) == "Paused" }, func(r run) bool {
		return strings.Contains(r.log, "\nResult: started (Box.1, was Paused, with quarantine")
	}},
	{"the cause is whole", func(r run) bool { return r.first.cause() != "" }, func(r run) bool {
		return r.shows(r.first.text(r.first.cause()+".code")) && r.shows(r.first.text(r.first.cause()+".message"))
	}},
	{"nothing to correct where the tenant cannot", func(r run) bool {
		cause := r.first.cause()
		return cause != "" && r.first.at(cause+".tenantActionable") == false && r.is("started", "would-start") && !r.guarded()
	}, func(r run) bool {
		all := r.log + r.summary
		return !strings.Contains(all, "validateCredentials") && !strings.Contains(all, "Correct what the error says") && !strings.Contains(all, "Start the provisioning agents")
	}},
	{"the next attempt of a job that stays in quarantine", always, func(r run) bool {
		return strings.Contains(r.summary, "Next attempt") == r.next() && (!r.next() || strings.Contains(r.summary, when(r.first.date(quarantine+".nextAttempt"))))
	}},
	{"that attempt is there", run.next, always},
	{"Microsoft disables it after 28 days", always, func(r run) bool {
		near, past := strings.Contains(r.visible, "Microsoft disables the job after 28 days"), strings.Contains(r.visible, "these are past")
		days := r.daysHeld()
		return near == (r.held() && days >= 20 && days <= 28) && past == (r.held() && days > 28)
	}},
	{"those days are near", func(r run) bool { return r.held() && r.daysHeld() >= 20 && r.daysHeld() <= 28 }, always},
	{"cycles and their end", func(r run) bool { return r.is("already-active") }, func(r run) bool {
		expires := r.first.date("schedule.expiration")
		return strings.Contains(r.visible, "Cycles run every ") == r.interval() &&
			strings.Contains(r.visible, " until ") == (r.interval() && !expires.IsZero())
	}},
	{"cycles are there", run.interval, always},
	{"the last execution", func(r run) bool { return r.first.ran() }, func(r run) bool {
		escrowed := r.first.number(last + ".countEscrowed")
		return r.shows(r.first.text(last+".state")) && r.showsDate(last+".timeEnded") &&
			(escrowed <= 0 || strings.Contains(r.summary, fmt.Sprintf("%d failed entries", escrowed)))
	}},
	{"the last success", always, func(r run) bool { return r.showsDate("status.lastSuccessfulExecution.timeEnded") }},
	{"an active job that goes wrong warns", func(r run) bool {
		return r.is("already-active") && r.first.ran() && slices.Contains([]string{"Failed", "EntryLevelErrors"}, r.first.text(last+".state"))
	}, func(r run) bool {
		n := r.first.number("status.countSuccessiveCompleteFailures")
		failed := r.first.text(last+".state") == "Failed"
		return strings.Contains(r.log, "::warning title=The job is active but") && (n <= 0 || !failed || strings.Contains(r.log, fmt.Sprintf("in a row: %d.", n)))
	}},
	{"dropped errors warn", func(r run) bool { return r.first.at("status.escrowsPruned") == true && r.is("started", "would-start") }, func(r run) bool {
		return strings.Contains(r.log, "::warning title=Errors of the initial cycle were dropped")
	}},
	{"an initial cycle that is not finished", func(r run) bool { return r.is("already-active") && r.initialCycle() }, func(r run) bool {
		text := "The initial cycle is not finished"
		if progress := r.first.list("status.progress"); len(progress) > 0 {
			p := body(progress[0].(map[string]any))
			text += fmt.Sprintf(": %d of %d", p.number("completedUnits"), p.number("totalUnits"))
		}
		return strings.Contains(r.visible, text)
	}},
	{"what is in sync", always, func(r run) bool {
		for i, entry := range r.first.list("status.synchronizedEntryCountByType") {
			if e := body(entry.(map[string]any)); i < 10 && !strings.Contains(r.summary, fmt.Sprint(e.number("value"))) {
				return false
			}
		}
		return true
	}},
	{"the guard and its threshold", func(r run) bool {
		return r.guarded() && r.is("failed") && r.first.text(code) != "" && r.first.text(state) != ""
	}, func(r run) bool {
		return strings.Contains(r.log, "accidental-deletion guard") && r.shows(r.first.threshold()) && !strings.Contains(r.visible, "allow-too-many-deletes")
	}},
	{"credentials that are missing warn", func(r run) bool { return r.first.text(code) == "NotConfigured" && !r.is("failed") }, func(r run) bool {
		return strings.Contains(r.log, "::warning title=The job has no credentials configured")
	}},
}
