package simulator_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"

	"start-synchronization-job/test/simulator"
)

// A client reaches the simulator through its proxy, and trusts its certificate
// authority. What arrives is counted, the starts by themselves.
func Example() {
	sim, err := simulator.Start(simulator.Config{
		Rules: []simulator.Rule{{Call: simulator.CallRead, Times: 1, Fault: simulator.Status(503)}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sim.Close()
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(sim.CAPEM())
	client := &http.Client{Transport: &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: sim.Addr()}),
		TLSClientConfig: &tls.Config{RootCAs: trusted},
	}}

	job := "https://graph.microsoft.com/v1.0/servicePrincipals/" + simulator.ServicePrincipalID +
		"/synchronization/jobs/" + simulator.JobID
	for _, call := range []struct{ method, address string }{
		{http.MethodGet, job}, {http.MethodGet, job}, {http.MethodPost, job + "/start"},
	} {
		request, err := http.NewRequestWithContext(context.Background(), call.method, call.address, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		request.Header.Set("Authorization", "Bearer "+sim.GraphToken(simulator.TokenOptions{}))
		response, err := client.Do(request)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		fmt.Println(response.StatusCode)
	}
	fmt.Println(sim.Calls(), sim.Starts())
	// Output:
	// 503
	// 200
	// 204
	// [read read start] 1
}
