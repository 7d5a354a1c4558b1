package diagnose

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/diagnose/hint"
	"start-synchronization-job/internal/failure"
	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
)

// TestQuarantineReasons: each documented reason has a meaning and a fix, in any
// case of letters, and one that nobody documented still has a fix.
func TestQuarantineReasons(t *testing.T) {
	t.Parallel()
	documented := []string{
		"EncounteredBaseEscrowThreshold", "EncounteredTotalEscrowThreshold", "EncounteredEscrowProportionThreshold",
		"EncounteredQuarantineException", "Unknown", "QuarantinedOnDemand", "QuarantineOnDemand", "TooManyDeletes", "IngestionInterrupted",
	}
	for _, reason := range documented {
		r := lookUp(reason)
		if r.means == "" || strings.HasSuffix(r.means, ".") || !strings.HasSuffix(r.fix, ".") || lookUp(strings.ToUpper(reason)) != r {
			t.Errorf("%s: %+v", reason, r)
		}
	}
	if len(reasons) != len(documented) {
		t.Errorf("%d reasons, want %d", len(reasons), len(documented))
	}
	if lookUp("QuarantineOnDemand").means != lookUp("QuarantinedOnDemand").means {
		t.Error("the two spellings of one reason differ")
	}
	if r := lookUp("Full moon"); r.means != "" || r.fix == "" {
		t.Errorf("an unheard-of reason: %+v", r)
	}
}

// TestQuarantined: the cause comes first, which is the error of the quarantine,
// else that of the last execution, then the meaning of the reason.
func TestQuarantined(t *testing.T) {
	t.Parallel()
	own := &graph.ExecutionError{Code: "Own", Message: "the quarantine"}
	last := &graph.ExecutionError{Code: "Last", Message: "the execution"}
	none := &graph.ExecutionError{Code: "None"}
	for _, tt := range []struct {
		name, reason string
		quarantine   *graph.ExecutionError
		execution    *graph.ExecutionError
		want         string
	}{
		{"both", "Unknown", own, last, "Its error is `Own`: `the quarantine`. The reason is `Unknown`: the service gave no reason."},
		{"execution", "Unknown", none, last, "Its last execution failed with `Last`: `the execution`. The reason is `Unknown`: "},
		{"exception", "EncounteredQuarantineException", nil, last, "Its last execution failed with `Last`: `the execution`."},
		{"none", "EncounteredQuarantineException", nil, nil, "The reason is `EncounteredQuarantineException`: the service could not work"},
		{"threshold", "EncounteredTotalEscrowThreshold", nil, nil, "The reason is `EncounteredTotalEscrowThreshold`: too many entries failed"},
		{"new", "FullMoon", nil, last, "Its last execution failed with `Last`: `the execution`. The reason is `FullMoon`."},
	} {
		job := &graph.Job{}
		job.Status.Code = "Quarantine"
		job.Status.Quarantine = &graph.Quarantine{Reason: tt.reason, Error: tt.quarantine}
		if tt.execution != nil {
			job.Status.LastExecution = &graph.Execution{State: "Failed", Ended: aTime, Error: tt.execution}
		}
		w := quarantined(hint.Known{}, "", job, false)
		checkWarning(t, w)
		if !strings.HasPrefix(w.Text, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, w.Text, tt.want)
		}
		if stays := strings.Contains(w.Text, "the counter of failed entries stays") && strings.Contains(w.Fix, "`Escrows`"); stays != (tt.name == "threshold") {
			t.Errorf("%s: %q, %q", tt.name, w.Text, w.Fix)
		}
	}
}

// checkWarning holds a warning against what is asked of every one.
func checkWarning(t *testing.T, w failure.Warning) {
	t.Helper()
	for _, text := range []string{w.Text, w.Fix} {
		if text != "" && (!strings.HasSuffix(text, ".") || strings.Count(text, "`")%2 != 0 || strings.Contains(text, "  ")) {
			t.Errorf("not a sentence: %q", text)
		}
	}
	if w.Title == "" || strings.HasSuffix(w.Title, ".") || strings.Contains(w.Title, "`") || len(w.Title) > 70 {
		t.Errorf("the title %q", w.Title)
	}
}

// TestQuarantineCommands: none holds an ID that is no ID.
func TestQuarantineCommands(t *testing.T) {
	t.Parallel()
	const sp, id = "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27", "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa"
	for _, tt := range []struct {
		name, sp, job, template, reason string
		want                            string
	}{
		{"credentials", sp, id, "BoxOutDelta", "EncounteredQuarantineException", "validateCredentials"},
		{"threshold", sp, id, "BoxOutDelta", "EncounteredTotalEscrowThreshold", "Escrows"},
		{"another reason", sp, id, "BoxOutDelta", "Unknown", ""},
		{"service principal", "$(id)", id, "BoxOutDelta", "EncounteredQuarantineException", ""},
		{"service principal, threshold", sp + "x", id, "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"job", sp, "a'b", "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"template", sp, id, "a'b", "EncounteredQuarantineException", ""},
	} {
		known := hint.Known{Inputs: inputs.Inputs{ServicePrincipalID: tt.sp}}
		job := &graph.Job{TemplateID: tt.template}
		job.Status.Code, job.Status.Quarantine = "Quarantine", &graph.Quarantine{Reason: tt.reason}
		got := quarantined(known, tt.job, job, false).Commands
		if (len(got) > 0) != (tt.want != "") || len(got) > 0 && !strings.Contains(strings.Join(got[0].Lines, " "), tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
