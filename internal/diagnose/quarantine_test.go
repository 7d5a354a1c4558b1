package diagnose

import (
	"strings"
	"testing"

	"start-synchronization-job/internal/cloud"
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
		{"both", "Unknown", own, last, "Before the start, the error of the quarantine was `Own`: `the quarantine`. The reason was `Unknown`: the service gave no reason."},
		{"execution", "Unknown", none, last, "Before the start, the last execution failed with `Last`: `the execution`. The reason was `Unknown`: "},
		{"exception", "EncounteredQuarantineException", nil, last, "Before the start, the last execution failed with `Last`: `the execution`. If that is not"},
		{"full stop", "EncounteredQuarantineException", &graph.ExecutionError{Code: "Own", Message: "It is bad. "}, nil, "Before the start, the error of the quarantine was `Own`: `It is bad`. If that is not"},
		{"no message", "EncounteredQuarantineException", &graph.ExecutionError{Code: "Own"}, nil, "Before the start, the error of the quarantine was `Own`. If that is not"},
		{"none", "EncounteredQuarantineException", nil, nil, "The reason was `EncounteredQuarantineException`: the service could not work"},
		{"threshold", "EncounteredTotalEscrowThreshold", nil, nil, "The reason was `EncounteredTotalEscrowThreshold`: too many entries failed"},
		{"new", "FullMoon", nil, last, "Before the start, the last execution failed with `Last`: `the execution`. The reason was `FullMoon`."},
		{"no reason", "", nil, nil, "Microsoft Graph gave no reason."},
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
		if stays := strings.Contains(w.Text, "does not reset the counter") && strings.Contains(w.Fix, "`Escrows`"); stays != (tt.name == "threshold") {
			t.Errorf("%s: %q, %q", tt.name, w.Text, w.Fix)
		}
	}
}

// TestFixFitsCause: what to do follows from the error that was quoted, not from
// the reason, and nothing is to be corrected in the tenant where Graph says that
// nothing can be.
func TestFixFitsCause(t *testing.T) {
	t.Parallel()
	no, yes := false, true
	for _, tt := range []struct {
		template, code, message string
		actionable              *bool
		says, fix, command      string
	}{
		{"BoxOutDelta", "BoxInsufficientPermissions", "Please re-authorize", &yes, "If that is not corrected", "Test the connection", "validateCredentials"},
		{"BoxOutDelta", "InvalidCredentials", "", nil, "If that is not corrected", "Test the connection", "validateCredentials"},
		{"BoxOutDelta", "InvalidCredentials", "", &no, "the tenant cannot correct this error", "ask Microsoft's support", ""},
		{"scim", "InternalError", "", &no, "the tenant cannot correct this error", "ask Microsoft's support", ""},
		{"scim", "Unheard", "of", &yes, "If that is not corrected", "Correct what the error says", ""},
		{"scim", "SystemForCrossDomainIdentityManagementServiceIncompatible", "An HTTP/404 Not Found", &yes, "answered 404", "Check the tenant URL", ""},
		{"scim", "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable", "", nil, "If that is not", "Test the connection", "validateCredentials"},
		{"AD2AADProvisioning", "HybridIdentityServiceNoActiveAgents", "", nil, "No provisioning agent of the domain is active.", "Start the provisioning agents", ""},
		{"AD2AADProvisioning", "HybridIdentityServiceNoAgentsAssigned", "", nil, "assigned to the domain", "Install a provisioning agent", ""},
		{"AD2AADProvisioning", "HybridIdentityServiceServerBusy", "", nil, "usually passes", "Wait for the next cycle", ""},
		{"AD2AADProvisioning", "HybridIdentityServiceInvalidResource", "", nil, "If that is not", "provisioning agents are active", ""},
		{"AD2AADProvisioning", "HybridSynchronizationActiveDirectoryInternalServerError", "", nil, "If that is not", "provisioning agents are active", ""},
		{"AD2AADProvisioning", "TimeOut", "", &yes, "agent on the premises did not answer", "Check the load and the network", ""},
		{"AD2AADProvisioning", "TimeOut", "", &no, "agent on the premises did not answer", "ask Microsoft's support", ""},
		{"scim", "TimeOut", "", &yes, "If that is not corrected", "Correct what the error says", ""},
	} {
		job := &graph.Job{TemplateID: tt.template}
		job.Status.Code = "Paused"
		job.Status.Quarantine = &graph.Quarantine{Reason: "EncounteredQuarantineException", Error: &graph.ExecutionError{Code: tt.code, Message: tt.message, TenantActionable: tt.actionable}}
		known := hint.Known{Inputs: inputs.Inputs{Cloud: cloud.Clouds[0], ServicePrincipalID: "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27"}}
		for _, would := range []bool{false, true} {
			w := quarantined(known, "Box.1", job, would)
			checkWarning(t, w)
			lines := ""
			for _, c := range w.Commands {
				lines += strings.Join(c.Lines, "\n")
			}
			if !strings.Contains(w.Text, tt.says) || !strings.Contains(w.Fix, tt.fix) || (lines != "") != (tt.command != "") || !strings.Contains(lines, tt.command) {
				t.Errorf("%s: %q, %q, %q", tt.code, w.Text, w.Fix, lines)
			}
			if strings.Contains(w.Text, "Before the start") == would {
				t.Errorf("would %v: %q", would, w.Text)
			}
		}
	}
}

// TestWholeMessage: a message that is cut in the sentence is whole beside it.
func TestWholeMessage(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{300: 0, 301: 1} {
		job := &graph.Job{}
		job.Status.Quarantine = &graph.Quarantine{Error: &graph.ExecutionError{Code: "Long", Message: strings.Repeat("ä", n)}}
		w := quarantined(hint.Known{}, "", job, false)
		if len(w.Facts) != want || want == 1 && w.Facts[0].Value != job.Status.Quarantine.Error.Message {
			t.Errorf("%d characters: %+v", n, w.Facts)
		}
	}
}

// TestSpecialReason: where the reason is not about the target system, no error
// of an execution says what to do, and no command tests its credentials. A dry
// run speaks of the reason in the present.
func TestSpecialReason(t *testing.T) {
	t.Parallel()
	known := hint.Known{Inputs: inputs.Inputs{Cloud: cloud.Clouds[0], ServicePrincipalID: "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27"}}
	for reason, fix := range map[string]string{"QuarantinedOnDemand": onDemand.fix, "IngestionInterrupted": checkSource} {
		job := &graph.Job{TemplateID: "BoxOutDelta"}
		job.Status.Quarantine = &graph.Quarantine{Reason: reason, Error: &graph.ExecutionError{Code: "InvalidCredentials"}}
		w := quarantined(known, "Box.1", job, true)
		if w.Fix != fix || len(w.Commands) > 0 || !strings.Contains(w.Text, "The reason is `"+reason+"`") {
			t.Errorf("got %q, %q, %q", w.Text, w.Fix, w.Commands)
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
		{"another reason", sp, id, "BoxOutDelta", "Unknown", "validateCredentials"},
		{"service principal", "$(id)", id, "BoxOutDelta", "EncounteredQuarantineException", ""},
		{"service principal, threshold", sp + "x", id, "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"job", sp, "a'b", "BoxOutDelta", "EncounteredTotalEscrowThreshold", ""},
		{"template", sp, id, "a'b", "EncounteredQuarantineException", ""},
		{"no error", sp, id, "BoxOutDelta", "EncounteredQuarantineException", ""},
	} {
		known := hint.Known{Inputs: inputs.Inputs{Cloud: cloud.Clouds[0], ServicePrincipalID: tt.sp}}
		job := &graph.Job{TemplateID: tt.template}
		job.Status.Code, job.Status.Quarantine = "Quarantine", &graph.Quarantine{Reason: tt.reason}
		if tt.name != "no error" {
			job.Status.Quarantine.Error = &graph.ExecutionError{Code: "InvalidCredentials"}
		}
		got := quarantined(known, tt.job, job, false).Commands
		if (len(got) > 0) != (tt.want != "") || len(got) > 0 && !strings.Contains(strings.Join(got[0].Lines, " "), tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
