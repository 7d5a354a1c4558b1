package main

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/simulator"
)

// simulated starts a simulator whose caller and whose job are like the ones of
// w, and returns its world. What the simulator does is asked of it there, and
// written down nowhere else. end stops it.
func (w *world) simulated() (likewise *world, end func(), err error) {
	config := simulator.Config{Cloud: w.in.Cloud.Name, Others: true, Now: time.Now()}
	refused := w.list.err == nil && w.list.status != http.StatusOK
	if w.token != "" {
		config.Roles = w.claims.Permissions()
		config.NoRoles = len(config.Roles) == 0
		config.NotOwner = refused
	}
	state := w.state
	if state == "" {
		state = "paused"
	}
	if _, _, err := config.Choose(state, ""); err != nil {
		return nil, nil, err
	}
	if state == "paused" && !quarantined(w.job.body) {
		config.Job = simulator.Paused()
	}
	sim, err := simulator.Start(config)
	if err != nil {
		return nil, nil, err
	}
	in := inputs.Inputs{
		TenantID: simulator.TenantID, ClientID: simulator.ClientID, ServicePrincipalID: simulator.ServicePrincipalID,
		JobID: simulator.JobID, Cloud: w.in.Cloud, Audience: w.in.Cloud.Audience,
	}
	if w.in.AccessToken != "" {
		in.AccessToken = sim.GraphToken(simulator.TokenOptions{
			Delegated: w.claims.Delegated(), Scopes: w.claims.Scopes, NoRole: refused,
		})
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(sim.CAPEM())
	likewise = newWorld(in, sim.Env(), http.ProxyURL(&url.URL{Scheme: "http", Host: sim.Addr()}), roots)
	likewise.starts = w.starts
	return likewise, sim.Close, nil
}

// stateOf is the state of a job by the name that the simulator has for it,
// empty where it is not known.
func stateOf(body []byte) string {
	var job struct {
		Status   struct{ Code string }
		Schedule struct{ State string }
	}
	if json.Unmarshal(body, &job) != nil {
		return ""
	}
	scheduled := job.Schedule.State == graph.ScheduleActive
	switch job.Status.Code {
	case graph.StatusPaused:
		return "paused"
	case graph.StatusQuarantine:
		return "quarantine"
	case graph.StatusActive:
		return "active"
	case graph.StatusNotConfigured:
		return "not-configured"
	case graph.StatusNotRun:
		if scheduled {
			return "just-started"
		}
		return "new"
	}
	return ""
}

// quarantined reports whether a body has a quarantine, be it an old one.
func quarantined(body []byte) bool {
	var job struct {
		Status struct{ Quarantine *struct{} }
	}
	return json.Unmarshal(body, &job) == nil && job.Status.Quarantine != nil
}

// permissions are the documented ones among a token's, and how many others.
func permissions(all []string) string {
	var known []string
	others := 0
	for _, one := range all {
		switch one {
		case simulator.RoleOwnedBy, simulator.RoleReadWrite, simulator.RoleRead:
			known = append(known, one)
		default:
			others++
		}
	}
	if others > 0 {
		known = append(known, "others")
	}
	if len(known) == 0 {
		return "none"
	}
	return strings.Join(known, ", ")
}
