package hint

// Claim is what a row says is wrong. The list is closed: whoever holds a
// diagnosis against the truth knows what each one means.
type Claim string

// The claims.
const (
	// NotKnown: the row quotes an answer and concludes nothing.
	NotKnown Claim = "not known"

	// Of the inputs and what they name.
	WrongServicePrincipal Claim = "no such service principal"
	WrongJob              Claim = "no such job"
	NoJob                 Claim = "provisioning is not set up"
	ChooseJob             Claim = "several jobs"
	TooNew                Claim = "not known everywhere yet"
	WrongApplication      Claim = "no such application"
	WrongTenant           Claim = "wrong tenant"
	WrongCloud            Claim = "wrong cloud"

	// Of what the caller is allowed.
	NoPermission      Claim = "permission missing"
	NotOwner          Claim = "not an owner"
	NoRole            Claim = "directory role missing"
	NoPrincipal       Claim = "the caller has no service principal"
	Disabled          Claim = "application disabled"
	ConditionalAccess Claim = "blocked by Conditional Access"
	TenantPolicy      Claim = "blocked by a policy of the tenant"
	TenantBlocked     Claim = "tenant blocked"
	Restricted        Claim = "tenant restrictions of a proxy"
	Quota             Claim = "quota"
	Licence           Claim = "licence missing"

	// Of the tokens.
	NoIDTokenPermission Claim = "id-token: write missing"
	NoCredential        Claim = "no federated credential"
	WrongSubject        Claim = "no credential for this subject"
	WrongIssuer         Claim = "no credential for this issuer"
	WrongAudience       Claim = "no credential for this audience"
	MissingClaim        Claim = "a claim is missing"
	EntraIssued         Claim = "Entra issued the id token"
	Expired             Claim = "token expired"
	OtherToken          Claim = "token for another service"
	NotVerified         Claim = "token not verified"
	IssuerUnreachable   Claim = "issuer not reachable for Entra"
	BadVariable         Claim = "a variable of the runner was changed"
	BadFile             Claim = "the token file is not usable"

	// Of the services.
	ServerError Claim = "the service has an error"
	Throttled   Claim = "too many requests"
	Conflict    Claim = "another change is under way"

	// Of the network.
	ProxyDown         Claim = "proxy not reachable"
	ProxyRefuses      Claim = "proxy refuses"
	ProxyBroken       Claim = "proxy answers wrongly"
	ProxyCertificate  Claim = "certificate of a proxy"
	ServerCertificate Claim = "certificate of the server"
	DNS               Claim = "name not resolved"
	Unreachable       Claim = "host not reachable"
	Silent            Claim = "no answer"
	Changed           Claim = "something between answered or changed the request"

	// Of the run.
	Deadline  Claim = "deadline passed"
	Cancelled Claim = "cancelled"
	State     Claim = "the state of the job"
)
