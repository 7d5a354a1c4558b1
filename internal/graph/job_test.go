package graph

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/test/simulator"
)

// TestSamples reads the bodies that Microsoft's documentation prints.
func TestSamples(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	const never = "0001-01-01T00:00:00Z"
	utc := func(s string) Time {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return Time{at}
	}
	for name, want := range map[string]Job{
		"active": {
			ID: "AD2AADProvisioning.fd1c9b9e8077402c8bc03a7186c8f976", TemplateID: "AD2AADProvisioning",
			Schedule: Schedule{State: "Active", Interval: Interval{2 * time.Minute}},
			Status: Status{Code: "Active",
				LastExecution: &Execution{
					State: "Succeeded", Escrowed: 15,
					Began: utc("2019-11-20T16:15:21.116098Z"), Ended: utc("2019-11-20T16:17:24.7488681Z"),
				},
				LastSuccess: &Execution{State: "Succeeded", Exported: 5, Ended: utc("2019-11-20T14:09:46.8855027Z")},
				Entries:     []EntryCount{{"group to Group", 33}, {"user to User", 3}},
				SteadyState: "2019-11-08T15:48:05.7360238Z", LastSteadyState: utc("2019-11-20T16:17:24.7957721Z"), Progress: []Progress{}},
			Settings: []Setting{{"DomainFQDN", "contoso.com"}},
		},
		"just-started": {
			ID: "{jobId}", TemplateID: "Azure2Azure",
			Schedule: Schedule{State: "Active", Interval: Interval{40 * time.Minute}},
			Status: Status{Code: "NotRun", Entries: []EntryCount{}, SteadyState: never, Progress: []Progress{},
				LastExecution: &Execution{State: "Failed", Error: &ExecutionError{Code: "None", TenantActionable: &no}}},
			Settings: []Setting{{"LookaheadQueryEnabled", "False"}},
		},
		"paused": {
			ID: "{jobId}", TemplateID: "BoxOutDelta",
			Schedule: Schedule{State: "Disabled"},
			Status: Status{Code: "Paused", Entries: []EntryCount{}, SteadyState: never, Progress: []Progress{},
				Quarantine: &Quarantine{SeriesCount: 2, Error: &ExecutionError{"SalesforceInvalidCredentials", "Your Salesforce.com credentials are invalid.", &yes}}},
			Settings: []Setting{{"QuarantineTooManyDeletesThreshold", "500"}},
		},
		"quarantine": {
			ID: "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa", TemplateID: "BoxOutDelta",
			Schedule: Schedule{State: "Active", Interval: Interval{40 * time.Minute}},
			Status: Status{Code: "Quarantine", Entries: []EntryCount{}, SteadyState: never,
				Quarantine: &Quarantine{
					Reason: "EncounteredQuarantineException", SeriesCount: 6,
					Began: utc("2017-07-19T06:56:58.2464011Z"), Evaluated: utc("2017-07-19T12:35:27.0869139Z"),
				},
				LastExecution: &Execution{
					State: "Failed", Began: utc("2017-07-19T14:55:58.5434447Z"), Ended: utc("2017-07-19T14:55:58.5570274Z"),
					Error: &ExecutionError{"BoxInsufficientPermissions", "Authorization with Box is not valid. Please re-authorize access to Box", &yes},
				}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseJob(simulator.Sample(name))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if open := name != "active"; got.InitialCycleOpen() != open {
				t.Errorf("InitialCycleOpen() = %v, want %v", got.InitialCycleOpen(), open)
			}
			if want := map[string]string{"paused": "500"}[name]; got.DeletesThreshold() != want {
				t.Errorf("DeletesThreshold() = %q, want %q", got.DeletesThreshold(), want)
			}
			if ran := name == "active" || name == "quarantine"; got.EverRan() != ran {
				t.Errorf("EverRan() = %v, want %v", got.EverRan(), ran)
			}
		})
	}
}

// TestParseJob: what the gate decides by is read strictly, the rest as far as
// it goes.
func TestParseJob(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body          string
		ok                  bool
		code, state, reason string
	}{
		{name: "nothing of it", body: `{}`, ok: true},
		{name: "null", body: `null`, ok: true},
		{name: "nulls", body: `{"schedule":null,"status":null}`, ok: true},
		{name: "null members", body: `{"schedule":{"state":null},"status":{"code":null,"quarantine":null}}`, ok: true},
		{name: "unheard-of strings", body: `{"schedule":{"state":"Asleep"},"status":{"code":"Melting","quarantine":{"reason":"Full moon"}}}`,
			ok: true, code: "Melting", state: "Asleep", reason: "Full moon"},
		{name: "other members of wrong types", body: `{"id":7,"templateId":[],"schedule":{"state":"Active","interval":5},
			"status":{"code":"Active","lastExecution":"never","synchronizedEntryCountByType":{}}}`, ok: true, code: "Active", state: "Active"},
		{name: "a date in words", body: `{"status":{"code":"Quarantine","quarantine":{"reason":"Unknown","currentBegan":"yesterday","seriesBegan":5}}}`,
			ok: true, code: "Quarantine", reason: "Unknown"},

		{name: "a number for a reason", body: `{"status":{"code":"Quarantine","quarantine":{"reason":32}}}`, ok: true, code: "Quarantine", reason: "32"},
		{name: "largest numbers", body: `{"status":{"code":"Paused","countSuccessiveCompleteFailures":9223372036854775808,
			"progress":[{"completedUnits":1e300,"totalUnits":-1}],"synchronizedEntryCountByType":[{"value":9007199254740993}]}}`, ok: true, code: "Paused"},
		{name: "two quarantines, the second null", body: `{"status":{"code":"Paused","quarantine":{"reason":"TooManyDeletes"},"Quarantine":null}}`,
			ok: true, code: "Paused", reason: "TooManyDeletes"},
		{name: "two quarantines, the first null", body: `{"status":{"code":"Paused","Quarantine":null,"quarantine":{"reason":"TooManyDeletes"}}}`,
			ok: true, code: "Paused", reason: "TooManyDeletes"},
		{name: "two quarantines, one without a reason", body: `{"status":{"code":"Paused","quarantine":{"reason":"TooManyDeletes"},"QUARANTINE":{"reason":""}}}`,
			ok: true, code: "Paused", reason: "TooManyDeletes"},
		{name: "two reasons", body: `{"status":{"code":"Paused","quarantine":{"reason":"TooManyDeletes","Reason":"Unknown"}}}`,
			ok: true, code: "Paused", reason: "TooManyDeletes, Unknown"},
		{name: "two statuses, the second null", body: `{"status":{"code":"Paused","quarantine":{"reason":"TooManyDeletes"}},"Status":null}`,
			ok: true, code: "Paused", reason: "TooManyDeletes"},

		{name: "two codes", body: `{"status":{"code":"Active","Code":"Paused"}}`},
		{name: "code of a wrong type", body: `{"status":{"code":1}}`},
		{name: "state of a wrong type", body: `{"schedule":{"state":["Active"]},"status":{"code":"Paused"}}`},
		{name: "reason of a wrong type", body: `{"status":{"code":"Quarantine","quarantine":{"reason":["TooManyDeletes"]}}}`},
		{name: "reason that is true", body: `{"status":{"code":"Quarantine","quarantine":{"reason":true}}}`},
		{name: "quarantine of a wrong type", body: `{"status":{"code":"Quarantine","quarantine":"TooManyDeletes"}}`},
		{name: "status of a wrong type", body: `{"status":"Active"}`},
		{name: "a list", body: `[{"status":{"code":"Paused"}}]`},
		{name: "a string", body: `"Paused"`},
		{name: "empty", body: ``},
		{name: "broken off", body: `{"status":{"code":"Paused"`},
		{name: "two answers", body: `{"status":{"code":"Paused"}}{}`},
		{name: "a page", body: `<html></html>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			job, err := parseJob([]byte(tt.body))
			if (err == nil) != tt.ok {
				t.Fatalf("err = %v, want one: %v", err, !tt.ok)
			}
			if err != nil {
				return
			}
			if job.Status.Code != tt.code || job.Schedule.State != tt.state || job.QuarantineReason() != tt.reason {
				t.Errorf("code %q, state %q, reason %q, want %q, %q, %q",
					job.Status.Code, job.Schedule.State, job.QuarantineReason(), tt.code, tt.state, tt.reason)
			}
			if job.EverRan() {
				t.Error("the job never ran")
			}
		})
	}
}

// TestQuarantineCause: the quarantine's own error comes before that of the last
// execution.
func TestQuarantineCause(t *testing.T) {
	t.Parallel()
	const own = `"error":{"code":"Own"}`
	const last = `"lastExecution":{"state":"Failed","timeBegan":"2019-11-20T16:17:24Z","timeEnded":"2019-11-20T16:18:24Z","error":{"code":"Last"}}`
	for body, want := range map[string]string{
		`{"status":{"code":"Quarantine","quarantine":{"reason":"Unknown",` + own + `},` + last + `}}`:             "Own",
		`{"status":{"code":"Quarantine","quarantine":{"reason":"Unknown","error":{"code":"None"}},` + last + `}}`: "Last",
		`{"status":{"code":"Quarantine","quarantine":{"reason":"Unknown"},` + last + `}}`:                         "Last",
		`{"status":{"code":"Quarantine","quarantine":{"reason":"Unknown"}}}`:                                      "",
		`{"status":{"code":"Active",` + last + `}}`:                                                               "",
	} {
		job, err := parseJob([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if cause := job.QuarantineCause(); cause != nil {
			got = cause.Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		`"2019-11-20T16:17:24.7957721Z"`: time.Date(2019, 11, 20, 16, 17, 24, 795772100, time.UTC),
		`"2019-11-20T16:17:24Z"`:         time.Date(2019, 11, 20, 16, 17, 24, 0, time.UTC),
		`"0001-01-01T00:00:00Z"`:         {},
		`""`:                             {},
		`null`:                           {},
		`7`:                              {},
		`{}`:                             {},
		`"9999-12-31T23:59:59Z"`:         {},
		`"2019-11-20"`:                   {},
		`"9999-99-99T99:99:99Z"`:         {},
	} {
		got := Time{time.Now()}
		if err := got.UnmarshalJSON([]byte(text)); err != nil || !got.Equal(want) {
			t.Errorf("%s is %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		`"PT2M"`:                        2 * time.Minute,
		`"PT40M"`:                       40 * time.Minute,
		`"P1DT2H3M4.5S"`:                26*time.Hour + 3*time.Minute + 4500*time.Millisecond,
		`"P364D"`:                       364 * 24 * time.Hour,
		`"P10675199DT2H48M5.4775807S"`:  0, // the largest duration of .NET: never
		`"P365D"`:                       0,
		`"P999999999DT999999999H"`:      0,
		`"P99999999999999999999D"`:      0,
		`"PT1E9S"`:                      0,
		`"P1M"`:                         0, // a month has no length
		`"P"`:                           0,
		`""`:                            0,
		`"40"`:                          0,
		`40`:                            0,
		`null`:                          0,
		`"PT0S"`:                        0,
		`"-PT5M"`:                       0,
		`"PT5M; DROP"`:                  0,
		`"PT0.0000001S"`:                100 * time.Nanosecond,
		`"PT59.9999999S"`:               59999999900 * time.Nanosecond,
		`"P0DT0H0M30S"`:                 30 * time.Second,
		`" PT5M "`:                      5 * time.Minute,
		`"PT5M` + "\\n" + `::error::x"`: 0,
	} {
		got := Interval{time.Hour}
		if err := got.UnmarshalJSON([]byte(text)); err != nil || got.Duration != want {
			t.Errorf("%s is %v, %v, want %v", text, got.Duration, err, want)
		}
	}
}

// FuzzParseJob: no answer makes it panic, and whatever it reads has sane times.
func FuzzParseJob(f *testing.F) {
	for _, state := range simulator.States() {
		f.Add(state.Job)
	}
	f.Add([]byte(`{"schedule":{"interval":"P10675199DT2H48M5.4775807S"},"status":{"quarantine":{"currentBegan":""}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		job, err := parseJob(body)
		if (job == nil) == (err == nil) {
			t.Fatalf("job %v with error %v", job, err)
		}
		if job == nil {
			return
		}
		job.EverRan()
		if d := job.Schedule.Interval.Duration; d < 0 || d >= never {
			t.Errorf("interval %v", d)
		}
	})
}
