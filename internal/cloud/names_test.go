package cloud

import (
	"slices"
	"testing"
)

// TestMeant: what others call a cloud names the one that is meant, and Azure's
// name for the US government both.
func TestMeant(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"AzureCloud": {"global"}, "public": {"global"}, "Commercial": {"global"}, "worldwide": {"global"}, "gcc": {"global"},
		"AzureUSGovernment": {"usgov-l4", "usgov-l5"}, "https://login.microsoftonline.us": {"usgov-l4", "usgov-l5"},
		"GCC High": {"usgov-l4"}, "gcc-high": {"usgov-l4"}, "USGov": {"usgov-l4"}, "usgovernment": {"usgov-l4"}, "Fairfax": {"usgov-l4"},
		"DoD": {"usgov-l5"}, "USGovDoD": {"usgov-l5"}, "usgovernmentl5": {"usgov-l5"}, "dod-graph.microsoft.us": {"usgov-l5"},
		"AzureChinaCloud": {"china"}, "21Vianet": {"china"}, "mooncake": {"china"}, "https://login.chinacloudapi.cn/": {"china"},
		"BleuCloud": {"bleu"}, "France": {"bleu"}, "DelosCloud": {"delos"}, "Germany": {"delos"},
		"azure": nil, "": nil, "us": nil, "%": nil,
	} {
		var got []string
		for _, c := range Meant(name) {
			got = append(got, c.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("Meant(%q) = %v, want %v", name, got, want)
		}
	}
	for name := range otherNames {
		if _, ok := Lookup(name); !ok {
			t.Errorf("other names of %q, which is not a cloud", name)
		}
	}
}

// TestAudiences: an audience is that of an access token for Microsoft Graph or
// of an id token to be exchanged.
func TestAudiences(t *testing.T) {
	t.Parallel()
	for audience, want := range map[string]struct {
		graphOf  string
		exchange bool
	}{
		"https://graph.microsoft.com/": {"global", false}, "https://DOD-graph.microsoft.us": {"usgov-l5", false},
		"api://AzureADTokenExchangeChina": {"", true}, GraphAppID: {"", false}, "https://management.azure.com": {"", false}, "": {"", false},
	} {
		if c, _ := GraphOf(audience); c.Name != want.graphOf || IsExchange(audience) != want.exchange {
			t.Errorf("%q: the Graph of %q, exchange %v", audience, c.Name, IsExchange(audience))
		}
	}
}
