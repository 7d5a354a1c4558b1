package cloud

import (
	"net/url"
	"slices"
	"strings"
)

// otherNames are what others call the clouds, without what joins the words: the
// Azure CLI (https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli),
// Microsoft Graph PowerShell
// (https://learn.microsoft.com/powershell/module/microsoft.graph.authentication/get-mgenvironment),
// Terraform's provider azuread
// (https://github.com/hashicorp/terraform-provider-azuread/blob/main/docs/index.md)
// and people.
var otherNames = map[string][]string{
	"global": {"azurecloud", "azurepublic", "azurepubliccloud", "public", "commercial", "worldwide", "gcc"},
	"usgov-l4": {"azureusgovernment", "azureusgovernmentcloud", "usgov", "usgovernment", "usgovernmentl4", "usgovl4", "l4", "gcchigh",
		"fairfax"},
	"usgov-l5": {"azureusgovernment", "azureusgovernmentcloud", "usgovdod", "usgovernmentl5", "usgovl5", "l5", "dod"},
	"china":    {"azurechina", "azurechinacloud", "21vianet", "mooncake"},
	"bleu":     {"bleucloud", "france"},
	"delos":    {"deloscloud", "germany"},
}

// Meant returns the clouds that a name of others, or the address of an authority
// or of Microsoft Graph, stands for. Azure's one name for the US government
// stands for two.
func Meant(name string) []Cloud {
	bare := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	host := strings.ToLower(name)
	if u, err := url.Parse(host); err == nil && u.Host != "" {
		host = u.Host
	}
	var all []Cloud
	for _, c := range Clouds {
		if slices.Contains(otherNames[c.Name], bare) || "https://"+host == c.Authority || "https://"+host == c.Graph {
			all = append(all, c)
		}
	}
	return all
}

// GraphOf returns the cloud whose Microsoft Graph an audience is the address of.
func GraphOf(audience string) (Cloud, bool) {
	audience = strings.TrimSuffix(audience, "/")
	for _, c := range Clouds {
		if strings.EqualFold(audience, c.Graph) {
			return c, true
		}
	}
	return Cloud{}, false
}

// IsExchange reports whether an audience is what the id tokens have that Entra
// exchanges, in any cloud.
func IsExchange(audience string) bool {
	return slices.ContainsFunc(Clouds, func(c Cloud) bool { return audience == c.Audience })
}
