package inputs

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"start-synchronization-job/internal/cloud"
)

const (
	aTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
	aClient = "1f0c6d3a-4b5e-4f7a-8c9d-0e1f2a3b4c5d"
	anSP    = "60443998-8cf7-4e61-b05c-a53b658cb5e1"
)

// environment is a working set of inputs with changes: name=value, name= for
// none.
func environment(changes ...string) []string {
	env := map[string]string{
		"INPUT_TENANT-ID":            aTenant,
		"INPUT_CLIENT-ID":            aClient,
		"INPUT_SERVICE-PRINCIPAL-ID": anSP,
		"INPUT_JOB-ID":               "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa",
	}
	for _, c := range changes {
		name, value, _ := strings.Cut(c, "=")
		env["INPUT_"+strings.ToUpper(name)] = value
	}
	var all []string
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	return all
}

func TestRead(t *testing.T) {
	t.Parallel()
	global, _ := cloud.Lookup("global")
	l5, _ := cloud.Lookup("usgov-l5")
	base := Inputs{
		TenantID: aTenant, ClientID: aClient, ServicePrincipalID: anSP,
		JobID: "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa",
		Cloud: global, Audience: "api://AzureADTokenExchange", Timeout: 2 * time.Minute,
	}
	with := func(change func(*Inputs)) Inputs {
		in := base
		change(&in)
		return in
	}
	for _, tt := range []struct {
		name    string
		changes []string
		want    Inputs
	}{
		{"defaults", nil, base},
		{"trimmed", []string{"job-id= \t" + base.JobID + "\n", "cloud= global "}, base},
		{"a domain for the tenant", []string{"tenant-id=contoso.onmicrosoft.com"}, with(func(in *Inputs) { in.TenantID = "contoso.onmicrosoft.com" })},
		{"cloud in any case", []string{"cloud=USGov-L5"}, with(func(in *Inputs) { in.Cloud, in.Audience = l5, "api://AzureADTokenExchangeUSGov" })},
		{"audience", []string{"audience=api://mine"}, with(func(in *Inputs) { in.Audience = "api://mine" })},
		{"booleans", []string{"dry-run=True", "allow-too-many-deletes=TRUE"}, with(func(in *Inputs) { in.DryRun, in.AllowTooManyDeletes = true, true })},
		{"booleans, false", []string{"dry-run=FALSE", "allow-too-many-deletes=False"}, base},
		{"timeout", []string{"timeout=1m30s"}, with(func(in *Inputs) { in.Timeout = 90 * time.Second })},
		{"access token", []string{"tenant-id=", "client-id=", "access-token=eyJ0.eyJ1.sig-_"}, with(func(in *Inputs) {
			in.TenantID, in.ClientID, in.AccessToken = "", "", "eyJ0.eyJ1.sig-_"
		})},
		{"underscores", []string{"job-id=", "job_id=aws.1"}, with(func(in *Inputs) { in.JobID = "aws.1" })},
		{"underscores, with blanks", []string{"job-id=", "job_id= \taws.1 "}, with(func(in *Inputs) { in.JobID = "aws.1" })},
		{"both, and the same", []string{"job-id=aws.1", "job_id= aws.1"}, with(func(in *Inputs) { in.JobID = "aws.1" })},
		{"no job", []string{"job-id="}, with(func(in *Inputs) { in.JobID = "" })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, problems := Read(environment(tt.changes...))
			if diff := cmp.Diff(tt.want, got); diff != "" || problems != nil {
				t.Errorf("problems %v, inputs (-want +got):\n%s", problems, diff)
			}
		})
	}
}

// TestJobIDs: ids seen in the wild, and what no id holds.
func TestJobIDs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id string
		ok bool
	}{
		{"SfSandboxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa", true},
		{"aws.74beb1753b704b63b8d56f0b76082b16.10a7a801-7101-4c69-ae00-ce9f75f8460a", true},
		{"Azure2Azure.73f0883f-d67d-4af1-ac8a-45367f8982e0.5ef3be57-f45f-451g-88c4-68a7fda680bb", true},
		{"AD2AADProvisioning.fc96887f36da47508c935c28a0c0b6da", true},
		{"API2AAD.8f87362b5dd345dda667cbff144e3863.7ada0b78-05d2-467a-a6c3-1cb6d687762b", true},
		{"3f7565a3-fde6-4e4d-bda8-1bb70aba3612", true},
		{"a:b;c@d'e(f)~!$&*+,=", true},
		{"…", true}, {"::error::x", true},
		{strings.Repeat("ä", 256), true},
		{strings.Repeat("a", 257), false},
		{".", false}, {"..", false}, {"...", true},
		{"a/b", false}, {`a\b`, false}, {"a?b", false}, {"a#b", false}, {"a%2fb", false},
		{"a\u200b", false}, {"a\ufeff", false}, {"\u2060a", false}, {"a\u00adb", false}, {"a\u202eb", false},
		{"a b", false}, {"a\tb", false}, {"a\nb", false}, {"a\u00a0b", false}, {"a\u2028b", false},
		{"a\x00b", false}, {"a\x7fb", false}, {"a\u0085b", false}, {"a\xffb", false},
	} {
		_, problems := Read(environment("job-id=" + tt.id))
		if (len(problems) == 0) != tt.ok {
			t.Errorf("job-id %q: problems %v, want accepted: %v", tt.id, problems, tt.ok)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		changes []string
		want    []string // the inputs named, in order
	}{
		{"nothing given", []string{"tenant-id=", "client-id=", "service-principal-id=", "job-id="},
			[]string{"tenant-id", "client-id", "service-principal-id"}},
		{"everything wrong", []string{"tenant-id=-", "client-id=x", "service-principal-id={" + anSP + "}", "job-id=..", "cloud=azure", "audience=a b", "dry-run=yes", "allow-too-many-deletes=1", "timeout=0"},
			[]string{"tenant-id", "client-id", "service-principal-id", "job-id", "cloud", "audience", "dry-run", "allow-too-many-deletes", "timeout"}},
		{"token and sign-in", []string{"access-token=abc"}, []string{"tenant-id", "client-id"}},
		{"token and audience", []string{"tenant-id=", "client-id=", "audience=api://mine", "access-token=abc"}, []string{"audience"}},
		{"token with blanks", []string{"tenant-id=", "client-id=", "access-token=a b"}, []string{"access-token"}},
		{"token of 64 KiB", []string{"tenant-id=", "client-id=", "access-token=" + strings.Repeat("a", 64<<10)}, nil},
		{"a longer token", []string{"tenant-id=", "client-id=", "access-token=" + strings.Repeat("a", 64<<10+1)}, []string{"access-token"}},
		{"domain of 253 characters", []string{"tenant-id=" + strings.Repeat("abcdefgh.", 27) + "abcdefghij"}, nil},
		{"domain of too many", []string{"tenant-id=" + strings.Repeat("abcdefgh.", 28) + "abcdefgh"}, []string{"tenant-id"}},
		{"domain with a long part", []string{"tenant-id=" + strings.Repeat("a", 64) + ".com"}, []string{"tenant-id"}},
		{"audience with a slash", []string{"audience=api://mine/x"}, nil},
		{"a longer audience", []string{"audience=" + strings.Repeat("a", 257)}, []string{"audience"}},
		{"token with Bearer", []string{"tenant-id=", "client-id=", "access-token=Bearer abc"}, []string{"access-token"}},
		{"tenant with a path", []string{"tenant-id=contoso.com/x"}, []string{"tenant-id"}},
		{"tenant common", []string{"tenant-id=common"}, []string{"tenant-id"}},
		{"negative timeout", []string{"timeout=-1s"}, []string{"timeout"}},
		{"number for a timeout", []string{"timeout=120"}, []string{"timeout"}},
		{"huge timeout", []string{"timeout=99999999h"}, []string{"timeout"}},
		{"odd case", []string{"dry-run=tRUE", "allow-too-many-deletes=fALSE"}, []string{"dry-run", "allow-too-many-deletes"}},
		{"truthy word", []string{"dry-run=on"}, []string{"dry-run"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, problems := Read(environment(tt.changes...))
			var got []string
			for _, p := range problems {
				got = append(got, p.Input)
				if p.Text == "" || strings.ContainsAny(p.Error(), "\r\n") {
					t.Errorf("%s: no text, or more than a line: %q", p.Input, p.Error())
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("inputs named (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTokenIsNeverQuoted: a problem with access-token does not show it.
func TestTokenIsNeverQuoted(t *testing.T) {
	t.Parallel()
	_, problems := Read(environment("tenant-id=", "client-id=", "access-token=sentinel value"))
	for _, p := range problems {
		if strings.Contains(p.Error(), "sentinel") {
			t.Errorf("%q shows the token", p.Error())
		}
	}
}

// TestBearer: what stands before the token is named, in any case of letters.
func TestBearer(t *testing.T) {
	t.Parallel()
	for _, bearer := range []string{"Bearer", "bearer", "BEARER"} {
		_, problems := Read(environment("tenant-id=", "client-id=", "access-token="+bearer+" abc"))
		if len(problems) != 1 || !strings.Contains(problems[0].Text, "starts with Bearer") {
			t.Errorf("%s: %v", bearer, problems)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(aTenant, aClient, anSP, "aws.1", "global", "2m", "true", "")
	f.Add("contoso.com", "", "\x00", "..", "GLOBAL", "1e9h", "yes", "a\nb")
	f.Add("`@x`", "::error::", "##[error]", "<b>", "\u202e", "-0", "TRUE", strings.Repeat("a", 70000))
	f.Fuzz(func(t *testing.T, tenant, client, sp, job, cloudName, timeout, dry, token string) {
		in, problems := Read(environment("tenant-id="+tenant, "client-id="+client, "service-principal-id="+sp,
			"job-id="+job, "cloud="+cloudName, "timeout="+timeout, "dry-run="+dry, "access-token="+token))
		for _, p := range problems {
			if strings.ContainsAny(p.Error(), "\r\n") || strings.Contains(p.Error(), "##[") || len(p.Error()) > 4096 {
				t.Errorf("problem %q", p.Error())
			}
		}
		if len(problems) == 0 && (in.Timeout <= 0 || in.Cloud.Graph == "" || strings.ContainsAny(in.JobID, "/?#%\\ \n")) {
			t.Errorf("accepted %+v", in)
		}
	})
}
