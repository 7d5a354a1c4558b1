package cloud

import (
	"strings"
	"testing"
)

func TestEveryNameIsACloud(t *testing.T) {
	t.Parallel()
	for _, c := range Clouds {
		name := c.Name
		if found, ok := Lookup(strings.ToUpper(name)); !ok || found != c {
			t.Errorf("Lookup(%q) = %q, %v", strings.ToUpper(name), found.Name, ok)
		}
		for field, root := range map[string]string{"Graph": c.Graph, "Authority": c.Authority, "AdminCenter": c.AdminCenter} {
			if field == "AdminCenter" && root == "" {
				continue
			}
			if !strings.HasPrefix(root, "https://") || strings.HasSuffix(root, "/") {
				t.Errorf("%s: %s = %q, want an https root without a slash at its end", name, field, root)
			}
		}
	}
	if c, ok := Lookup("azure"); ok {
		t.Errorf("Lookup(azure) = %v, want none", c)
	}
}

// TestClouds pins the hosts: a token must never go to another one.
func TestClouds(t *testing.T) {
	t.Parallel()
	pinned := []struct{ name, graph, authority, audience string }{
		{"global", "https://graph.microsoft.com", "https://login.microsoftonline.com", "api://AzureADTokenExchange"},
		{"usgov-l4", "https://graph.microsoft.us", "https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"},
		{"usgov-l5", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"},
		{"china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn", "api://AzureADTokenExchangeChina"},
		{"bleu", "https://graph.svc.sovcloud.fr", "https://login.sovcloud-identity.fr", "api://AzureADTokenExchangeFrance"},
		{"delos", "https://graph.svc.sovcloud.de", "https://login.sovcloud-identity.de", "api://AzureADTokenExchangeGermany"},
	}
	if len(pinned) != len(Clouds) {
		t.Errorf("the hosts of %d clouds are pinned here, of %d", len(pinned), len(Clouds))
	}
	for _, want := range pinned {
		c, _ := Lookup(want.name)
		if c.Graph != want.graph || c.Authority != want.authority || c.Audience != want.audience {
			t.Errorf("%s: %+v, want %+v", want.name, c, want)
		}
	}
}

func TestProvisioningURL(t *testing.T) {
	t.Parallel()
	c, _ := Lookup("china")
	got := c.ProvisioningURL("60443998-8cf7-4e61-b05c-a53b658cb5e1")
	want := "https://entra.microsoftonline.cn/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/ProvisioningActivity/objectId/60443998-8cf7-4e61-b05c-a53b658cb5e1"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	bleu, _ := Lookup("bleu")
	if got := bleu.ProvisioningURL("60443998-8cf7-4e61-b05c-a53b658cb5e1"); got != "" {
		t.Errorf("got %s, want nothing: the admin center is not known", got)
	}
}

// TestTokensOfMicrosoft: an access token is recognised by its audience and by
// its issuer.
func TestTokensOfMicrosoft(t *testing.T) {
	t.Parallel()
	for audience, want := range map[string]bool{
		"https://graph.microsoft.com": true, "https://graph.microsoft.com/": true, "https://DOD-graph.microsoft.us": true,
		"00000003-0000-0000-C000-000000000000": true, "api://AzureADTokenExchange": false, "https://management.azure.com": false, "": false,
	} {
		if got := IsGraph(audience); got != want {
			t.Errorf("IsGraph(%q) = %v", audience, got)
		}
	}
	for issuer, want := range map[string]bool{
		"https://sts.windows.net/7f3c1a52-9b1e-4c60-8a55-0d2f6f5b9a01/": true, "https://login.microsoftonline.com/x/v2.0": true,
		"https://LOGIN.microsoftonline.us/x": true, "https://login.chinacloudapi.cn/x/v2.0": true, "https://sts.chinacloudapi.cn/x/": true,
		"https://token.actions.githubusercontent.com": false, "https://oidc.example/login.microsoftonline.com": false, "": false, ":": false,
	} {
		if got := IssuesAccessTokens(issuer); got != want {
			t.Errorf("IssuesAccessTokens(%q) = %v", issuer, got)
		}
	}
}
