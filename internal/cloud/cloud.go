// Package cloud has the table of the Microsoft clouds: the addresses of
// Microsoft Graph, Microsoft Entra and the admin center of each.
package cloud

import (
	"net/url"
	"slices"
	"strings"
)

// Cloud is one national deployment of Microsoft Entra and Microsoft Graph.
//
// Sources: https://learn.microsoft.com/graph/deployments (Graph roots and
// authorities) and
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
// (audiences).
type Cloud struct {
	// Name is the value of the input cloud.
	Name string
	// Graph is the root of Microsoft Graph, without a version or a slash at the
	// end.
	Graph string
	// Authority is the root of the Entra authority that issues tokens.
	Authority string
	// Audience is what the federated credentials of this cloud expect, and
	// so the default audience of the GitHub OIDC token.
	Audience string
	// AdminCenter is the root of the Entra admin center, empty where no page of
	// Microsoft's names it.
	AdminCenter string
	// CLI is the name that az cloud set takes,
	// https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli. It is empty
	// where az has none.
	CLI string
}

// GraphVersion is the version of Microsoft Graph, as the beginning of a path.
const GraphVersion = "/v1.0"

// GraphAppID is the application ID of Microsoft Graph, which is the same in every
// cloud and an audience as good as the address:
// https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in.
const GraphAppID = "00000003-0000-0000-c000-000000000000"

// Clouds are all there are, the default first.
var Clouds = []Cloud{
	{
		Name:        "global",
		Graph:       "https://graph.microsoft.com",
		Authority:   "https://login.microsoftonline.com",
		Audience:    "api://AzureADTokenExchange",
		AdminCenter: "https://entra.microsoft.com",
		CLI:         "AzureCloud",
	},
	{
		Name:        "usgov-l4",
		Graph:       "https://graph.microsoft.us",
		Authority:   "https://login.microsoftonline.us",
		Audience:    "api://AzureADTokenExchangeUSGov",
		AdminCenter: "https://entra.microsoft.us",
		CLI:         "AzureUSGovernment",
	},
	{
		Name:        "usgov-l5",
		Graph:       "https://dod-graph.microsoft.us",
		Authority:   "https://login.microsoftonline.us",
		Audience:    "api://AzureADTokenExchangeUSGov",
		AdminCenter: "https://entra.microsoft.us",
		CLI:         "AzureUSGovernment",
	},
	{
		Name:        "china",
		Graph:       "https://microsoftgraph.chinacloudapi.cn",
		Authority:   "https://login.chinacloudapi.cn",
		Audience:    "api://AzureADTokenExchangeChina",
		AdminCenter: "https://entra.microsoftonline.cn",
		CLI:         "AzureChinaCloud",
	},
	// The sovereign clouds of France and Germany, from Microsoft's own sources:
	// the authorities of its sign-in library for Go
	// (https://github.com/AzureAD/microsoft-authentication-library-for-go,
	// apps/internal/oauth/ops/authority), the Graph roots of the environments
	// BleuCloud and DelosCloud of Graph PowerShell
	// (https://github.com/microsoftgraph/msgraph-sdk-powershell), the audiences
	// of its library for .NET
	// (https://github.com/AzureAD/microsoft-authentication-library-for-dotnet,
	// KnownCloudConfiguration.cs).
	{
		Name:      "bleu",
		Graph:     "https://graph.svc.sovcloud.fr",
		Authority: "https://login.sovcloud-identity.fr",
		Audience:  "api://AzureADTokenExchangeFrance",
	},
	{
		Name:      "delos",
		Graph:     "https://graph.svc.sovcloud.de",
		Authority: "https://login.sovcloud-identity.de",
		Audience:  "api://AzureADTokenExchangeGermany",
	},
}

// Lookup returns the cloud of a name, in any case of letters.
func Lookup(name string) (Cloud, bool) {
	for _, c := range Clouds {
		if strings.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return Cloud{}, false
}

// Names returns the accepted values of the input cloud, the default first.
func Names() []string {
	names := make([]string, len(Clouds))
	for i, c := range Clouds {
		names[i] = c.Name
	}
	return names
}

// ProvisioningURL returns the address of the page of the admin center that
// shows the provisioning of an enterprise application, given the object ID of
// its service principal, and nothing where the admin center is not known.
// Microsoft does not document the address.
func (c Cloud) ProvisioningURL(servicePrincipalID string) string {
	if c.AdminCenter == "" {
		return ""
	}
	return c.AdminCenter + "/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/ProvisioningActivity/objectId/" +
		url.PathEscape(servicePrincipalID)
}

// IsGraph reports whether an audience is that of Microsoft Graph, in any cloud.
func IsGraph(audience string) bool {
	_, ok := GraphOf(audience)
	return ok || strings.EqualFold(audience, GraphAppID)
}

// issuerHosts issue Microsoft's access tokens besides the authorities:
// https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#payload-claims.
var issuerHosts = []string{"sts.windows.net", "sts.chinacloudapi.cn", "sts.microsoftonline.us", "login.windows.net",
	"login.microsoft.com", "login.partner.microsoftonline.cn"}

// IssuesAccessTokens reports whether an issuer is Microsoft Entra, which issues
// access tokens too. An application that trusts it as the issuer of a federated
// credential may be signed in to with a token that was made for something else.
func IssuesAccessTokens(issuer string) bool {
	u, err := url.Parse(issuer)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return slices.Contains(issuerHosts, host) ||
		slices.ContainsFunc(Clouds, func(c Cloud) bool { return "https://"+host == c.Authority })
}
