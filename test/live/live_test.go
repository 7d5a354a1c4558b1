package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/simulator"
)

// TestMain is the program itself where a test runs it as one: proxy and
// certificates are those of a process.
func TestMain(m *testing.M) {
	if os.Getenv("LIVE") != "" {
		os.Exit(live(os.Args[1:], os.Environ(), os.Stdout))
	}
	os.Exit(m.Run())
}

// tenant is a simulator in the place of a real tenant, and the inputs for it.
type tenant struct {
	*simulator.Simulator
	with map[string]string
}

func newTenant(t *testing.T, config simulator.Config) tenant {
	t.Helper()
	config.Others = true
	sim, err := simulator.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	return tenant{sim, sim.Inputs()}
}

// held runs the program and returns the file that it wrote.
func (tn tenant) held(t *testing.T, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "live.txt")
	myself, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), myself, append(args, "-o", file)...)
	cmd.Env = append(tn.Env(), "LIVE=1")
	for name, value := range tn.with {
		cmd.Env = append(cmd.Env, inputs.Variable(name)+"="+value)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	report, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(out), string(report))
	if said := strings.Contains(before, "refused sign-ins will stand in the tenant's log"); said != (tn.with["access-token"] == "") {
		t.Errorf("refused sign-ins are announced: %v, before\n%s", said, report)
	}
	tn.tellsNothing(t, string(report))
	return string(report)
}

// tellsNothing looks for each token, id and name of the tenant.
func (tn tenant) tellsNothing(t *testing.T, report string) {
	t.Helper()
	private := append(tn.Secrets(), tn.RequestToken(), "eyJ",
		simulator.TenantID, simulator.TenantDomain, simulator.ClientID, simulator.CallerObjectID, simulator.CallerRegistrationID,
		simulator.ServicePrincipalID, simulator.AppID, simulator.RegistrationID, simulator.UserObjectID, simulator.GraphObjectID,
		simulator.JobID, simulator.Repository, simulator.Owner, simulator.Subject, simulator.Workflow+".yml",
		"directory workflow", "octavia", "Box", "5e1f0000", "Trace ID")
	for _, one := range private {
		if strings.Contains(strings.ToLower(report), strings.ToLower(one)) {
			t.Errorf("the report holds %q:\n%s", one, report)
		}
	}
}

// verdicts are the names of the facts, by verdict, without the reasons.
func verdicts(report string) map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(report) {
		for _, verdict := range []string{"same", "differs", "not asked", "not seen"} {
			if rest, ok := strings.CutPrefix(line, verdict+" "); ok {
				name, _, _ := strings.Cut(rest, ": it needs")
				all[verdict] = append(all[verdict], strings.TrimSpace(name))
			}
		}
	}
	return all
}

// Facts that need a tenant of another kind than the usual one of the tests.
var (
	signIns = []string{"sign-in", "sign-in at a random tenant", "sign-in for a resource that does not exist",
		"sign-in with a scope other than .default", "sign-in with another audience"}
	newJob, pausedJob = "body of a new job", "body of a paused job"
	noPermission      = "read without a permission"
	noOwnership       = "read with OwnedBy, without ownership"
	readOnlyStart     = "start of nothing with a read-only permission"
)

// A tenant that is a simulator differs from the simulator in nothing, whoever
// asks and whatever the job's state. What is not asked needs another tenant.
func TestSame(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		config   simulator.Config
		prepare  func(tenant)
		notAsked []string
	}{
		{"paused", simulator.Config{}, nil, []string{newJob, noPermission, noOwnership, readOnlyStart}},
		{"paused with a quarantine", simulator.Config{Job: simulator.Sample("paused")}, nil,
			[]string{newJob, noPermission, noOwnership, readOnlyStart}},
		{"new", simulator.Config{Job: simulator.With(simulator.Sample("just-started"), "schedule.state", "Disabled")}, nil,
			[]string{pausedJob, noPermission, noOwnership, readOnlyStart}},
		{"new, without credentials", simulator.Config{Job: simulator.With(simulator.Sample("just-started"), "schedule.state", "Disabled", "status.code", "NotConfigured")}, nil,
			[]string{pausedJob, noPermission, noOwnership, readOnlyStart}},
		{"in quarantine", simulator.Config{Job: simulator.Sample("quarantine")}, nil, []string{pausedJob, newJob, noPermission, noOwnership, readOnlyStart}},
		{"active", simulator.Config{Job: simulator.Sample("active")}, nil, []string{pausedJob, newJob, noPermission, noOwnership, readOnlyStart}},
		{"no permission", simulator.Config{NoRoles: true}, nil, []string{pausedJob, newJob, noOwnership, "read at the object ID of an app registration", readOnlyStart}},
		{"no ownership", simulator.Config{NotOwner: true}, nil, []string{pausedJob, newJob, noPermission, readOnlyStart}},
		{"read-only", simulator.Config{Roles: []string{simulator.RoleRead}}, nil,
			[]string{newJob, noPermission, noOwnership, "read at the object ID of an app registration"}},
		{"another cloud", simulator.Config{Cloud: "china"}, nil, []string{newJob, noPermission, noOwnership, readOnlyStart}},
		{"token of an application", simulator.Config{}, func(tn tenant) { tn.brings(simulator.TokenOptions{}) },
			append(slices.Clone(signIns), newJob, noPermission, noOwnership, readOnlyStart)},
		{"token of a person", simulator.Config{}, func(tn tenant) { tn.brings(simulator.TokenOptions{Delegated: true}) },
			append(slices.Clone(signIns), newJob, noPermission, noOwnership, readOnlyStart)},
		{"token of a person without a role", simulator.Config{NotOwner: true},
			func(tn tenant) { tn.brings(simulator.TokenOptions{Delegated: true, NoRole: true}) },
			append(slices.Clone(signIns), pausedJob, newJob, noPermission, noOwnership, readOnlyStart)},
		{"id token from elsewhere", simulator.Config{Credentials: []simulator.Credential{simulator.ClusterCredential}},
			func(tn tenant) { tn.with["federated-token"] = tn.ClusterToken(nil) },
			[]string{"sign-in with another audience", newJob, noPermission, noOwnership, readOnlyStart}},
		{"the only job, the tenant by its domain", simulator.Config{},
			func(tn tenant) { tn.with["job-id"], tn.with["tenant-id"] = "", simulator.TenantDomain },
			[]string{newJob, noPermission, noOwnership, readOnlyStart}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t, test.config)
			if test.prepare != nil {
				test.prepare(tn)
			}
			report := tn.held(t, "-start-nothing")
			got := verdicts(report)
			slices.Sort(got["not asked"])
			slices.Sort(test.notAsked)
			if diff := cmp.Diff(test.notAsked, got["not asked"]); diff != "" {
				t.Errorf("not asked (-want +got):\n%s\n%s", diff, report)
			}
			if len(got["same"]) != len(facts)-len(test.notAsked) {
				t.Errorf("all else should be the same:\n%s", report)
			}
			if tn.Starts() != 2 || tn.Acts() > 0 {
				t.Errorf("%d starts were sent, want 2, and the job was started: %v", tn.Starts(), tn.Acts() > 0)
			}
		})
	}
}

func (tn tenant) brings(token simulator.TokenOptions) {
	tn.with["access-token"] = tn.GraphToken(token)
	delete(tn.with, "tenant-id")
	delete(tn.with, "client-id")
}

// Five facts that are otherwise in the tenant are the ones that differ.
func TestDiffers(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, simulator.Config{
		Job: simulator.With(simulator.Paused(), "status.troubleshootingUrl", "", "status.progress", nil),
		Rules: []simulator.Rule{
			// The second token request is that of a random tenant.
			{Call: simulator.CallToken, After: 1, Times: 1, Fault: simulator.AADSTS(90002, "Tenant 'contoso' is not here. The company named Contoso Ltd was not found.")},
			// The second read is that of a random job.
			{Call: simulator.CallRead, After: 1, Times: 1, Fault: simulator.GraphError(404, "JobNotFound", "There is no such job of octavia@contoso.onmicrosoft.com.")},
			{Call: simulator.CallLookupApp, Fault: simulator.GraphError(403, "Authorization_RequestDenied", "")},
			{Call: simulator.CallStart, After: 1, Fault: simulator.GraphError(400, "BadRequest", "Length of "+simulator.JobID)},
		},
	})
	report := tn.held(t, "-start-nothing")
	want := []string{
		"sign-in at a random tenant", "body of a paused job", "read of a random job", "service principal by an application ID",
		"start of nothing without Content-Length",
	}
	if got := verdicts(report)["differs"]; !slices.Equal(got, want) {
		t.Errorf("differs: %q, want %q:\n%s", got, want, report)
	}
	for _, said := range []string{"simulator: NotFound\n", "seen:      JobNotFound\n", "simulator: 411\n"} {
		if !strings.Contains(report, said) {
			t.Errorf("the report lacks %q:\n%s", said, report)
		}
	}
}

// Without -start-nothing nothing is posted to Graph, and a service that is out of
// order has not been seen.
func TestNotSeen(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, simulator.Config{Rules: []simulator.Rule{
		{Call: simulator.CallLookupApp, Fault: simulator.Status(503)},
		{Call: simulator.CallRead, After: 1, Times: 1, Fault: simulator.Reset()},
	}})
	report := tn.held(t)
	for _, want := range []string{
		"not seen   read of a random job: no answer\n", "not seen   service principal by an application ID: status 503\n",
		"not asked  start of nothing: it needs -start-nothing\n",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
	if tn.Starts() > 0 {
		t.Errorf("%d starts were sent", tn.Starts())
	}
}

// Without a sign-in the facts about Graph are not asked, and that is not a
// failure of the program.
func TestRefusedSignIn(t *testing.T) {
	t.Parallel()
	report := newTenant(t, simulator.Config{NoCredentials: true}).held(t, "-start-nothing")
	if !strings.Contains(report, "AADSTS70025") || !strings.Contains(report, "not asked  list of the jobs: it needs an access token\n") {
		t.Errorf("the report:\n%s", report)
	}
}

// Inputs that are not usable end the program before anything is sent.
func TestInputs(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if code := live(nil, []string{"INPUT_CLIENT_ID=contoso"}, &out); code != 1 || !strings.Contains(out.String(), "tenant-id") {
		t.Errorf("exit code %d:\n%s", code, &out)
	}
}
