package inputs

import (
	"slices"
	"strings"
	"testing"
)

// TestSpelling: a variable that misspells an input is a problem that names the
// right one; any other that is not ours is none outside of a workflow.
func TestSpelling(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]string{
		"INPUT_DRYRUN": "dry-run", "INPUT_DRY-RUNS": "dry-run", "INPUT_JOBID": "job-id", "INPUT_DRY RUN": "dry-run",
		"INPUT_dry-run": "dry-run", "INPUT_dry_run": "dry-run", "input_dry_run": "dry-run", "INPUT_DRY__RUN": "dry-run", "INPUT_DRYRUNN": "dry-run",
		"INPUT_DRI-RUN": "dry-run", "INPUT_CLOUDS": "cloud", "INPUT_TIMEOUTS": "timeout", "INPUT_TIME-OUT": "timeout",
		"INPUT_TENANTID": "tenant-id", "INPUT_ALLOW-TOO_MANY-DELETES": "allow-too-many-deletes",
		"INPUT_ALLOW_TO_MANY_DELETE": "allow-too-many-deletes", "INPUT_SERVICE_PRINCIPLE_ID": "service-principal-id",
		"INPUT_ACCES_TOKENS": "access-token", "INPUT_FEDERATED-TOKEN_FILE": "federated-token-file",
		"INPUT_FEDERATED-TOKENS": "federated-token",

		"INPUT_DRY_RUN": "", "INPUT_DRY-RUN": "", "INPUT_SERVICE_PRINCIPAL_ID": "",
		"INPUT_": "", "INPUT_TENANT": "", "INPUT_DRY": "", "INPUT_RUN_DRY": "", "INPUT_CLOUDIER": "", "INPUT_ALLOW_MANY_DELETES": "",
		"INPUT_TOKEN": "", "INPUT_ID": "", "DRYRUN": "", "MY_INPUT_DRYRUN": "", "INPUT_ÄÖÜ": "", "INPUT": "",
	} {
		_, problems := Read(append(environment(), variable+"="))
		if (len(problems) == 1 && problems[0].Input == want && strings.Contains(problems[0].Text, "`"+variable+"`")) != (want != "") {
			t.Errorf("%s: problems %v", variable, problems)
		}
	}
}

// TestMisspeltAndRequired: the input that was misspelt is not said to be empty
// as well.
func TestMisspeltAndRequired(t *testing.T) {
	t.Parallel()
	_, problems := Read(append(environment("client-id="), "INPUT_CLIENTID="+aClient))
	if len(problems) != 1 || problems[0].Input != "client-id" || strings.Contains(problems[0].Text, "empty") {
		t.Errorf("%v", problems)
	}
}

// TestTwice: both variables of an input that differ are a problem, which does
// not show a token.
func TestTwice(t *testing.T) {
	t.Parallel()
	for _, changes := range [][]string{
		{"dry-run=false", "dry_run=true"}, {"dry-run=true", "dry_run=false"}, {"dry-run=true", "dry_run=True"},
		{"job-id=a.1", "job_id=b.2"}, {"tenant-id=", "client-id=", "access-token=sentinel1", "access_token=sentinel2"},
	} {
		_, problems := Read(environment(changes...))
		name, _, _ := strings.Cut(changes[len(changes)-2], "=")
		if len(problems) != 1 || problems[0].Input != name || strings.Contains(problems[0].Text, "sentinel") {
			t.Errorf("%v: %v", changes, problems)
		}
	}
	for _, changes := range [][]string{{"dry-run=", "dry_run=true"}, {"dry-run= true", "dry_run=true "}, {"dry-run=true", "dry_run="}} {
		if in, problems := Read(environment(changes...)); problems != nil || !in.DryRun {
			t.Errorf("%v: %v, dry run %v", changes, problems, in.DryRun)
		}
	}
}

// TestFirstOfTwo: of two variables of one name the first counts, as for the
// rest of the program.
func TestFirstOfTwo(t *testing.T) {
	t.Parallel()
	if in, _ := Read(append([]string{"INPUT_JOB-ID=first"}, environment("job-id=second")...)); in.JobID != "first" {
		t.Errorf("job-id %q", in.JobID)
	}
}

// TestUnknown: in a workflow a name that is not ours is a problem, which names
// both ways in; outside of one, and with a runner of act's kind, it is none.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, variable string
		env            []string
		input          string // named by the problem; "" is none
		says           string
	}{
		{"preview", "INPUT_WHATIF=true", []string{"GITHUB_ACTIONS=true"}, "INPUT_WHATIF", "`dry-run`"},
		{"plan", "INPUT_PLAN=", []string{"GITHUB_RUN_ID=1"}, "INPUT_PLAN", "`env:`"},
		{"anything", "INPUT_ENVIRONMENT=x", []string{"GITHUB_ACTIONS=true"}, "INPUT_ENVIRONMENT", "`environment`, which this action does not have"},
		{"a blank in it", "INPUT_WHAT_IF X=1", []string{"GITHUB_ACTIONS=true"}, "INPUT_WHAT_IF X", "`with:`"},
		{"outside", "INPUT_WHATIF=true", nil, "", ""},
		{"act", "INPUT_WHATIF=true", []string{"GITHUB_ACTIONS=true", "ACT=true"}, "", ""},
		{"Gitea", "INPUT_WHATIF=true", []string{"GITHUB_ACTIONS=true", "GITEA_ACTIONS=true"}, "", ""},
		{"Forgejo", "INPUT_WHATIF=true", []string{"GITHUB_RUN_ID=1", "FORGEJO_ACTIONS=true"}, "", ""},
		{"act, near", "INPUT_DRYRUN=true", []string{"GITHUB_ACTIONS=true", "ACT=true"}, "dry-run", "`dryrun`, which is not an input"},
		{"args", "INPUT_ARGS=x", []string{"GITHUB_ACTIONS=true"}, "", ""},
		{"entrypoint", "INPUT_ENTRYPOINT=x", []string{"GITHUB_ACTIONS=true"}, "", ""},
		{"lower case", "INPUT_whatif=true", []string{"GITHUB_ACTIONS=true"}, "", ""},
		{"nothing behind", "INPUT_=x", []string{"GITHUB_ACTIONS=true"}, "", ""},
		{"not an input", "OUTPUT_WHATIF=x", []string{"GITHUB_ACTIONS=true"}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, problems := Read(slices.Concat(environment(), tt.env, []string{tt.variable}))
			switch {
			case tt.input == "" && len(problems) != 0:
				t.Errorf("%v, want no problem", problems)
			case tt.input != "" && (len(problems) != 1 || problems[0].Input != tt.input || !strings.Contains(problems[0].Text, tt.says)):
				t.Errorf("%v, want one of %s that says %s", problems, tt.input, tt.says)
			}
		})
	}
}

// TestEmptyBeside: an unknown name beside the empty input that it stands for is
// the cause, and nothing more is said of the empty one.
func TestEmptyBeside(t *testing.T) {
	t.Parallel()
	for variable, empty := range map[string]string{
		"INPUT_TENANT": "tenant-id", "INPUT_APPLICATION-ID": "client-id", "INPUT_OBJECT-ID": "service-principal-id",
	} {
		_, problems := Read(append(environment(empty+"="), "GITHUB_ACTIONS=true", variable+"="+aTenant))
		if len(problems) != 1 || problems[0].Input != empty || !strings.Contains(problems[0].Text, variable) || strings.Contains(problems[0].Text, "vars") {
			t.Errorf("%s: %v", variable, problems)
		}
	}
}

// FuzzNear: no name makes it panic, and one of ours is never a problem.
func FuzzNear(f *testing.F) {
	f.Add("INPUT_DRYRUN")
	f.Add("INPUT_\xff")
	f.Fuzz(func(t *testing.T, variable string) {
		_, problems := Read(append(environment(), "GITHUB_ACTIONS=true", variable+"="))
		if isOurs(variable) && len(problems) != 0 {
			t.Errorf("%q: %v", variable, problems)
		}
	})
}
