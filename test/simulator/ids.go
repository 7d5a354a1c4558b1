package simulator

import "time"

// The directory and the workflow that the simulator plays unless Config says
// otherwise.
const (
	TenantID     = "5d1f0c72-8a3e-4b19-9c64-2f7e08a1b3d5"
	TenantDomain = "contoso.onmicrosoft.com"

	// ClientID is the application (client) id that carries the federated
	// credential.
	ClientID = "c7b06f1e-44d2-4a8f-8e35-91d0b6a2e7f4"
	// CallerObjectID is the object id of the caller's own enterprise
	// application: `oid` in its tokens.
	CallerObjectID = "0a9d3c58-6e17-4f42-b8ac-75c1e2d904b6"
	// CallerRegistrationID is the object id of the caller's app registration.
	CallerRegistrationID = "e2c84a90-1f5b-47d6-a03e-6b98d7f1524c"

	// ServicePrincipalID is the object id of the enterprise application that
	// owns the job.
	ServicePrincipalID = "8f2b7d14-c09e-4e6a-95d3-3ab8f06e1c27"
	// AppID is the application (client) id of that enterprise application.
	AppID = "b49e1a63-72c8-4d05-8f1b-d60a5e93c7f2"
	// RegistrationID is the object id of its app registration.
	RegistrationID = "47d8c0f5-9b32-4e7a-86c1-f5a2031be9d8"
	// UserObjectID is the object id of the person behind a delegated token.
	UserObjectID = "d36a5b81-07fe-4c92-a4e8-18c7f92d60ab"

	// GraphObjectID is the object id of Microsoft Graph's own service principal.
	GraphObjectID = "6c4b21f0-8d57-4a3e-b960-1e7f5d2c8a94"

	JobID = "BoxOutDelta.e4bbf44533ea4eabb17027f3a92e92aa"
)

// The GitHub workflow whose OIDC token the simulator issues.
const (
	Issuer     = "https://token.actions.githubusercontent.com"
	Owner      = "contoso"
	Repository = "contoso/directory"
	Ref        = "refs/heads/main"
	Subject    = "repo:contoso/directory:ref:refs/heads/main"
	Workflow   = "provision"
	// WorkflowRef is the `job_workflow_ref` claim.
	WorkflowRef = "contoso/directory/.github/workflows/provision.yml@refs/heads/main"
	// GitHubHost answers requests for OIDC tokens.
	GitHubHost = "run-actions-1-azure-eastus.actions.githubusercontent.com"
)

// The permissions (app roles, scopes) that Microsoft documents for the
// synchronization routes.
// https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-start#permissions
const (
	RoleOwnedBy   = "Application.ReadWrite.OwnedBy"
	RoleReadWrite = "Synchronization.ReadWrite.All"
	RoleRead      = "Synchronization.Read.All"
)

// Epoch is the time in `Date` headers and error bodies where Config names none,
// fixed so that golden files hold. Tokens follow the real clock.
var Epoch = time.Date(2026, 8, 3, 9, 30, 0, 0, time.UTC)

// endpoints are the hosts of one cloud. The table repeats internal/cloud on
// purpose: a wrong host there has to fail here.
// https://learn.microsoft.com/graph/deployments#microsoft-graph-and-graph-explorer-service-root-endpoints
type endpoints struct{ graph, authority, audience string }

var clouds = map[string]endpoints{
	"global":   {"graph.microsoft.com", "login.microsoftonline.com", "api://AzureADTokenExchange"},
	"usgov-l4": {"graph.microsoft.us", "login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"},
	"usgov-l5": {"dod-graph.microsoft.us", "login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"},
	"china":    {"microsoftgraph.chinacloudapi.cn", "login.chinacloudapi.cn", "api://AzureADTokenExchangeChina"},
	"bleu":     {"graph.svc.sovcloud.fr", "login.sovcloud-identity.fr", "api://AzureADTokenExchangeFrance"},
	"delos":    {"graph.svc.sovcloud.de", "login.sovcloud-identity.de", "api://AzureADTokenExchangeGermany"},
}

// Clouds lists the names that Config.Cloud accepts, in the order of README.md.
func Clouds() []string { return []string{"global", "usgov-l4", "usgov-l5", "china", "bleu", "delos"} }
