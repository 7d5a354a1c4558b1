package simulator

import "net/http"

// managerHost is Azure Resource Manager, which `az login` asks for the
// subscriptions of the account, with a token for one of managerResources.
// https://learn.microsoft.com/rest/api/resources/subscriptions/list
const managerHost = "management.azure.com"

var managerResources = []string{"https://management.core.windows.net/", "https://management.azure.com"}

// manager is an account without subscriptions.
func (s *Simulator) manager(w http.ResponseWriter, r *http.Request) {
	if s.allow(w, r, http.MethodGet) {
		write(w, newReply(http.StatusOK, "application/json; charset=utf-8", []byte(`{"value":[]}`)))
	}
}
